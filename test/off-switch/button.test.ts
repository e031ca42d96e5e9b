// The consumer's button: what closes an armed switch, and all that does not. Tenths of a second are what the driver measured.

import assert from "node:assert/strict";
import * as command from "../../firmware/messages/command.ts";
import { ENTRY_BUTTON, ENTRY_EXPIRED, ENTRY_FAULT } from "../../firmware/messages/log-entry.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { ARMED, CONNECTED, DISCONNECTED, REASON_CREDIT, REASON_REMOTE } from "../../firmware/messages/switch-state.ts";
import { REASONS } from "../../firmware/off-switch/switch.ts";
import { PART_STUCK } from "../../hal/part-fault.ts";
import { SwitchRig } from "./rig.ts";

const ARMED_SECONDS = 3600;
const POLICY = encodePolicy(0, 0, 65_535, ARMED_SECONDS);
/** As many as are heard in an hour with everything in order. */
const STORE_SECONDS = 60;
const EXPIRED = `${ENTRY_EXPIRED} 0 0`;

/** Opened and armed, with the part's number for a stuck button (firmware/kernel/parts.ts) left to the caller. */
function armed(policy = POLICY): SwitchRig {
  const rig = new SwitchRig({ policy });
  rig.run(1);
  rig.ask(command.ORDER_OFF);
  rig.ask(command.ORDER_ON);
  assert.equal(state(rig), ARMED);
  return rig;
}

function state(rig: SwitchRig): string {
  return rig.query().charAt(0);
}

describe("the button", () => {
  it("closes an armed switch when it comes up after 2.0 to 10.0 s, and not while it is down", () => {
    for (let tenths = 0; tenths <= 255; tenths++) {
      const rig = armed();
      rig.buttonDown();
      rig.run(2);
      assert.equal(rig.closed, false);
      rig.buttonUp(tenths);
      assert.equal(rig.closed, tenths >= 20 && tenths <= 100, `${tenths} tenths`);
    }
  });

  it("closes once: what comes after it counts for nothing", () => {
    const rig = armed();
    for (let press = 0; press < 5; press++) rig.press();
    assert.deepEqual([rig.closed, rig.drives.length], [true, 2]);
    rig.run(2);
    assert.equal(rig.logged().filter((one) => one.startsWith(ENTRY_BUTTON)).length, 1);
  });

  it("closes nothing with a press that began before the arming, or before it was armed once more", () => {
    const rig = new SwitchRig({ policy: POLICY });
    rig.run(1);
    rig.ask(command.ORDER_OFF);
    rig.buttonDown();
    rig.ask(command.ORDER_ON);
    rig.buttonUp(50);
    assert.equal(rig.closed, false);
    rig.buttonDown();
    rig.ask(command.ORDER_OFF);
    rig.ask(command.ORDER_ON);
    rig.buttonUp(60);
    assert.equal(rig.closed, false);
    rig.press();
    assert.equal(rig.closed, true);
  });

  it("closes nothing with half a press, two halves of different presses, or bytes that no driver sends", () => {
    const rig = armed();
    rig.buttonUp(50);
    rig.buttonDown();
    rig.buttonUp(5);
    rig.buttonUp(50);
    for (const bytes of ["", "\x02", "\0", "\x01\x32", "\x01\x01", "\xff\x32"]) {
      rig.partition.onButton(bytes);
      rig.partition.onButton(bytes);
    }
    assert.equal(rig.closed, false);
  });

  it("closes no switch that is open for a reason, and opens none", () => {
    const rig = new SwitchRig({ policy: POLICY });
    rig.run(1);
    rig.press();
    assert.deepEqual([rig.closed, rig.drives.length], [true, 0]);
    rig.ask(command.ORDER_OFF);
    rig.press();
    rig.ask(command.ORDER_OBEY, "\x02");
    rig.local(REASON_CREDIT);
    rig.run(1);
    rig.ask(command.ORDER_ON);
    rig.press();
    assert.deepEqual([rig.closed, rig.stored()[REASONS]], [false, REASON_CREDIT]);
    rig.local(0);
    rig.run(1);
    rig.press();
    assert.equal(rig.closed, true);
  });

  it("closes nothing while it is stuck, which is an event, and nothing when it comes up at last", () => {
    const rig = armed();
    rig.buttonDown();
    rig.run(70);
    rig.partition.onFaults(String.fromCharCode(34, PART_STUCK));
    rig.run(70);
    rig.buttonUp(255);
    assert.equal(rig.closed, false);
    rig.run(1);
    assert.ok(rig.logged().includes(`${ENTRY_FAULT} 34 ${PART_STUCK}`));
    rig.press();
    assert.equal(rig.closed, true);
  });

  it("closes nothing with a press that a reset fell into", () => {
    const rig = armed();
    rig.buttonDown();
    rig.boot();
    rig.run(1);
    rig.buttonUp(30);
    assert.equal(rig.closed, false);
    rig.press();
    assert.equal(rig.closed, true);
  });

  it("closes nothing before the processor knows its state", () => {
    const rig = armed();
    rig.boot();
    rig.press();
    assert.equal(rig.closed, false);
  });

  it("says so where the policy does not let the relay move, and closes with a later press", () => {
    const rig = armed(encodePolicy(0, 600, 6, 86_400));
    rig.press();
    rig.run(1);
    assert.deepEqual([rig.closed, rig.logged().at(-1)], [false, `${ENTRY_BUTTON} 0 1`]);
    rig.run(600);
    rig.press();
    assert.equal(rig.closed, true);
  });
});

describe("the arming", () => {
  it("ends after its time, to the second: then only the central system arms anew", () => {
    const rig = new SwitchRig({ policy: POLICY });
    rig.run(1);
    rig.ask(command.ORDER_OFF);
    rig.give(command.ORDER_ON);
    rig.run(ARMED_SECONDS - 1);
    assert.equal(rig.stored()[REASONS], 0);
    rig.run(1);
    assert.equal(rig.stored()[REASONS], REASON_REMOTE);
    rig.press();
    assert.deepEqual([rig.closed, state(rig)], [false, DISCONNECTED]);
    assert.ok(rig.logged().includes(EXPIRED));
    rig.ask(command.ORDER_ON);
    rig.press();
    assert.deepEqual([rig.closed, state(rig)], [true, CONNECTED]);
  });

  it("is not prolonged by resets, each of which takes up to a minute from it", () => {
    const rig = armed();
    const from = rig.second;
    let resets = 0;
    while (rig.stored()[REASONS] === 0) {
      rig.run(1 + rig.random.below(200));
      rig.boot();
      rig.run(1);
      resets++;
      assert.ok(rig.second - from <= ARMED_SECONDS + 1);
    }
    assert.ok(rig.second - from >= ARMED_SECONDS - (resets + 1) * STORE_SECONDS);
    rig.press();
    assert.equal(rig.closed, false);
  });

  it("ends while the button is down: coming up closes nothing", () => {
    const rig = new SwitchRig({ policy: POLICY });
    rig.run(1);
    rig.ask(command.ORDER_OFF);
    rig.give(command.ORDER_ON);
    rig.run(ARMED_SECONDS - 2);
    rig.buttonDown();
    rig.run(3);
    rig.buttonUp(30);
    assert.equal(rig.closed, false);
  });
});
