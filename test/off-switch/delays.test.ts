// When the switch opens: not before the delay that was drawn, not after the window, for the central system and for the meter board alike; and
// that nobody can bring it forward by asking again, by a reset, or by taking the order back.

import assert from "node:assert/strict";
import * as command from "../../firmware/messages/command.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { REASON_CREDIT, REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { REASONS } from "../../firmware/off-switch/switch.ts";
import { SwitchRig } from "./rig.ts";
import { expectedDelay } from "./watcher.ts";

const WINDOW = 900;
const POLICY = encodePolicy(WINDOW, 60, 6, 86_400);
const OBEY_CREDIT = "\x02";
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
/** Orders come between two ticks. */
const TICK = 1;

function rigged(seed: number, policy = POLICY): SwitchRig {
  const rig = new SwitchRig({ policy, seed });
  rig.run(2);
  return rig;
}

/** Seconds until it is open, of at most `most`. */
function untilOpen(rig: SwitchRig, most = WINDOW + TICK): number {
  const from = rig.second;
  while (rig.closed && rig.second - from < most) rig.run(1);
  assert.equal(rig.closed, false, "it stayed closed");
  return rig.second - from;
}

/** It opened when the delay drawn as number `draw` was over. */
function assertDelayed(rig: SwitchRig, seconds: number, window = WINDOW, draw = rig.drawn.length): void {
  assert.equal(rig.drawn.length, draw);
  const delay = expectedDelay(window, rig.drawn.at(-1)!.random);
  assert.ok(seconds >= delay && seconds <= delay + TICK, `${seconds} s where ${delay} were drawn`);
}

describe("an opening", () => {
  it("waits for the delay that was drawn, different on each meter", () => {
    const waits = SEEDS.map((seed) => {
      const rig = rigged(seed);
      rig.give(command.ORDER_OFF);
      const seconds = untilOpen(rig);
      assertDelayed(rig, seconds, WINDOW, 1);
      return seconds;
    });
    assert.ok(new Set(waits).size > SEEDS.length * 0.8);
    assert.ok(Math.max(...waits) > WINDOW / 2 && Math.min(...waits) < WINDOW / 8);
  });

  it("comes within the longest window, and at once without one", () => {
    const rig = rigged(3, encodePolicy(86_400, 60, 6, 86_400));
    rig.give(command.ORDER_OFF);
    assertDelayed(rig, untilOpen(rig, 86_401), 86_400, 1);
    const other = rigged(3, encodePolicy(0, 60, 6, 86_400));
    other.give(command.ORDER_OFF);
    assert.deepEqual([other.closed, other.drawn.length], [false, 0]);
  });

  it("is not brought forward by the same order once more", () => {
    const rig = rigged(3);
    rig.give(command.ORDER_OFF);
    const from = rig.second;
    for (let again = 0; again < 100 && rig.closed; again++) rig.ask(command.ORDER_OFF);
    untilOpen(rig);
    assertDelayed(rig, rig.second - from, WINDOW, 1);
  });

  it("has a new delay after it was taken back", () => {
    const rig = rigged(3);
    for (let draw = 1; draw <= 3; draw++) {
      rig.ask(command.ORDER_OFF);
      assert.equal(rig.drawn.length, draw);
      assert.equal(rig.result(command.ORDER_CANCEL), command.RESULT_DONE);
    }
    rig.run(2 * WINDOW);
    assert.equal(rig.closed, true);
    rig.give(command.ORDER_OFF);
    assertDelayed(rig, untilOpen(rig), WINDOW, 4);
    assert.equal(new Set(rig.drawn.map((draw) => draw.random)).size, 4);
  });

  it("for credit has a delay of its own, and only where the central system lets it count", () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const rig = rigged(seed);
      for (let second = 0; second < 2 * WINDOW; second += 5) {
        rig.local(255, true);
        rig.run(5);
      }
      assert.deepEqual([rig.closed, rig.drawn.length], [true, 0]);
      rig.local(REASON_CREDIT);
      rig.run(1);
      rig.give(command.ORDER_OBEY, OBEY_CREDIT);
      assertDelayed(rig, untilOpen(rig), WINDOW, 1);
    }
  });

  it("for credit does not come where credit comes first, nor where it is no longer to count", () => {
    const rig = rigged(3);
    rig.give(command.ORDER_OBEY, OBEY_CREDIT);
    rig.local(REASON_CREDIT);
    rig.run(1);
    assert.equal(rig.stored()[REASONS], REASON_CREDIT);
    rig.local(0);
    rig.run(2 * WINDOW);
    assert.equal(rig.closed, true);
    rig.local(REASON_CREDIT);
    rig.run(1);
    rig.give(command.ORDER_OBEY, "\0");
    rig.run(2 * WINDOW);
    assert.deepEqual([rig.closed, rig.stored()[REASONS]], [true, 0]);
  });

  it("for two reasons has one delay, and goes on when one of them is gone", () => {
    const rig = rigged(3);
    rig.give(command.ORDER_OBEY, OBEY_CREDIT);
    rig.give(command.ORDER_OFF);
    const from = rig.second;
    rig.run(20);
    rig.local(REASON_CREDIT);
    rig.run(20);
    assert.equal(rig.stored()[REASONS], REASON_CREDIT | REASON_REMOTE);
    rig.ask(command.ORDER_CANCEL);
    assert.equal(rig.stored()[REASONS], REASON_CREDIT);
    untilOpen(rig);
    assertDelayed(rig, rig.second - from, WINDOW, 1);
  });

  it("is not brought forward by any reset, however often", () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const rig = rigged(seed);
      rig.give(command.ORDER_OFF);
      const from = rig.second;
      while (rig.closed) {
        rig.run(1 + rig.random.below(200));
        rig.boot();
      }
      const delay = expectedDelay(WINDOW, rig.drawn.at(-1)!.random);
      assert.equal(rig.drawn.length, 1);
      assert.ok(rig.drives[0]!.atSecond - from >= delay);
    }
  });

  it("is put off by a reset by less than a minute and a second", () => {
    const rig = rigged(3);
    rig.give(command.ORDER_OFF);
    const from = rig.second;
    rig.run(199);
    rig.boot();
    untilOpen(rig);
    const late = rig.second - from - expectedDelay(WINDOW, rig.drawn[0]!.random);
    assert.ok(late >= 0 && late <= 61, `${late} s late`);
  });

  it("waits for the whole window where no random number can be made", () => {
    const rig = rigged(3);
    rig.hasRandom = false;
    rig.give(command.ORDER_OFF);
    const seconds = untilOpen(rig);
    assert.ok(seconds >= WINDOW && seconds <= WINDOW + TICK);
  });

  it("follows the window of the policy in force when it was ordered", () => {
    const rig = rigged(3);
    rig.ask(command.ORDER_POLICY, encodePolicy(7200, 60, 6, 86_400));
    rig.give(command.ORDER_OFF);
    assertDelayed(rig, untilOpen(rig, 7201), 7200, 1);
  });
});
