// How often the relay moves: never twice within its rest, never more than so many times in any 24 hours, whatever is ordered; and that
// neither a reset nor a change of policy gives it more.

import assert from "node:assert/strict";
import * as command from "../../firmware/messages/command.ts";
import { STATE } from "../../bench/switch-values.ts";
import { readU16 } from "../../firmware/messages/bytes.ts";
import { encodePolicy, FEWEST_MOVES } from "../../firmware/messages/switch-policy.ts";
import { ALARM_WORN } from "../../firmware/messages/switch-state.ts";
import { DAY_SECONDS, encodeState, MOVES, mostWear, moveSeconds } from "../../firmware/off-switch/switch.ts";
import { SwitchRig } from "./rig.ts";

/** Off, on and the button every `pace` seconds, `each` after every round. Returns the seconds of all drives. */
function restless(
  rig: SwitchRig,
  seconds: number,
  pace: number,
  each: (rig: SwitchRig) => void = () => undefined,
): number[] {
  const end = rig.second + seconds;
  while (rig.second < end) {
    rig.give(command.ORDER_OFF);
    rig.run(1);
    rig.give(command.ORDER_ON);
    rig.press();
    rig.run(pace - 1);
    each(rig);
  }
  return rig.drives.map((drive) => drive.atSecond);
}

/** The most of `times`, which ascend, that lie within less than a day. */
function busiestDay(times: readonly number[]): number {
  let from = 0;
  let most = 0;
  times.forEach((time, at) => {
    while (time - times[from]! >= DAY_SECONDS) from++;
    most = Math.max(most, at - from + 1);
  });
  return most;
}

function shortestRest(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((time, at) => time - times[at]!));
}

describe("moves of the relay", () => {
  for (const moves of [4, 5, 6, 7, 24])
    it(`are at most ${moves} in any 24 h, and nearly so many where they are asked for all the time`, () => {
      const rig = new SwitchRig({ policy: encodePolicy(0, 0, moves, 86_400) });
      rig.run(1);
      const most = busiestDay(restless(rig, 2.5 * DAY_SECONDS, 400));
      assert.ok(most <= moves && most >= moves - 2, `${most} moves`);
    });

  it("are as bounded for every cap that there is", () => {
    for (let moves = FEWEST_MOVES; moves <= 65_535; moves++) {
      // Half a cap at once, and what has come back less than a day after the first of them.
      const atOnce = mostWear(moves) / moveSeconds(moves) + 1;
      const most = atOnce + Math.floor((DAY_SECONDS - 1) / moveSeconds(moves));
      assert.ok(most <= moves, `${most} where ${moves} are the most`);
    }
  });

  for (const rest of [1, 60, 3600])
    it(`are ${rest} s apart or more`, () => {
      const rig = new SwitchRig({ policy: encodePolicy(0, rest, 65_535, 86_400) });
      rig.run(1);
      const shortest = shortestRest(restless(rig, 4 * rest + 100, 2));
      assert.ok(shortest >= rest && shortest <= rest + 2, `${shortest} s`);
    });

  it("are as far apart and as few where the processor is reset after each, or in between", () => {
    const rig = new SwitchRig({ policy: encodePolicy(0, 60, 6, 86_400) });
    rig.run(1);
    const times = restless(rig, 2 * DAY_SECONDS, 500, (one) => {
      if (one.random.below(4) > 0) return;
      one.boot();
      one.run(1);
    });
    assert.ok(times.length > 4);
    assert.ok(busiestDay(times) <= 6 && shortestRest(times) >= 60);
  });

  it("are as few where one is about to be stored and the supply goes, each time", () => {
    const rig = new SwitchRig({ policy: encodePolicy(0, 60, 6, 86_400) });
    rig.run(1);
    const times = restless(rig, 2 * DAY_SECONDS, 500, (one) => {
      one.cutAfter = one.random.below(9);
    });
    assert.ok(rig.cuts > 300 && times.length > 2);
    assert.ok(busiestDay(times) <= 6 && shortestRest(times) >= 60);
  });

  it("are as few as the looser of two policies lets through, whatever the change between them", () => {
    for (const [before, after] of [
      [24, 6],
      [24, 4],
      [7, 4],
    ] as const) {
      const rig = new SwitchRig({ policy: encodePolicy(0, 0, before, 86_400) });
      rig.run(1);
      restless(rig, 4 * 3600, 60);
      assert.equal(rig.result(command.ORDER_POLICY, encodePolicy(0, 0, after, 86_400)), command.RESULT_DONE);
      const from = rig.second;
      const times = restless(rig, 2 * DAY_SECONDS, 400);
      assert.ok(busiestDay(times) <= before);
      assert.ok(busiestDay(times.filter((time) => time > from)) <= after);
    }
  });

  it("are counted for life, and an alarm says when they are as many as the relay is made for", () => {
    const rig = new SwitchRig({ policy: encodePolicy(0, 0, 65_535, 86_400) });
    const state = rig.stored();
    state[MOVES] = 9_998;
    rig.setValue(STATE, encodeState(state));
    rig.boot();
    rig.run(1);
    const seen = [2, 2, 2].map(() => {
      const body = rig.query();
      restless(rig, 1, 2);
      rig.boot();
      rig.run(1);
      return [readU16(body, 7), body.charCodeAt(11) & ALARM_WORN];
    });
    assert.deepEqual(seen, [
      [9_998, 0],
      [10_000, ALARM_WORN],
      [10_002, ALARM_WORN],
    ]);
  });
});
