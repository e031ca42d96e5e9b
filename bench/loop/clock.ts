// Real time, by which the tests of real boards go: a bench in simulated time has its own.

import { setWallAlarm } from "../send/line.ts";
import type { SetAlarm } from "../send/line.ts";

export interface LoopClock {
  /** UTC. */
  nowMs(): number;
  readonly setAlarm: SetAlarm;
}

export const COMPUTER: LoopClock = { nowMs: () => Date.now(), setAlarm: setWallAlarm };

export function wait(clock: LoopClock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.setAlarm(ms, resolve));
}
