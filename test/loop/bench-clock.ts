// The clock of virtual boards behind wires: their time goes on as fast as it goes, and only while somebody waits for it. Between two small leaps
// whatever lies in a socket is heard, so that a wire takes no longer than a real one.

import type { Bench } from "../../bench/bench.ts";
import type { LoopClock } from "../../bench/loop/clock.ts";
import type { SetAlarm } from "../../bench/send/line.ts";

interface Alarm {
  readonly atUs: number;
  readonly ring: () => void;
}

/** The longest leap. */
const LEAP_US = 200_000;

export class BenchClock implements LoopClock {
  /** So much the computer's clock is ahead of that of the boards. */
  aheadMs = 0;
  readonly #bench: Bench;
  readonly #alarms = new Set<Alarm>();
  #isGoing = false;
  #isStopped = false;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  nowMs(): number {
    return this.#bench.utcMs + this.aheadMs;
  }

  readonly setAlarm: SetAlarm = (ms, ring) => {
    const alarm = { atUs: this.#bench.clock.nowUs + Math.ceil(ms * 1000), ring };
    this.#alarms.add(alarm);
    void this.#go();
    return () => void this.#alarms.delete(alarm);
  };

  stop(): void {
    this.#isStopped = true;
  }

  async #go(): Promise<void> {
    if (this.#isGoing) return;
    this.#isGoing = true;
    const { clock } = this.#bench;
    while (this.#alarms.size > 0 && !this.#isStopped) {
      // Once for the socket of whoever speaks, and once for that of whoever answers.
      for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
      const nextUs = Math.min(...[...this.#alarms].map(({ atUs }) => atUs));
      clock.runUntil(Math.max(clock.nowUs, Math.min(nextUs, clock.nowUs + LEAP_US)));
      for (const alarm of this.#alarms)
        if (alarm.atUs <= clock.nowUs) {
          this.#alarms.delete(alarm);
          alarm.ring();
        }
    }
    this.#isGoing = false;
  }
}
