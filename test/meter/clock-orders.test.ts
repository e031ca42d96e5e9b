// The clock as cs-security orders it: what is refused, what a set clock makes of the running interval, and that no register hears of it.

import assert from "node:assert/strict";
import fc from "fast-check";
import { u32 } from "../../firmware/messages/bytes.ts";
import {
  ORDER_TIME,
  ORDER_TIME_STEP,
  RESULT_DONE,
  RESULT_MALFORMED,
  RESULT_OUT_OF_RANGE,
  RESULT_PART_FAILED,
} from "../../firmware/messages/meter-order.ts";
import { isOrderAnswer, OTHER_SAID } from "../../firmware/messages/order.ts";
import {
  READING_INTERVAL,
  readingImportWh,
  readingIntervalWh,
  readingStatus,
  readingUtcSeconds,
  STATUS_CLOCK_SET,
  STATUS_PARTIAL,
} from "../../firmware/messages/reading.ts";
import { FIRST_UTC_SECONDS, LAST_UTC_SECONDS } from "../../hal/clock.ts";
import { byteString } from "../messages/arbitrary.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig } from "./rig.ts";

/** The beginning of an interval. */
const START = 1_768_500_000;
const SET_PART = STATUS_CLOCK_SET | STATUS_PARTIAL;

/** A meter so many seconds into an interval that it saw from its beginning. */
function meterAt(seconds: number): ComputationsRig {
  const meter = new ComputationsRig(array(1), START - 905);
  meter.run(905);
  meter.pulses = 100;
  meter.run(seconds);
  assert.equal(meter.utcSeconds, START + seconds);
  meter.toCs.length = 0;
  meter.toDc.length = 0;
  return meter;
}

/** The intervals that were closed: when they ended after START, their energy, their status. */
function closed(meter: ComputationsRig): number[][] {
  const readings = meter.toCs.filter((message) => message[0] === READING_INTERVAL);
  assert.deepEqual(meter.toDc, readings);
  return readings.map((one) => [readingUtcSeconds(one) - START, readingIntervalWh(one), readingStatus(one)]);
}

describe("orders to computations: time", () => {
  it("sets the clock by up to 10 s, and refuses more", () => {
    for (let by = -12; by <= 12; by++) {
      const meter = meterAt(300);
      const takes = by >= -10 && by <= 10;
      assert.equal(meter.order(ORDER_TIME, u32(START + 300 + by)), takes ? RESULT_DONE : RESULT_OUT_OF_RANGE, `${by}`);
      assert.equal(meter.utcSeconds, START + 300 + (takes ? by : 0));
    }
  });

  it("takes any step within what a clock can be set to", () => {
    for (const utcSeconds of [FIRST_UTC_SECONDS, START - 86_400, START + 1_000_000, LAST_UTC_SECONDS]) {
      const meter = meterAt(300);
      assert.equal(meter.order(ORDER_TIME_STEP, u32(utcSeconds)), RESULT_DONE);
      assert.equal(meter.utcSeconds, utcSeconds);
    }
    for (const utcSeconds of [0, FIRST_UTC_SECONDS - 1, LAST_UTC_SECONDS + 1, 4_294_967_295]) {
      const meter = meterAt(300);
      assert.equal(meter.order(ORDER_TIME_STEP, u32(utcSeconds)), RESULT_OUT_OF_RANGE);
      assert.equal(meter.utcSeconds, START + 300);
    }
  });

  it("without a time of its own takes a step only", () => {
    const meter = meterAt(300);
    meter.utcSeconds = 0;
    for (const utcSeconds of [0, 5, START + 300])
      assert.equal(meter.order(ORDER_TIME, u32(utcSeconds)), RESULT_OUT_OF_RANGE);
    assert.equal(meter.utcSeconds, 0);
    assert.equal(meter.order(ORDER_TIME_STEP, u32(START)), RESULT_DONE);
    assert.equal(meter.utcSeconds, START);
  });

  it("says that the part failed, and marks nothing", () => {
    const meter = meterAt(300);
    meter.clockTakes = false;
    assert.equal(meter.order(ORDER_TIME, u32(START + 305)), RESULT_PART_FAILED);
    assert.equal(meter.order(ORDER_TIME_STEP, u32(START + 9000)), RESULT_PART_FAILED);
    meter.run(605);
    assert.deepEqual(closed(meter), [[900, 100, 0]]);
  });

  it("does nothing to a clock that is right", () => {
    const meter = meterAt(300);
    meter.clockTakes = false;
    assert.equal(meter.order(ORDER_TIME, u32(START + 300)), RESULT_DONE);
    assert.equal(meter.order(ORDER_TIME_STEP, u32(START + 300)), RESULT_DONE);
    meter.run(605);
    assert.deepEqual(closed(meter), [[900, 100, 0]]);
  });

  it("marks the interval in which the clock was put right, and no other", () => {
    const meter = meterAt(300);
    meter.order(ORDER_TIME, u32(START + 307));
    meter.run(1600);
    assert.deepEqual(closed(meter), [
      [900, 100, STATUS_CLOCK_SET],
      [1800, 0, 0],
    ]);
  });

  it("closes an interval whose end was jumped over by seconds", () => {
    const meter = meterAt(895);
    meter.order(ORDER_TIME, u32(START + 903));
    meter.run(900);
    assert.deepEqual(closed(meter), [
      [900, 100, STATUS_CLOCK_SET],
      [1800, 0, 0],
    ]);
  });

  it("reopens no interval that ended some seconds ago", () => {
    const meter = meterAt(905);
    meter.order(ORDER_TIME, u32(START + 895));
    meter.run(910);
    assert.deepEqual(closed(meter), [[1800, 0, STATUS_CLOCK_SET]]);
  });

  it("after a step closes neither the interval before nor calls the one after whole", () => {
    for (const to of [900, 1150, 5000, -700]) {
      const meter = meterAt(300);
      meter.order(ORDER_TIME_STEP, u32(START + to));
      meter.run(1);
      meter.pulses += 7;
      meter.run(1800);
      const end = (Math.floor(to / 900) + 1) * 900;
      assert.deepEqual(closed(meter).slice(0, 2), [
        [end, 7, SET_PART],
        [end + 900, 0, 0],
      ]);
    }
  });

  it("after a step within the interval closes it as a part, with all of its energy", () => {
    const meter = meterAt(300);
    meter.order(ORDER_TIME_STEP, u32(START + 600));
    meter.run(305);
    assert.deepEqual(closed(meter), [[900, 100, SET_PART]]);
  });

  it("never touches the register, and closes no interval twice where each is put right once", () => {
    const step = fc.record({ second: fc.integer({ min: 0, max: 899 }), by: fc.integer({ min: -10, max: 10 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        const meter = meterAt(0);
        const ends: number[] = [];
        for (const { second, by } of steps) {
          meter.run(second);
          const before = meter.pulses;
          assert.equal(meter.order(ORDER_TIME, u32(meter.utcSeconds + by)), RESULT_DONE);
          assert.equal(meter.pulses, before);
          meter.pulses += 3;
          meter.run(920 - second);
        }
        ends.push(...closed(meter).map(([end]) => end!));
        assert.deepEqual(
          ends,
          [...new Set(ends)].sort((a, b) => a - b),
        );
        assert.ok(ends.length >= steps.length - 1);
        assert.equal(readingImportWh(meter.toDisplay.at(-1)!), 100 + 3 * steps.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe("orders to computations: whatever they are", () => {
  it("answers once, under the tag; not where there is none", () => {
    const meter = meterAt(0);
    fc.assert(
      fc.property(byteString(0, 80), (message) => {
        const before = meter.toCs.length;
        meter.partition.fromCsSecurity(message);
        const answers = meter.toCs.slice(before);
        assert.equal(answers.length, message.length < 2 || message[0] === OTHER_SAID ? 0 : 1);
        for (const answer of answers) {
          assert.ok(isOrderAnswer(answer));
          assert.deepEqual([answer.length, answer[1]], [3, message[1]]);
          assert.ok(answer.charCodeAt(2) <= 6);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("takes no order that is another's, and no body that is too short", () => {
    const meter = meterAt(0);
    for (const order of ["\x00", "\x10", "\x30", "\x42", "\xfe"]) assert.equal(meter.order(order), RESULT_MALFORMED);
    for (const order of [ORDER_TIME, ORDER_TIME_STEP])
      assert.equal(meter.order(order, "\x69\x69\x69"), RESULT_OUT_OF_RANGE);
    assert.equal(meter.utcSeconds, START);
  });
});
