// What a fallen meter board may have brought about at the relay, by the policy: judged from the outside.

import assert from "node:assert/strict";
import { moves, restSeconds } from "../../firmware/messages/switch-policy.ts";

const DAY = 86_400;
/** Ticks of one processor are as long as its own clock says, and an order comes between two of them. */
const TICK = 1;

export interface Operation {
  readonly atSecond: number;
  readonly closed: boolean;
}

/** Rest between any two, at most so many in any 24 hours. Returns the most that were in one day. */
export function assertWithinPolicy(operations: readonly Operation[], policy: string): number {
  let from = 0;
  let busiest = 0;
  operations.forEach(({ atSecond }, at) => {
    const last = operations[at - 1];
    if (last) {
      const rested = atSecond - last.atSecond;
      assert.ok(rested > restSeconds(policy) - TICK, `operations ${rested} s apart`);
    }
    while (atSecond - operations[from]!.atSecond >= DAY - TICK) from++;
    busiest = Math.max(busiest, at - from + 1);
  });
  assert.ok(busiest <= moves(policy), `${busiest} operations in a day`);
  return busiest;
}
