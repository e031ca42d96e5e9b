// Another utility's meter, or whoever holds its wire, says what he likes: answers broken in every way, talk without end, orders that were heard
// elsewhere. The meter asks as often as it always does, keeps nothing of it, and goes on with everything else; an honest answer is understood
// right behind. What a well-formed lie about a volume is worth is not decided here.

import assert from "node:assert/strict";
import { gasLies } from "../../bench/attack/hostile-gas-meter.ts";
import type { Bench } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import { kernelStatus } from "../../bench/report.ts";
import { assertNoFaults, isClosed, queued, target, wait, without } from "./rig.ts";

const random = new Random(7);
/** Longer than any poll takes: a request each 10 s, three at most. */
const POLL_S = 60;
const LIES = gasLies(random);

function assertUnmoved(bench: Bench): void {
  assertNoFaults(bench, "meter", "offSwitch");
  const { messages, bytes } = queued(bench, "meter");
  assert.ok(messages < 16 && bytes < 1500, `${messages} messages, ${bytes} bytes wait`);
  const { mostSteps, stepBudget } = kernelStatus(bench, "meter").partitions[0]!;
  assert.ok(mostSteps < stepBudget / 2, `${mostSteps} of ${stepBudget} steps`);
  assert.equal(bench.meter.interruptions, 0);
  assert.equal(isClosed(bench), true);
}

describe("attack: another utility's meter is hostile", () => {
  for (const [name, lie] of Object.entries(LIES)) {
    it(`${name}: asked three times and no more, and nothing is disturbed`, async () => {
      const bench = await target();
      const { otherUtility } = bench.meterParts;
      otherUtility.lies = lie;
      wait(bench, POLL_S);
      assert.deepEqual([otherUtility.resets, otherUtility.requests], [1, 3]);
      assertUnmoved(bench);
    });
  }

  it("lies once: the next answer, an honest one, is understood", async () => {
    const bench = await target();
    const { otherUtility } = bench.meterParts;
    otherUtility.lies = (answer) => (otherUtility.requests < 2 ? LIES["a turned bit"]!(answer) : answer);
    wait(bench, POLL_S);
    assert.equal(otherUtility.requests, 2);
    assertUnmoved(bench);
  });

  it("talks without pause: pulses, telegrams and orders go on, nothing piles up, and it is heard once it behaves", async () => {
    const bench = await target();
    const { otherUtility } = bench.meterParts;
    wait(bench, 10);
    const before = { telegrams: bench.han.telegrams, accepted: bench.central.accepted };
    otherUtility.say(random.byteString(240 * 880));
    for (let second = 0; second < 60; second++) {
      wait(bench, 1);
      assertUnmoved(bench);
    }
    assert.equal(bench.han.telegrams - before.telegrams, 6);
    bench.central.switch("off");
    wait(bench, 3);
    assert.equal(isClosed(bench), false);
    wait(bench, 895);
    assert.ok(otherUtility.resets >= 2);
    assertNoFaults(bench, "meter", "offSwitch");
    const { resets, requests } = otherUtility;
    wait(bench, 900);
    assert.deepEqual([otherUtility.resets - resets, otherUtility.requests - requests], [1, 1]);
    assert.equal(bench.pulses.connected, false);
  });

  it("repeats an order of the central system that it has heard: only the port that it is for takes it", async () => {
    const bench = await target();
    const order = bench.central.command("off");
    bench.meterParts.otherUtility.lies = () => order;
    wait(bench, POLL_S);
    assertUnmoved(bench);
    bench.toWan(order);
    wait(bench, 3);
    assert.equal(isClosed(bench), false);
  });

  it("stops communications with any long answer where that is handed on as it comes", async () => {
    const meter = await without("meter", "communications", "mbusDigest(heard)", "heard");
    const bench = await target({ meter });
    bench.meterParts.otherUtility.lies = LIES["fillers to the end"];
    wait(bench, POLL_S);
    const { name, faults } = kernelStatus(bench, "meter").partitions[0]!;
    assert.deepEqual([name, faults > 0], ["communications", true]);
  });
});
