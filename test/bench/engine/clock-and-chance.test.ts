// The two roots of a repeatable run: the simulated clock and the seeded generator.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../../bench/engine/random.ts";
import { SimulationClock } from "../../../bench/engine/simulation-clock.ts";

describe("simulated clock", () => {
  it("runs alarms in the order of time, and of calls where times are equal", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 200 }), (plan) => {
        const clock = new SimulationClock();
        const ran: [number, number][] = [];
        const expected: [number, number][] = [];
        const alarms = plan.map(([timeUs], index) => clock.at(timeUs, () => ran.push([clock.nowUs, index])));
        plan.forEach(([timeUs, cancelled], index) => {
          const alarm = alarms[index];
          if (cancelled && alarm !== undefined) clock.cancel(alarm);
          else expected.push([timeUs, index]);
        });
        expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        clock.runUntil(100);
        assert.deepEqual(ran, expected);
        assert.equal(clock.pending, 0);
      }),
    );
  });

  it("stops at the time asked for, alarms of that very time included", () => {
    const clock = new SimulationClock();
    const ran: number[] = [];
    for (const timeUs of [10, 20, 21]) clock.at(timeUs, () => ran.push(timeUs));
    clock.runUntil(20);
    assert.deepEqual([ran, clock.nowUs, clock.pending], [[10, 20], 20, 1]);
  });

  it("takes a past time as now, and an alarm set for now while running runs in the same call", () => {
    const clock = new SimulationClock();
    clock.runUntil(100);
    const ran: number[] = [];
    clock.at(5, () => {
      ran.push(clock.nowUs);
      clock.at(0, () => ran.push(-clock.nowUs));
    });
    clock.runUntil(100);
    assert.deepEqual(ran, [100, -100]);
  });

  it("does nothing when an alarm is cancelled twice or after it ran", () => {
    const clock = new SimulationClock();
    let ran = 0;
    const first = clock.at(1, () => ran++);
    clock.at(2, () => ran++);
    clock.runUntil(1);
    clock.cancel(first);
    clock.cancel(first);
    clock.runUntil(2);
    assert.equal(ran, 2);
  });

  it("refuses fractions", () => {
    const clock = new SimulationClock();
    assert.throws(() => clock.at(0.5, () => undefined), new RangeError("an alarm needs whole microseconds, got 0.5"));
    assert.throws(() => {
      clock.runUntil(NaN);
    }, new RangeError("a clock runs to whole microseconds, got NaN"));
  });

  it("steps ahead only where no alarm waits and the run in progress reaches", () => {
    const clock = new SimulationClock();
    const answers: boolean[] = [];
    clock.at(10, () => {
      answers.push(clock.stepTo(30), clock.stepTo(19), clock.stepTo(20));
    });
    clock.at(20, () => {
      answers.push(clock.stepTo(26), clock.stepTo(25));
    });
    clock.runUntil(25);
    assert.deepEqual(answers, [false, true, false, false, true]);
  });
});

describe("seeded generator", () => {
  it("is xoshiro128**: the published sequence for the state 1, 2, 3, 4", () => {
    const random = new Random([1, 2, 3, 4]);
    const words = Array.from({ length: 6 }, () => random.uint32());
    assert.deepEqual(words, [11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it("gives equal sequences for equal seeds and others for other seeds", () => {
    assert.equal(new Random(7).byteString(32), new Random(7).byteString(32));
    assert.notEqual(new Random(7).byteString(32), new Random(8).byteString(32));
    assert.notEqual(new Random(0).byteString(4), "\0\0\0\0");
  });

  it("keeps its ranges", () => {
    const random = new Random(3);
    for (let i = 0; i < 1000; i++) {
      const unit = random.unit();
      assert.ok(unit >= 0 && unit < 1);
      assert.ok([0, 1, 2].includes(random.below(3)));
    }
    assert.equal(random.chance(0), false);
    assert.equal(random.chance(1), true);
  });
});
