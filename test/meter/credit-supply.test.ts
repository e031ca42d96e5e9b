// What credit-balance makes of a small balance, by examples to the last digit: warning, emergency credit, hours without disconnection.

import assert from "node:assert/strict";
import { ORDER_PREPAID_OFF, ORDER_PREPAID_ON } from "../../firmware/messages/meter-order.ts";
import {
  CREDIT_IN_USE,
  CREDIT_LOW,
  CREDIT_OFFERED,
  CREDIT_PROTECTED,
  CREDIT_USED_UP,
} from "../../firmware/messages/credit.ts";
import { RATE_PROTECTED } from "../../firmware/messages/reading.ts";
import { UNKNOWN } from "../../firmware/messages/switch-state.ts";
import { array } from "../store/rig.ts";
import { CreditRig, prepaid } from "./credit-rig.ts";

describe("warning and emergency credit", () => {
  /** Low below 500, emergency credit of 1000 to be had below 200. */
  function withEmergency(): CreditRig {
    const meter = prepaid(1000);
    meter.setCredit(500, 1000, 200);
    return meter;
  }

  it("warns, offers, cuts, and goes on to the limit once the button was held", () => {
    const meter = withEmergency();
    assert.deepEqual(meter.at(499), [501, 0, 0]);
    assert.deepEqual(meter.at(500), [500, CREDIT_LOW, 0]);
    assert.deepEqual(meter.at(799), [201, CREDIT_LOW, 0]);
    assert.deepEqual(meter.at(800), [200, CREDIT_LOW | CREDIT_OFFERED, 0]);
    assert.deepEqual(meter.at(999), [1, CREDIT_LOW | CREDIT_OFFERED, 0]);
    assert.deepEqual(meter.at(1000), [0, CREDIT_LOW | CREDIT_OFFERED | CREDIT_USED_UP, 2]);
    meter.toLink.length = 0;
    meter.hold();
    assert.deepEqual(meter.toLink, ["\0\0"]);
    assert.deepEqual(meter.at(1000), [0, CREDIT_LOW | CREDIT_IN_USE, 0]);
    meter.reset();
    assert.deepEqual(meter.at(1999), [-999, CREDIT_LOW | CREDIT_IN_USE, 0]);
    assert.deepEqual(meter.at(2000), [-1000, CREDIT_LOW | CREDIT_IN_USE | CREDIT_USED_UP, 2]);
    meter.hold();
    assert.deepEqual(meter.at(2000), [-1000, CREDIT_LOW | CREDIT_IN_USE | CREDIT_USED_UP, 2]);
  });

  it("is had again once the balance was above where it is offered", () => {
    const meter = withEmergency();
    meter.read({ charged: 800 });
    meter.hold();
    assert.deepEqual(meter.at(1500), [-500, CREDIT_LOW | CREDIT_IN_USE, 0]);
    meter.topUp(2, 700);
    assert.deepEqual(meter.at(1500), [200, CREDIT_LOW | CREDIT_IN_USE, 0]);
    meter.topUp(3, 1);
    assert.deepEqual(meter.at(1500), [201, CREDIT_LOW, 0]);
    assert.deepEqual(meter.at(1501), [200, CREDIT_LOW | CREDIT_OFFERED, 0]);
    assert.deepEqual(meter.at(1701), [0, CREDIT_LOW | CREDIT_OFFERED | CREDIT_USED_UP, 2]);
  });

  it("is not taken where it cannot be had", () => {
    const meter = withEmergency();
    meter.read({ charged: 799 });
    meter.hold();
    assert.deepEqual(meter.at(800), [200, CREDIT_LOW | CREDIT_OFFERED, 0]);
    meter.setCredit(500, 0, 200);
    meter.hold();
    assert.deepEqual(meter.at(1000), [0, CREDIT_LOW | CREDIT_USED_UP, 2]);
    meter.setCredit(500, 1000, 200);
    meter.order(ORDER_PREPAID_OFF);
    meter.hold();
    assert.deepEqual(meter.at(1200), [-200, 0, 0]);
    meter.order(ORDER_PREPAID_ON);
    assert.deepEqual(meter.at(1200), [0, CREDIT_LOW | CREDIT_OFFERED | CREDIT_USED_UP, 2]);
  });

  it("is given back with the mode", () => {
    const meter = withEmergency();
    meter.read({ charged: 1000 });
    meter.hold();
    meter.order(ORDER_PREPAID_OFF);
    meter.order(ORDER_PREPAID_ON);
    assert.deepEqual(meter.at(1000), [0, CREDIT_LOW | CREDIT_OFFERED | CREDIT_USED_UP, 2]);
  });

  it("is taken by nobody who does not hold the button now", () => {
    const meter = withEmergency();
    meter.read({ charged: 1000 });
    const isTaken = (): boolean => (meter.told()!.flags & CREDIT_IN_USE) > 0;
    // The first report, the same again, none, that of a board that has started anew, and the first after a start of this one.
    for (const holds of [7, 7]) meter.report(holds);
    meter.partition.fromOffSwitchLink(UNKNOWN);
    meter.partition.fromOffSwitchLink("");
    meter.report(7);
    meter.report(0);
    assert.equal(isTaken(), false);
    meter.restart();
    meter.report(8);
    assert.equal(isTaken(), false);
    meter.flash.away = true;
    meter.report(9);
    assert.equal(isTaken(), false);
    meter.flash.away = false;
    assert.equal(isTaken(), false);
    meter.report(255);
    assert.equal(isTaken(), true);
    meter.topUp(2, 1000);
    meter.read({ charged: 2000 });
    assert.equal(isTaken(), false);
    meter.report(0);
    assert.equal(isTaken(), true);
    meter.topUp(3, 2000);
    meter.read({ charged: 4000 });
    assert.equal(isTaken(), false);
    // Held while that board was not heard.
    meter.partition.fromOffSwitchLink(UNKNOWN);
    meter.report(1);
    assert.equal(isTaken(), true);
  });
});

describe("hours without disconnection", () => {
  const isOn = { rate: RATE_PROTECTED | 1 };
  const isOver = { rate: 0x7f };

  it("keep on what is on, and cut it at their end where there is still no credit", () => {
    const meter = prepaid(100);
    meter.read(isOn);
    assert.deepEqual(meter.at(99), [1, CREDIT_PROTECTED, 0]);
    assert.deepEqual(meter.at(100), [0, CREDIT_LOW | CREDIT_PROTECTED, 0]);
    meter.reset();
    assert.deepEqual(meter.at(150), [-50, CREDIT_LOW | CREDIT_PROTECTED, 0]);
    meter.read(isOver);
    assert.deepEqual(meter.at(150), [-50, CREDIT_LOW | CREDIT_USED_UP, 2]);
  });

  it("leave on at their end what was topped up, or has emergency credit", () => {
    const meter = prepaid(100);
    meter.read(isOn);
    assert.deepEqual(meter.at(150), [-50, CREDIT_LOW | CREDIT_PROTECTED, 0]);
    meter.topUp(2, 51);
    meter.read(isOver);
    assert.deepEqual(meter.at(150), [1, 0, 0]);
    meter.setCredit(0, 1000, 0);
    meter.read(isOn);
    assert.deepEqual(meter.at(1151), [-1000, CREDIT_LOW | CREDIT_OFFERED | CREDIT_PROTECTED, 0]);
    meter.hold();
    assert.deepEqual(meter.at(1152), [-1001, CREDIT_LOW | CREDIT_IN_USE | CREDIT_PROTECTED, 0]);
    meter.topUp(3, 2);
    meter.read(isOver);
    assert.deepEqual(meter.at(1152), [-999, CREDIT_LOW | CREDIT_IN_USE, 0]);
  });

  it("leave off what was off before, until there is credit, and then on", () => {
    const meter = prepaid(100);
    const off = CREDIT_LOW | CREDIT_PROTECTED | CREDIT_USED_UP;
    assert.deepEqual(meter.at(100), [0, CREDIT_LOW | CREDIT_USED_UP, 2]);
    meter.read(isOn);
    assert.deepEqual(meter.at(100), [0, off, 2]);
    meter.reset();
    assert.deepEqual(meter.at(100), [0, off, 2]);
    meter.topUp(2, 1);
    assert.deepEqual(meter.at(100), [1, CREDIT_PROTECTED, 0]);
    assert.deepEqual(meter.at(103), [-2, CREDIT_LOW | CREDIT_PROTECTED, 0]);
  });

  it("are none of a household that pays afterwards", () => {
    const meter = new CreditRig(array(1));
    meter.setCredit(500, 1000, 200);
    meter.read(isOn);
    assert.deepEqual(meter.at(5), [-5, 0, 0]);
  });
});
