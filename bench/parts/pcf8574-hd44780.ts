// The usual display backpack: a PCF8574 I/O expander (Philips/NXP) in front of an HD44780. P0 is RS, P1 R/W, P2 E, P3 the backlight,
// P4 to P7 are DB4 to DB7. A write puts each byte on the port at its acknowledge; a read gives the levels of the pins.
// The backlight's transistor holds P3 down when it is read, as on the real module.

import type { Clock, I2cDevice } from "../engine/parts-api.ts";
import { Hd44780, type DisplayFault } from "./hd44780.ts";

export const PCF8574_ADDRESS = 0x27;

const RS = 1;
const RW = 2;
const E = 4;
const BACKLIGHT = 8;
const POWER_ON_PORT = 0xff;
const BITS_PER_BYTE = 9;

export class Pcf8574Hd44780 implements I2cDevice {
  readonly #clock: Clock;
  readonly #byteUs: number;
  #port = POWER_ON_PORT;
  #display: Hd44780;

  /** Power comes on now. `bitsPerSecond` tells the moments of the bytes within a transfer. */
  constructor(clock: Clock, bitsPerSecond = 100_000) {
    this.#clock = clock;
    this.#byteUs = (BITS_PER_BYTE * 1_000_000) / bitsPerSecond;
    this.#display = new Hd44780(clock.nowUs);
  }

  get faults(): readonly DisplayFault[] {
    return this.#display.faults;
  }

  get backlight(): boolean {
    return (this.#port & BACKLIGHT) !== 0;
  }

  /** What a person reads: four rows of 20 characters. */
  rows(): string[] {
    const rows = this.#display.rows();
    return this.#display.twoLines ? rows : rows.map((row, index) => (index % 2 === 0 ? row : " ".repeat(row.length)));
  }

  /** Power goes and comes back now. */
  powerCycle(): void {
    this.#port = POWER_ON_PORT;
    this.#display = new Hd44780(this.#clock.nowUs);
  }

  /** `timeUs` is the end of the transfer. */
  write(bytes: Uint8Array, timeUs: number): boolean {
    for (const [index, byte] of bytes.entries()) {
      this.#port = byte;
      this.#display.drive(
        { rs: (byte & RS) !== 0, rw: (byte & RW) !== 0, e: (byte & E) !== 0, data: byte >> 4 },
        timeUs - (bytes.length - 1 - index) * this.#byteUs,
      );
    }
    return true;
  }

  read(count: number): Uint8Array {
    return new Uint8Array(count).fill(this.#port & ~BACKLIGHT);
  }
}
