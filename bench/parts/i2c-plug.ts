// The plug between a board and a part on its I2C bus, and all the ways in which it can be half in. A broken wire: the part hears nothing and
// the board reads ones, whichever wire it is; a wire shorted to ground: the line itself is low. It can come out in the middle of a transfer:
// a byte that the part was to hear is lost, of one that it was sending the rest reads as ones.
// The part's own supply is the part's business, and the board's pins do not show whether a part pulls them up.

import type { I2cDevice, VirtualPin } from "../engine/parts-api.ts";
import type { Random } from "../engine/random.ts";

/** `noise`: the part hears nothing and the board reads something else each time. */
export type PlugState = "in" | "out" | "sda open" | "scl open" | "sda low" | "scl low" | "noise";

export class I2cPlug implements I2cDevice {
  readonly #device: I2cDevice;
  readonly #scl: VirtualPin;
  readonly #sda: VirtualPin;
  readonly #random: Random;
  #state: PlugState = "in";
  #bitsLeft = Infinity;
  #bits = 0;

  constructor(device: I2cDevice, pins: { readonly scl: VirtualPin; readonly sda: VirtualPin }, random: Random) {
    this.#device = device;
    this.#scl = pins.scl;
    this.#sda = pins.sda;
    this.#random = random;
  }

  /** Bits of data, both ways, addresses and acknowledges apart, that went through since the plug was made. */
  get bits(): number {
    return this.#bits;
  }

  /** From now on, until told otherwise. */
  set(state: PlugState): void {
    this.#state = state;
    this.#bitsLeft = Infinity;
    this.#scl.drive(state === "scl low" ? 0 : undefined);
    this.#sda.drive(state === "sda low" ? 0 : undefined);
  }

  /** Comes out after so many bits of data more. */
  pullAfter(bits: number): void {
    this.set("in");
    this.#bitsLeft = bits;
  }

  write(bytes: Uint8Array, timeUs: number): boolean {
    const heard = this.#pass(bytes.length * 8) >> 3;
    if (heard > 0) this.#device.write(bytes.subarray(0, heard), timeUs);
    return heard === bytes.length;
  }

  read(count: number, timeUs: number): Uint8Array {
    if (this.#state === "noise") return Uint8Array.from({ length: count }, () => this.#random.below(256));
    const sent = this.#pass(count * 8);
    const bytes = new Uint8Array(count).fill(0xff);
    if (sent === 0) return bytes;
    const whole = Math.ceil(sent / 8);
    bytes.set(this.#device.read(whole, timeUs));
    if (sent % 8 > 0) bytes[whole - 1]! |= 0xff >> (sent % 8);
    return bytes;
  }

  /** How many of the next `bits` pass. */
  #pass(bits: number): number {
    if (this.#state !== "in") return 0;
    const passed = Math.min(bits, this.#bitsLeft);
    this.#bitsLeft -= passed;
    this.#bits += passed;
    if (passed < bits) this.set("out");
    return passed;
  }
}
