// How much has flowed of a load, for whoever needs no pulses of it.

import type { Load } from "./load.ts";

const PJ_PER_WS = 1_000_000_000_000n;

export class EnergyCount {
  readonly #load: Load;
  readonly #originS: number;
  #atUs = 0;
  #energyPj = 0n;

  /** Times are whole microseconds since `originS`, a whole UTC second at which nothing has flowed yet. */
  constructor(load: Load, originS: number) {
    this.#load = load;
    this.#originS = originS;
  }

  /** Energy up to the latest `advance`, in whole watt-seconds. */
  get energyWs(): number {
    return Number(this.#energyPj / PJ_PER_WS);
  }

  /** Accounts for the load as it is, up to `toUs`, which is not before the time before. */
  advance(toUs: number): void {
    while (this.#atUs < toUs) {
      const step = this.#load.stepAt(this.#originS + Math.floor(this.#atUs / 1_000_000));
      if (step === undefined) break;
      const untilUs = Math.min((step.endS - this.#originS) * 1_000_000, toUs);
      this.#energyPj += BigInt(step.powerUw) * BigInt(untilUs - this.#atUs);
      this.#atUs = untilUs;
    }
    this.#atUs = toUs;
  }
}
