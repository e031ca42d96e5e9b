// A load of which a part takes another way: what somebody draws from a tap in front of the meter. The two parts are the whole to the microwatt.
// Whoever integrates them accounts for what flowed before the share changes.

import type { Load, Step } from "./load.ts";

export const MOST_PERCENT = 100;

export class SplitLoad {
  /** Whole percent of the load that take the other way. */
  percent = 0;
  /** What is left. */
  readonly main: Load;
  readonly branch: Load;
  readonly #load: Load;

  constructor(load: Load) {
    this.#load = load;
    const { startS, endS } = load;
    this.main = { startS, endS, stepAt: (atS) => this.#part(atS, (powerUw) => powerUw - this.#branchUw(powerUw)) };
    this.branch = { startS, endS, stepAt: (atS) => this.#part(atS, (powerUw) => this.#branchUw(powerUw)) };
  }

  #branchUw(powerUw: number): number {
    return Math.floor((powerUw * this.percent) / MOST_PERCENT);
  }

  #part(atS: number, of: (powerUw: number) => number): Step | undefined {
    const step = this.#load.stepAt(atS);
    return step && { ...step, powerUw: of(step.powerUw) };
  }
}
