// The rules of the balance, each by examples to the last digit: what was credited and charged, settlement, recovery of debt.

import assert from "node:assert/strict";
import { ORDER_PREPAID_OFF, ORDER_PREPAID_ON, RESULT_DONE } from "../../firmware/messages/meter-order.ts";
import { CREDIT_LOW, CREDIT_USED_UP, POSTPAID, PREPAID } from "../../firmware/messages/credit.ts";
import { PARAMETER_DEBT } from "../../firmware/messages/parameters.ts";
import { array } from "../store/rig.ts";
import { CreditRig, FIRST_DAY, prepaid } from "./credit-rig.ts";

function owed(meter: CreditRig): [balance: number, debt: number] {
  const { balance, debt } = meter.told()!;
  return [balance, debt];
}

describe("balance and settlement", () => {
  it("is what was credited less what was charged, and exact where charges that were not stored are gone", () => {
    const meter = prepaid(1000);
    assert.deepEqual(meter.at(600), [400, 0, 0]);
    assert.deepEqual(meter.at(1000), [0, CREDIT_LOW | CREDIT_USED_UP, 2]);
    meter.reading = { ...meter.reading, charged: 990 };
    meter.reset();
    assert.deepEqual(meter.at(990), [10, 0, 0]);
    assert.deepEqual(meter.at(35_184_372_088_833), [1000 - 35_184_372_088_833, CREDIT_LOW | CREDIT_USED_UP, 2]);
  });

  it("is settled once with a change of mode, and told once more to whoever repeats it", () => {
    const meter = prepaid(1000);
    meter.read({ charged: 600 });
    assert.deepEqual(meter.order(ORDER_PREPAID_OFF), [RESULT_DONE, 400]);
    meter.read({ charged: 700 });
    assert.deepEqual(meter.order(ORDER_PREPAID_OFF), [RESULT_DONE, 400]);
    meter.reset();
    assert.deepEqual(meter.order(ORDER_PREPAID_OFF), [RESULT_DONE, 400]);
    assert.deepEqual(meter.shown(), [POSTPAID, -100]);
    assert.deepEqual(meter.order(ORDER_PREPAID_ON), [RESULT_DONE, -100]);
    assert.deepEqual(meter.order(ORDER_PREPAID_ON), [RESULT_DONE, -100]);
    assert.deepEqual(meter.shown(), [PREPAID, 0]);
    assert.deepEqual(meter.topUp(1, 1000), [RESULT_DONE, 0]);
  });

  it("has what was settled and what is left in sum, where charges of before are gone", () => {
    const meter = prepaid(1000);
    meter.read({ charged: 600 });
    assert.deepEqual(meter.order(ORDER_PREPAID_OFF), [RESULT_DONE, 400]);
    meter.reading = { ...meter.reading, charged: 550 };
    meter.reset();
    assert.deepEqual(meter.shown(), [POSTPAID, 50]);
  });
});

describe("recovery of debt", () => {
  it("takes its part of each payment, rounded down, once, and no more than is owed", () => {
    const meter = new CreditRig(array(1));
    assert.deepEqual(meter.setDebtTo(1000), [RESULT_DONE]);
    meter.setDebt(0, 33);
    assert.deepEqual(meter.topUp(1, 101), [RESULT_DONE, 68]);
    assert.deepEqual(meter.topUp(1, 101), [RESULT_DONE, 68]);
    assert.deepEqual(owed(meter), [68, 967]);
    meter.reset();
    assert.deepEqual(meter.topUp(2, 3000), [RESULT_DONE, 68 + 3000 - 967]);
    assert.deepEqual(meter.topUp(3, 3000), [RESULT_DONE, 68 + 6000 - 967]);
    assert.deepEqual(owed(meter), [5101, 0]);
  });

  it("takes all of a payment at most, and is exact for the largest", () => {
    const meter = new CreditRig(array(1));
    meter.setDebtTo(4_294_967_295);
    meter.setDebt(0, 255);
    assert.deepEqual(meter.topUp(1, 500), [RESULT_DONE, 0]);
    assert.deepEqual(owed(meter), [0, 4_294_966_795]);
    meter.setDebt(0, 99);
    assert.deepEqual(meter.topUp(2, 4_294_967_295), [RESULT_DONE, 42_949_673]);
    assert.deepEqual(owed(meter), [42_949_673, 42_949_173]);
  });

  it("takes its share of each local day once, days without supply included, however the clock steps", () => {
    const meter = new CreditRig(array(1));
    meter.setDebtTo(1000);
    meter.setDebt(150, 0);
    for (const [day, balance] of [
      [0, 0],
      [1, -150],
      [1, -150],
      [0, -150],
      [-400, -150],
      [1, -150],
      [4, -600],
    ] as const) {
      meter.readOnDay(day);
      assert.deepEqual(owed(meter), [balance, 1000 + balance]);
      meter.reset();
      assert.deepEqual(owed(meter), [balance, 1000 + balance]);
    }
    meter.readOnDay(6);
    assert.deepEqual(owed(meter), [-900, 100]);
    meter.readOnDay(7);
    meter.readOnDay(8);
    assert.deepEqual(owed(meter), [-1000, 0]);
    assert.deepEqual(meter.setDebtTo(200), [RESULT_DONE]);
    assert.deepEqual(owed(meter), [-1000, 200]);
    meter.readOnDay(9);
    assert.deepEqual(owed(meter), [-1150, 50]);
  });

  it("begins a day at local midnight, east and west of UTC", () => {
    for (const [localQuarters, midnight] of [
      [4, -3600],
      [8, -7200],
      [0, 0],
      [-14, 12_600],
    ] as const) {
      const meter = new CreditRig(array(1));
      meter.readOnDay(0, { localQuarters });
      meter.setDebtTo(9);
      meter.setDebt(1, 0);
      const nextDay = (FIRST_DAY + 1) * 86_400 + midnight;
      meter.read({ utcSeconds: nextDay - 1 });
      assert.deepEqual(owed(meter), [0, 9]);
      meter.read({ utcSeconds: nextDay });
      assert.deepEqual(owed(meter), [-1, 8]);
    }
  });

  it("takes nothing before the first day that is known, nor without a clock", () => {
    const meter = new CreditRig(array(1));
    meter.store({ day: 0 });
    meter.read({ utcSeconds: 0 });
    meter.restart();
    meter.setDebtTo(1000);
    meter.setDebt(150, 0);
    meter.read();
    assert.deepEqual(owed(meter), [0, 1000]);
    meter.readOnDay(0);
    assert.deepEqual(owed(meter), [0, 1000]);
    meter.read({ utcSeconds: 0 });
    assert.deepEqual(owed(meter), [0, 1000]);
    meter.readOnDay(2);
    assert.deepEqual(owed(meter), [-300, 700]);
  });

  it("makes up for no day on which nothing was to be recovered, and takes what a short parameter does not say for 0", () => {
    const meter = new CreditRig(array(1));
    meter.setDebtTo(1000);
    meter.readOnDay(3);
    meter.parameters.set(PARAMETER_DEBT, "\0\0\0\x05");
    assert.deepEqual(owed(meter), [0, 1000]);
    meter.readOnDay(4);
    assert.deepEqual(owed(meter), [-5, 995]);
    assert.deepEqual(meter.topUp(1, 100), [RESULT_DONE, 95]);
    meter.parameters.set(PARAMETER_DEBT, "\0\0\0");
    meter.readOnDay(5);
    assert.deepEqual(owed(meter), [95, 995]);
  });

  it("outlives a change of mode", () => {
    const meter = prepaid(100);
    meter.setDebtTo(40);
    meter.setDebt(0, 50);
    assert.deepEqual(meter.order(ORDER_PREPAID_OFF), [RESULT_DONE, 100]);
    assert.deepEqual(meter.topUp(2, 60), [RESULT_DONE, 30]);
    assert.deepEqual(owed(meter), [30, 10]);
  });
});
