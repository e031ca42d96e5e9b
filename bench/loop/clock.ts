// Real time, by which the tests of real boards go: a bench in simulated time has its own.

import { setTimeout as sleep } from "node:timers/promises";

export interface LoopClock {
  /** UTC. */
  nowMs(): number;
  wait(ms: number): Promise<void>;
}

export const COMPUTER: LoopClock = {
  nowMs: () => Date.now(),
  wait: async (ms) => {
    await sleep(ms);
  },
};
