// A load that somebody may hold at so many watts, and give back: the slider of a person at the bench, an act of a script. Whoever integrates
// it accounts for what flowed before the change first.

import type { Load, Step } from "./load.ts";

/** What the pulse input carries at 1000 impulses per kWh: 16.7 a second. */
export const MOST_WATTS = 60_000;

export class HeldLoad implements Load {
  readonly startS: number;
  readonly endS: number;
  /** Whole watts; undefined: as the load itself goes. Begins and ends with it all the same. */
  heldW: number | undefined;
  readonly #load: Load;

  constructor(load: Load) {
    this.#load = load;
    this.startS = load.startS;
    this.endS = load.endS;
  }

  stepAt(atS: number): Step | undefined {
    const step = this.#load.stepAt(atS);
    return step === undefined || this.heldW === undefined ? step : { ...step, powerUw: this.heldW * 1_000_000 };
  }
}

/** No power, for ever. */
export const NOTHING: Load = {
  startS: -Infinity,
  endS: Infinity,
  stepAt: () => ({ startS: -Infinity, endS: Infinity, powerUw: 0 }),
};
