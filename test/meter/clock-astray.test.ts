// A clock that goes astray by itself: a part that suddenly says another year must not cost the household the standing charges of all the days
// between, for what was charged is never taken back. Only the central system moves the time that far.

import assert from "node:assert/strict";
import { u32 } from "../../firmware/messages/bytes.ts";
import { ORDER_TIME, ORDER_TIME_STEP, RESULT_DONE, RESULT_OUT_OF_RANGE } from "../../firmware/messages/meter-order.ts";
import { readingCharged, readingStatus, readingUtcSeconds, STATUS_NO_CLOCK } from "../../firmware/messages/reading.ts";
import { TARIFF_COUNTS, TARIFF_FORMAT } from "../../firmware/messages/tariff.ts";
import { array } from "../store/rig.ts";
import { ComputationsRig } from "./rig.ts";
import { send } from "./tariff-rig.ts";

const START = 1_768_500_000;
const DAY = 86_400;
const STANDING_CHARGE = 25_000;

/** A standing charge and nothing else: one season, one type of day. */
function standing(): string {
  const head = TARIFF_FORMAT + "\x01EUR\0" + u32(STANDING_CHARGE);
  return head.padEnd(TARIFF_COUNTS, "\0") + "\x01\0\x01" + "\x01\x01".padEnd(9, "\0") + "\0".repeat(48);
}

function meterOf(): ComputationsRig {
  const meter = new ComputationsRig(array(1), START);
  send(meter, { version: 1, fromUtcSeconds: 0, body: standing() });
  meter.utcSeconds += DAY;
  meter.run(2);
  return meter;
}

function told(meter: ComputationsRig): { utcSeconds: number; days: number; hasClock: boolean } {
  meter.run(2);
  const reading = meter.toDisplay.at(-1)!;
  return {
    utcSeconds: readingUtcSeconds(reading),
    days: readingCharged(reading) / STANDING_CHARGE,
    hasClock: (readingStatus(reading) & STATUS_NO_CLOCK) === 0,
  };
}

const set = (meter: ComputationsRig, order: string, utcSeconds: number): string => meter.order(order, u32(utcSeconds));

describe("a clock that goes astray", () => {
  for (const [name, bySeconds] of [
    ["years ahead", 3000 * DAY],
    ["years back", -3000 * DAY],
    ["two hours back", -7200],
  ] as const) {
    it(`${name} is not believed, also after a reset, and charges nothing`, () => {
      const meter = meterOf();
      const before = told(meter);
      assert.deepEqual([before.days, before.hasClock], [1, true]);
      const rightSeconds = meter.utcSeconds;
      meter.utcSeconds += bySeconds;
      assert.deepEqual(told(meter), { utcSeconds: 0, days: 1, hasClock: false });
      meter.reset();
      assert.deepEqual(told(meter), { utcSeconds: 0, days: 1, hasClock: false });
      meter.utcSeconds = rightSeconds + 10;
      assert.deepEqual(told(meter), { utcSeconds: rightSeconds + 12, days: 1, hasClock: true });
    });

    it(`${name} where the central system sets it so, in a step and not in an adjustment, stays believed`, () => {
      const meter = meterOf();
      const toSeconds = meter.utcSeconds + bySeconds;
      assert.equal(set(meter, ORDER_TIME, toSeconds), RESULT_OUT_OF_RANGE);
      assert.equal(set(meter, ORDER_TIME_STEP, toSeconds), RESULT_DONE);
      const days = bySeconds > 0 ? 1 + bySeconds / DAY : 1;
      assert.deepEqual(told(meter), { utcSeconds: toSeconds + 2, days, hasClock: true });
      meter.pulses += 5;
      meter.run(61);
      meter.reset();
      assert.deepEqual(told(meter), { utcSeconds: toSeconds + 65, days, hasClock: true });
    });
  }

  it("is put right by no adjustment as long as it is not believed", () => {
    const meter = meterOf();
    meter.utcSeconds += 3000 * DAY;
    assert.equal(set(meter, ORDER_TIME, meter.utcSeconds), RESULT_OUT_OF_RANGE);
    assert.equal(told(meter).hasClock, false);
  });

  it("is believed after months without supply", () => {
    const meter = meterOf();
    const { days } = told(meter);
    meter.reset();
    meter.utcSeconds += 300 * DAY;
    assert.deepEqual([told(meter).hasClock, told(meter).days], [true, days + 300]);
  });
});
