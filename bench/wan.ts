// The wire between a meter's WAN port and whoever reaches it: bytes both ways, ears on it, and a cut. What is on its way at the moment of a cut
// is lost from there on; what is sent meanwhile never was.

import type { Burst } from "./engine/uart-line.ts";
import type { UartModel } from "./engine/virtual-uart.ts";

/** "in": to the meter. */
export type WanDirection = "in" | "out";
export type WanTap = (direction: WanDirection, bytes: string) => void;

export class Wan {
  readonly #uart: UartModel;
  readonly #far: (bytes: string) => void;
  readonly #taps: WanTap[] = [];
  #flying: Burst[] = [];
  #isCut = false;

  /** `far` gets what comes out of the wire when all taps have heard it. */
  constructor(uart: UartModel, far: (bytes: string) => void) {
    this.#uart = uart;
    this.#far = far;
    uart.onBurst((burst) => {
      if (!this.#isCut) this.#carryOut(this.#fly(burst.copy(burst.bytes, 0, burst.startUs)));
    });
  }

  /** Calls `tap` with what goes into the wire for the meter, and with what came out of it. */
  onBytes(tap: WanTap): void {
    this.#taps.push(tap);
  }

  /** Bytes for the meter, from whoever reaches the wire. */
  send(bytes: string): void {
    if (this.#isCut) return;
    this.#tell("in", bytes);
    this.#fly(this.#uart.receive(bytes));
  }

  cut(): void {
    this.#isCut = true;
    for (const burst of this.#flying) burst.lose(this.#uart.clock.nowUs);
    this.#flying = [];
  }

  mend(): void {
    this.#isCut = false;
  }

  #tell(direction: WanDirection, bytes: string): void {
    for (const tap of this.#taps) tap(direction, bytes);
  }

  #fly(burst: Burst): Burst {
    this.#flying = this.#flying.filter(({ endUs }) => endUs > this.#uart.clock.nowUs);
    this.#flying.push(burst);
    return burst;
  }

  #carryOut(burst: Burst): void {
    this.#uart.clock.at(Math.ceil(burst.endUs), () => {
      const bytes = burst.intactBytes;
      if (bytes.length === 0) return;
      this.#tell("out", bytes);
      this.#far(bytes);
    });
  }
}
