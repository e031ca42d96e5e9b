// A cable between a UART of one emulated board and a UART of another, carried by the host, so that a test can listen to it,
// cut it, delay it and change what passes. It has no baud rate and loses nothing by itself.

import type { QemuBoard } from "./qemu.ts";
import type { Usart } from "./serial-tap.ts";

export interface WireEnd {
  readonly board: QemuBoard;
  readonly usart: Usart;
}

export interface WireOptions {
  /** Wall time between a byte leaving one board and reaching the other; 0. */
  readonly delayMs?: number;
  /** What becomes of the bytes on their way; nothing is sent on when it returns none. */
  readonly alter?: (bytes: Buffer, toward: "a" | "b") => Uint8Array;
}

export class Wire {
  readonly #ends: Record<"a" | "b", WireEnd>;
  readonly #options: WireOptions;
  readonly #carried: Record<"a" | "b", Buffer[]> = { a: [], b: [] };
  readonly #forget: (() => void)[];
  #isCut = false;

  /** Joins both directions from now on; what the boards sent before is not delivered. */
  constructor(a: WireEnd, b: WireEnd, options: WireOptions = {}) {
    this.#ends = { a, b };
    this.#options = options;
    this.#forget = [
      a.board.onBytes(a.usart, (bytes) => {
        this.#carry(bytes, "b");
      }),
      b.board.onBytes(b.usart, (bytes) => {
        this.#carry(bytes, "a");
      }),
    ];
  }

  #carry(bytes: Buffer, toward: "a" | "b"): void {
    if (this.#isCut) return;
    const changed = Buffer.from(this.#options.alter?.(bytes, toward) ?? bytes);
    if (changed.length === 0) return;
    const deliver = (): void => {
      this.#carried[toward].push(changed);
      this.#ends[toward].board.send(this.#ends[toward].usart, changed);
    };
    const delayMs = this.#options.delayMs ?? 0;
    if (delayMs === 0) deliver();
    else setTimeout(deliver, delayMs);
  }

  /** From now on nothing passes; what a board sends is lost. */
  cut(): void {
    this.#isCut = true;
  }

  mend(): void {
    this.#isCut = false;
  }

  /** All that reached an end through the wire so far. */
  carried(toward: "a" | "b"): Buffer {
    return Buffer.concat(this.#carried[toward]);
  }

  /** Takes the wire away for good. */
  unplug(): void {
    for (const forget of this.#forget) forget();
  }
}
