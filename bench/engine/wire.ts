// Three wires between two UARTs (ground and one each way), and what can happen to them: a cut, a delay, noise, an ear.
// Bytes that are being sent while the wire is cut are lost from that moment; what is written during the cut is lost.

import type { Burst } from "./uart-line.ts";
import type { Clock } from "./parts-api.ts";
import type { Random } from "./random.ts";
import type { UartModel } from "./virtual-uart.ts";

/** From the first UART of `join` to the second, or back. */
export type Direction = "a-to-b" | "b-to-a";

/** Changes bytes on their way: may shorten, lengthen or keep them. */
export type Garbler = (bytes: string, direction: Direction) => string;

export type Tap = (direction: Direction, bytes: string, timeUs: number) => void;

/** A garbler that flips one bit in each byte that chance picks. */
export const noise =
  (probability: number, random: Random): Garbler =>
  (bytes) => {
    let heard = "";
    for (let i = 0; i < bytes.length; i++) {
      const flip = random.chance(probability) ? 1 << random.below(8) : 0;
      heard += String.fromCharCode(bytes.charCodeAt(i) ^ flip);
    }
    return heard;
  };

export class Wire {
  private readonly clock: Clock;
  private cutOff = false;
  private delayUs = 0;
  private garbler: Garbler | undefined;
  private readonly taps: Tap[] = [];
  private flying: Burst[] = [];

  constructor(a: UartModel, b: UartModel) {
    this.clock = a.clock;
    a.onBurst((burst) => {
      this.carry("a-to-b", burst, b);
    });
    b.onBurst((burst) => {
      this.carry("b-to-a", burst, a);
    });
  }

  /** Both ways, now. */
  cut(): void {
    this.cutOff = true;
    for (const burst of this.flying) burst.lose(this.clock.nowUs);
    this.flying = [];
  }

  get isCut(): boolean {
    return this.cutOff;
  }

  mend(): void {
    this.cutOff = false;
  }

  /** From now on bytes arrive `microseconds` later than they were sent. */
  delay(microseconds: number): void {
    this.delayUs = microseconds;
  }

  /** From now on `garbler` changes what is written; undefined: a clean wire again. */
  garble(garbler: Garbler | undefined): void {
    this.garbler = garbler;
  }

  /** Calls `tap` with the bytes that leave the far end of the wire, at the time of the last of them. */
  onBytes(tap: Tap): void {
    this.taps.push(tap);
  }

  private carry(direction: Direction, burst: Burst, to: UartModel): void {
    if (this.cutOff) return;
    const bytes = this.garbler === undefined ? burst.bytes : this.garbler(burst.bytes, direction);
    const copy = burst.copy(bytes, this.delayUs, to.receiveFreeUs);
    this.flying = this.flying.filter((earlier) => earlier.endUs > this.clock.nowUs);
    this.flying.push(copy);
    to.hear(copy);
    if (this.taps.length === 0) return;
    const endUs = Math.ceil(copy.endUs);
    this.clock.at(endUs, () => {
      const arrived = copy.intactBytes;
      if (arrived.length > 0) for (const tap of this.taps) tap(direction, arrived, endUs);
    });
  }
}

/** Joins two UARTs: each hears what the other sends. */
export const join = (a: UartModel, b: UartModel): Wire => new Wire(a, b);
