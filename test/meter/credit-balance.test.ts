// Mode, balance and top-ups of credit-balance on the store itself: what each order does, and what it makes of a memory that is away.

import assert from "node:assert/strict";
import fc from "fast-check";
import { u32 } from "../../firmware/messages/bytes.ts";
import {
  ORDER_PREPAID_OFF,
  ORDER_PREPAID_ON,
  ORDER_TIME,
  ORDER_TOP_UP,
  RESULT_DONE,
  RESULT_MALFORMED,
  RESULT_OUT_OF_RANGE,
  RESULT_PART_FAILED,
} from "../../firmware/messages/meter-order.ts";
import { BALANCE_LIMIT, encodeBalance, POSTPAID, PREPAID, readBalance } from "../../firmware/messages/credit.ts";
import { encodeReading, READING_NOW } from "../../firmware/messages/reading.ts";
import { lendPut } from "../../firmware/store/lend.ts";
import { byteString } from "../messages/arbitrary.ts";
import { array } from "../store/rig.ts";
import { CreditRig } from "./credit-rig.ts";
import { LooseFlash } from "./rig.ts";

describe("balance in messages", () => {
  it("is six bytes, negative or not, and comes back", () => {
    const most = BALANCE_LIMIT - 1;
    fc.assert(
      fc.property(fc.maxSafeInteger(), byteString(0, 3), (number, before) => {
        const balance = number % BALANCE_LIMIT;
        assert.equal(readBalance(before + encodeBalance(balance), before.length), balance === 0 ? 0 : balance);
      }),
    );
    for (const balance of [0, 1, -1, 4294967295, 4294967296, -4294967296, -4294967297, most, -most]) {
      assert.equal(readBalance(encodeBalance(balance), 0), balance);
      const bytes = Buffer.alloc(6);
      bytes.writeIntBE(balance, 0, 6);
      assert.equal(encodeBalance(balance), bytes.toString("latin1"));
    }
  });
});

describe("what credit-balance wants of the switch", () => {
  const reading = (importWh: number): string => encodeReading(READING_NOW, 1, importWh, 3000, "1", 3, 0);

  it("is to be open for credit where supply is prepaid and nothing is left, and for nothing else", () => {
    const meter = new CreditRig(array(1));
    assert.deepEqual(meter.wished(), [0, 0]);
    meter.order(ORDER_PREPAID_ON);
    assert.deepEqual(meter.wished(), [2, 0]);
    meter.topUp(1, 1);
    assert.deepEqual(meter.wished(), [0, 0]);
    meter.reset();
    assert.deepEqual(meter.wished(), [0, 0]);
    const indebted = new CreditRig(array(1));
    lendPut(indebted.values, 0)(0, PREPAID + encodeBalance(-1) + u32(1));
    indebted.restart();
    assert.deepEqual(indebted.wished(), [2, 0]);
    indebted.order(ORDER_PREPAID_OFF);
    assert.deepEqual(indebted.wished(), [0, 0]);
  });

  it("is told at once where it changes, and not where the memory cannot say", () => {
    const meter = new CreditRig(array(1));
    meter.order(ORDER_PREPAID_ON);
    assert.deepEqual(meter.toLink, ["\x02\0"]);
    meter.topUp(1, 5);
    assert.deepEqual(meter.toLink, ["\x02\0", "\0\0"]);
    meter.restart();
    meter.flash.away = true;
    assert.equal(meter.wished(), undefined);
    meter.flash.away = false;
    assert.deepEqual(meter.wished(), [0, 0]);
  });

  it("goes with the hint whether current flows: the register has risen within the last six readings, and is known to", () => {
    const meter = new CreditRig(array(1));
    const flowsAfter = (importWh: number): number => {
      meter.partition.fromComputations(reading(importWh));
      return meter.wished()![1];
    };
    // Power is that of the latest pulses, and outlives them.
    assert.deepEqual([1000, 1000, 1001].map(flowsAfter), [0, 0, 1]);
    assert.deepEqual([1001, 1001, 1001, 1001, 1001, 1001, 1001].map(flowsAfter), [1, 1, 1, 1, 1, 0, 0]);
    assert.deepEqual([1002, 1003].map(flowsAfter), [1, 1]);
    meter.restart();
    assert.deepEqual([1004, 1004, 1005].map(flowsAfter), [0, 0, 1]);
  });
});

describe("orders to credit-balance", () => {
  it("begins postpaid with nothing, and tells so with a tick", () => {
    assert.deepEqual(new CreditRig(array(1)).shown(), [POSTPAID, 0]);
  });

  it("changes the mode, tells it at once, keeps it over a reset, and stores nothing that is so already", () => {
    const meter = new CreditRig(array(1));
    for (const [order, mode] of [
      [ORDER_PREPAID_ON, PREPAID],
      [ORDER_PREPAID_OFF, POSTPAID],
      [ORDER_PREPAID_ON, PREPAID],
    ] as const) {
      meter.toDisplay.length = 0;
      assert.deepEqual(meter.order(order), [RESULT_DONE]);
      assert.deepEqual(meter.toDisplay, [mode + encodeBalance(0)]);
      const { programs } = meter.flash;
      assert.deepEqual(meter.order(order), [RESULT_DONE]);
      assert.equal(meter.flash.programs, programs);
      meter.reset();
      assert.deepEqual(meter.shown(), [mode, 0]);
    }
  });

  it("tops up in either mode, and a number that is not above the last one changes nothing", () => {
    const meter = new CreditRig(array(1));
    assert.deepEqual(meter.topUp(0, 5), [RESULT_DONE, 0]);
    assert.deepEqual(meter.topUp(1, 1_000_000), [RESULT_DONE, 1_000_000]);
    assert.deepEqual(meter.topUp(1, 1_000_000), [RESULT_DONE, 1_000_000]);
    meter.order(ORDER_PREPAID_ON);
    assert.deepEqual(meter.topUp(7, 4_294_967_295), [RESULT_DONE, 4_295_967_295]);
    for (const number of [0, 1, 6, 7]) assert.deepEqual(meter.topUp(number, 9), [RESULT_DONE, 4_295_967_295]);
    meter.reset();
    assert.deepEqual(meter.topUp(7, 9), [RESULT_DONE, 4_295_967_295]);
    assert.deepEqual(meter.topUp(8, 0), [RESULT_DONE, 4_295_967_295]);
    assert.deepEqual(meter.shown(), [PREPAID, 4_295_967_295]);
    assert.deepEqual(meter.topUp(4_294_967_295, 1), [RESULT_DONE, 4_295_967_296]);
  });

  it("has a balance below 2^47, and one below zero is topped up too", () => {
    const meter = new CreditRig(array(1));
    lendPut(meter.values, 0)(0, PREPAID + encodeBalance(BALANCE_LIMIT - 11) + u32(3));
    assert.deepEqual(meter.topUp(4, 11), [RESULT_OUT_OF_RANGE]);
    assert.deepEqual(meter.topUp(4, 10), [RESULT_DONE, BALANCE_LIMIT - 1]);
    lendPut(meter.values, 0)(0, PREPAID + encodeBalance(-70) + u32(3));
    meter.restart();
    assert.deepEqual(meter.topUp(4, 60), [RESULT_DONE, -10]);
    assert.deepEqual(meter.topUp(5, 60), [RESULT_DONE, 50]);
  });

  it("answers once to whatever it is, and takes nothing that is another's or too short", () => {
    const meter = new CreditRig(array(1));
    meter.topUp(1, 100);
    for (const order of [ORDER_TIME, "\x00", "\xff"]) assert.deepEqual(meter.order(order), [RESULT_MALFORMED]);
    for (const body of ["", "\0", "\0\0\0\x02", "\0\0\0\x02\0\0\0"])
      assert.deepEqual(meter.order(ORDER_TOP_UP, body), [RESULT_OUT_OF_RANGE]);
    const { length } = meter.toCs;
    for (const message of ["", ORDER_PREPAID_ON]) meter.partition.fromCsSecurity(message);
    assert.equal(meter.toCs.length, length);
    assert.deepEqual(meter.shown(), [POSTPAID, 100]);
  });

  it("says nothing and does nothing while the memory is away, and takes it for no empty one", () => {
    const meter = new CreditRig(array(1));
    meter.order(ORDER_PREPAID_ON);
    meter.topUp(3, 500);
    const flash = new LooseFlash(meter.array);
    flash.away = true;
    meter.reset(flash);
    assert.equal(meter.shown(), undefined);
    for (const order of [ORDER_PREPAID_OFF, ORDER_PREPAID_ON])
      assert.deepEqual(meter.order(order), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.topUp(4, 9), [RESULT_PART_FAILED]);
    flash.away = false;
    assert.deepEqual(meter.shown(), [PREPAID, 500]);
    assert.deepEqual(meter.topUp(4, 9), [RESULT_DONE, 509]);
  });

  it("changes nothing where the part fails, and does what is asked once it does not", () => {
    const meter = new CreditRig(array(1));
    meter.topUp(1, 100);
    meter.flash.away = true;
    assert.deepEqual(meter.topUp(2, 9), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.order(ORDER_PREPAID_ON), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.shown(), [POSTPAID, 100]);
    meter.flash.away = false;
    assert.deepEqual(meter.topUp(2, 9), [RESULT_DONE, 109]);
    meter.reset();
    assert.deepEqual(meter.shown(), [POSTPAID, 109]);
  });

  it("does not call done what a change that failed may undo at the next start", () => {
    for (let programs = 1; programs < 8; programs++) {
      const meter = new CreditRig(array(1));
      meter.topUp(1, 100);
      meter.flash.programsLeft = programs;
      const isOn = meter.order(ORDER_PREPAID_ON)[0] === RESULT_DONE;
      meter.flash.programsLeft = Number.POSITIVE_INFINITY;
      const first = meter.flash.programs;
      assert.deepEqual(meter.order(ORDER_PREPAID_OFF), [RESULT_DONE]);
      assert.ok(isOn || meter.flash.programs > first);
      meter.reset();
      assert.deepEqual(meter.shown(), [POSTPAID, 100]);
    }
  });
});
