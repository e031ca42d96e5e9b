// A flash part whose supply can be taken away at any moment. The processor works ahead of the clock within a step, so that the moment of
// a cut may lie in the middle of what it does on the bus: the part is then gone from that moment on, and the step finds nobody there.

import type { SpiDevice } from "./engine/parts-api.ts";
import type { W25q } from "./parts/w25q.ts";

export class SuppliedFlash implements SpiDevice {
  readonly #part: W25q;
  #cutUs = Infinity;

  constructor(part: W25q) {
    this.#part = part;
  }

  /** The supply will go at `timeUs`. `powerOff` has to be called when the clock is there, for the processor need not use the part again. */
  cutAt(timeUs: number): void {
    this.#cutUs = timeUs;
  }

  /** The supply goes at `timeUs`, which is now: what is being programmed or erased is torn. */
  powerOff(timeUs: number): void {
    this.#cutUs = timeUs;
    this.#part.powerOff(timeUs);
  }

  powerOn(timeUs: number): void {
    this.#cutUs = Infinity;
    this.#part.powerOn(timeUs);
  }

  select(timeUs: number): void {
    this.#look(timeUs);
    this.#part.select(timeUs);
  }

  exchange(byte: number, timeUs: number): number {
    this.#look(timeUs);
    return this.#part.exchange(byte, timeUs);
  }

  deselect(timeUs: number): void {
    this.#look(timeUs);
    this.#part.deselect(timeUs);
  }

  #look(timeUs: number): void {
    if (timeUs >= this.#cutUs) this.#part.powerOff(this.#cutUs);
  }
}
