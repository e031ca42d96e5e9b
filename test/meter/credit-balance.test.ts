// Mode, balance and top-ups of credit-balance on the store itself: what each order does, and what it makes of a memory that is away.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ORDER_DEBT,
  ORDER_PREPAID_OFF,
  ORDER_PREPAID_ON,
  ORDER_TIME,
  ORDER_TOP_UP,
  RESULT_DONE,
  RESULT_MALFORMED,
  RESULT_OUT_OF_RANGE,
  RESULT_PART_FAILED,
} from "../../firmware/messages/meter-order.ts";
import { BALANCE_LIMIT, CREDIT_USED_UP, encodeBalance, POSTPAID, PREPAID } from "../../firmware/messages/credit.ts";
import { CREDIT_LOW, readBalance } from "../../firmware/messages/credit.ts";
import { byteString } from "../messages/arbitrary.ts";
import { readingBytes } from "../messages/reading-bytes.ts";
import { array } from "../store/rig.ts";
import { CreditRig, toldOf } from "./credit-rig.ts";
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
  it("is to be open for credit where supply is prepaid and nothing is left, and for nothing else", () => {
    const meter = new CreditRig(array(1));
    assert.deepEqual(meter.wished(), [0, 0]);
    meter.order(ORDER_PREPAID_ON);
    assert.deepEqual(meter.wished(), [2, 0]);
    meter.topUp(1, 1);
    assert.deepEqual(meter.wished(), [0, 0]);
    meter.reset();
    assert.deepEqual(meter.wished(), [0, 0]);
    meter.read({ charged: 1 });
    assert.deepEqual(meter.wished(), [2, 0]);
    meter.order(ORDER_PREPAID_OFF);
    assert.deepEqual(meter.wished(), [0, 0]);
  });

  it("is told at once where it changes, and not where the memory cannot say", () => {
    const meter = new CreditRig(array(1));
    meter.toLink.length = 0;
    meter.order(ORDER_PREPAID_ON);
    assert.deepEqual(meter.toLink, ["\x02\0"]);
    meter.topUp(1, 5);
    assert.deepEqual(meter.toLink, ["\x02\0", "\0\0"]);
    meter.start();
    meter.flash.away = true;
    assert.equal(meter.wished(), undefined);
    meter.flash.away = false;
    assert.deepEqual(meter.wished(), [0, 0]);
  });

  it("is not told where it should change and the memory does not take it", () => {
    const meter = new CreditRig(array(1));
    meter.topUp(1, 5);
    meter.order(ORDER_PREPAID_ON);
    meter.topUp(2, 5);
    meter.flash.away = true;
    meter.toLink.length = 0;
    meter.read({ charged: 5 });
    assert.deepEqual(meter.toLink, []);
    meter.flash.away = false;
    assert.deepEqual(meter.wished(), [2, 0]);
  });

  it("goes with the hint whether current flows: the register has risen within the last six readings, and is known to", () => {
    const meter = new CreditRig(array(1));
    const flowsAfter = (importWh: number): number => {
      meter.toLink.length = 0;
      // Power is that of the latest pulses, and outlives them.
      meter.read({ importWh, powerW: 3000 });
      return meter.toLink[0]!.charCodeAt(1);
    };
    meter.start();
    assert.deepEqual([1000, 1000, 1001].map(flowsAfter), [0, 0, 1]);
    assert.deepEqual([1001, 1001, 1001, 1001, 1001, 1001, 1001].map(flowsAfter), [1, 1, 1, 1, 1, 0, 0]);
    assert.deepEqual([1002, 1003].map(flowsAfter), [1, 1]);
    meter.start();
    assert.deepEqual([1004, 1004, 1005].map(flowsAfter), [0, 0, 1]);
    // Computations alone started anew, and forgot what it had not stored.
    assert.deepEqual([1003, 1003, 1003, 1003, 1003, 1002].map(flowsAfter), [1, 1, 1, 1, 1, 0]);
    assert.deepEqual([1001, 1002].map(flowsAfter), [0, 1]);
  });
});

describe("orders to credit-balance", () => {
  it("begins postpaid with nothing, and tells so with a reading", () => {
    const meter = new CreditRig(array(1));
    assert.deepEqual(meter.told(), { mode: POSTPAID, balance: 0, flags: 0, debt: 0 });
  });

  it("tells 12 bytes: mode, balance, flags and debt", () => {
    const meter = new CreditRig(array(1));
    meter.order(ORDER_PREPAID_ON);
    meter.setDebtTo(0x01020304);
    meter.read({ charged: 2 });
    assert.equal(meter.toDisplay.at(-1), "\x01\xff\xff\xff\xff\xff\xfe\x09\x01\x02\x03\x04");
    assert.equal(meter.toCs.at(-1), meter.toDisplay.at(-1));
  });

  it("changes the mode, tells it at once, keeps it over a reset, and stores nothing that is so already", () => {
    const meter = new CreditRig(array(1));
    for (const [order, mode] of [
      [ORDER_PREPAID_ON, PREPAID],
      [ORDER_PREPAID_OFF, POSTPAID],
      [ORDER_PREPAID_ON, PREPAID],
    ] as const) {
      meter.toDisplay.length = 0;
      const flags = mode === PREPAID ? CREDIT_LOW | CREDIT_USED_UP : 0;
      assert.deepEqual(meter.order(order), [RESULT_DONE, 0]);
      assert.deepEqual(meter.toDisplay.map(toldOf), [{ mode, balance: 0, flags, debt: 0 }]);
      const { programs } = meter.flash;
      assert.deepEqual(meter.order(order), [RESULT_DONE, 0]);
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
    assert.deepEqual(meter.order(ORDER_PREPAID_ON), [RESULT_DONE, 1_000_000]);
    assert.deepEqual(meter.topUp(1, 1_000_000), [RESULT_DONE, 0]);
    assert.deepEqual(meter.topUp(7, 4_294_967_295), [RESULT_DONE, 4_294_967_295]);
    for (const number of [0, 1, 6, 7]) assert.deepEqual(meter.topUp(number, 9), [RESULT_DONE, 4_294_967_295]);
    meter.reset();
    assert.deepEqual(meter.topUp(7, 9), [RESULT_DONE, 4_294_967_295]);
    assert.deepEqual(meter.topUp(8, 0), [RESULT_DONE, 4_294_967_295]);
    assert.deepEqual(meter.shown(), [PREPAID, 4_294_967_295]);
    assert.deepEqual(meter.topUp(4_294_967_295, 1), [RESULT_DONE, 4_294_967_296]);
  });

  it("credits less than 2^47 in all, and a balance below zero is topped up too", () => {
    const meter = new CreditRig(array(1));
    meter.store({ mode: PREPAID, credited: BALANCE_LIMIT - 11, number: 3 });
    meter.restart();
    assert.deepEqual(meter.topUp(4, 11), [RESULT_OUT_OF_RANGE]);
    assert.deepEqual(meter.topUp(4, 10), [RESULT_DONE, BALANCE_LIMIT - 1]);
    assert.deepEqual(meter.topUp(4, 10), [RESULT_DONE, BALANCE_LIMIT - 1]);
    meter.store({ mode: PREPAID, credited: -70, number: 3 });
    meter.restart();
    assert.deepEqual(meter.topUp(4, 60), [RESULT_DONE, -10]);
    assert.deepEqual(meter.topUp(5, 60), [RESULT_DONE, 50]);
  });

  it("answers once to whatever it is, and takes nothing that is another's or too short", () => {
    const meter = new CreditRig(array(1));
    meter.topUp(1, 100);
    for (const order of [ORDER_TIME, "\x00", "\xff"]) assert.deepEqual(meter.order(order), [RESULT_MALFORMED]);
    for (const body of ["", "\0", "\0\0\0\x01", "\0\0\0\x02", "\0\0\0\x02\0\0\0"])
      assert.deepEqual(meter.order(ORDER_TOP_UP, body), [RESULT_OUT_OF_RANGE]);
    for (const body of ["", "\0\0\x02"]) assert.deepEqual(meter.order(ORDER_DEBT, body), [RESULT_OUT_OF_RANGE]);
    const { length } = meter.toCs;
    for (const message of ["", ORDER_PREPAID_ON]) meter.partition.fromCsSecurity(message);
    assert.equal(meter.toCs.length, length);
    assert.deepEqual(meter.told(), { mode: POSTPAID, balance: 100, flags: 0, debt: 0 });
  });

  it("does not know a balance before the first reading, nor from what is none", () => {
    const meter = new CreditRig(array(1));
    meter.topUp(1, 100);
    meter.start();
    for (const message of ["", "n", readingBytes({}).slice(1), readingBytes({}) + "\0"])
      meter.partition.fromComputations(message);
    for (const order of [ORDER_PREPAID_ON, ORDER_PREPAID_OFF, ORDER_TIME])
      assert.deepEqual(meter.order(order), [RESULT_PART_FAILED]);
    meter.toLink.length = 0;
    meter.hold();
    assert.deepEqual(meter.topUp(2, 9), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.setDebtTo(9), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.toLink, []);
    assert.deepEqual(meter.told(), { mode: POSTPAID, balance: 100, flags: 0, debt: 0 });
    assert.deepEqual(meter.topUp(2, 9), [RESULT_DONE, 109]);
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
    meter.setDebt(1, 0);
    meter.flash.away = true;
    assert.deepEqual(meter.topUp(2, 9), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.order(ORDER_PREPAID_ON), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.setDebtTo(7), [RESULT_PART_FAILED]);
    assert.deepEqual(meter.shown(), [POSTPAID, 100]);
    meter.flash.away = false;
    assert.deepEqual(meter.topUp(2, 9), [RESULT_DONE, 109]);
    assert.deepEqual(meter.setDebtTo(7), [RESULT_DONE]);
    meter.flash.away = true;
    meter.readOnDay(1);
    assert.deepEqual(meter.told(), { mode: POSTPAID, balance: 109, flags: 0, debt: 7 });
    meter.flash.away = false;
    assert.deepEqual(meter.told(), { mode: POSTPAID, balance: 108, flags: 0, debt: 6 });
    meter.reset();
    assert.deepEqual(meter.told(), { mode: POSTPAID, balance: 108, flags: 0, debt: 6 });
  });

  for (const restarts of [false, true])
    it(`does not call done what a change that failed may undo at the next start${restarts ? ", restarted meanwhile" : ""}`, () => {
      let failed = 0;
      for (let programs = 1; programs < 8; programs++) {
        const meter = new CreditRig(array(1));
        meter.topUp(1, 100);
        meter.flash.programsLeft = programs;
        const isOn = meter.order(ORDER_PREPAID_ON)[0] === RESULT_DONE;
        meter.flash.programsLeft = Number.POSITIVE_INFINITY;
        if (!isOn) failed++;
        if (restarts) meter.restart();
        const first = meter.flash.programs;
        assert.deepEqual(meter.order(ORDER_PREPAID_OFF), [RESULT_DONE, 0]);
        assert.ok(isOn || meter.flash.programs > first);
        const found = meter.shown();
        assert.deepEqual(found, [POSTPAID, isOn ? 0 : 100]);
        meter.reset();
        assert.deepEqual(meter.shown(), found);
      }
      assert.ok(failed > 0);
    });
});
