// A pulse source at an input of a board that stands in: so many watts, as pulses in the time of the computer, as long as the switch is closed.

import { IMPULSES_PER_KWH } from "../../feeds.ts";
import type { LoopClock } from "../clock.ts";

const WS_PER_KWH = 3_600_000;

export class PulseSource {
  /** Pulses since it was set to 0. */
  given = 0;
  readonly #clock: LoopClock;
  readonly #isOn: () => Promise<boolean>;
  readonly #give: () => void;
  #watts = 0;
  #callOff = (): void => undefined;
  #dueMs = 0;

  constructor(clock: LoopClock, isOn: () => Promise<boolean>, give: () => void) {
    this.#clock = clock;
    this.#isOn = isOn;
    this.#give = give;
  }

  get watts(): number {
    return this.#watts;
  }

  set(watts: number): void {
    this.#callOff();
    this.#watts = watts;
    this.#dueMs = this.#clock.nowMs();
    if (watts > 0) this.#next();
  }

  #next(): void {
    this.#dueMs += (WS_PER_KWH / (this.#watts * IMPULSES_PER_KWH)) * 1000;
    this.#callOff = this.#clock.setAlarm(Math.max(0, this.#dueMs - this.#clock.nowMs()), () => {
      this.#next();
      void this.#isOn().then((isOn) => {
        if (!isOn) return;
        this.given++;
        this.#give();
      });
    });
  }
}
