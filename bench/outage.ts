// A wire of the bench that is cut for a time. Cuts may overlap: it is whole again when the last of them is over.

import type { Clock } from "./engine/parts-api.ts";

export interface Breakable {
  cut(): void;
  mend(): void;
}

export class Outage {
  readonly #clock: Clock;
  readonly #wire: Breakable;
  #untilUs = 0;

  constructor(clock: Clock, wire: Breakable) {
    this.#clock = clock;
    this.#wire = wire;
  }

  get isCut(): boolean {
    return this.#clock.nowUs < this.#untilUs;
  }

  /** Now, for so many seconds. */
  cutFor(seconds: number): void {
    this.#wire.cut();
    const untilUs = this.#clock.nowUs + Math.round(seconds * 1e6);
    this.#untilUs = Math.max(this.#untilUs, untilUs);
    this.#clock.at(untilUs, () => {
      if (!this.isCut) this.#wire.mend();
    });
  }
}
