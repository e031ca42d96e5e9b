// Light without leave, by the consumer's own finger or a wedge; and light with nobody there, from afar. Only a press of 2 to 10 s that begins
// and ends while the switch is armed closes it, and armed it is only for so long.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { encodePolicy } from "../../firmware/messages/switch-policy.ts";
import { ARMED, CONNECTED, DISCONNECTED } from "../../firmware/messages/switch-state.ts";
import { fieldMeter, order } from "./field.ts";
import type { FieldOptions } from "./field.ts";
import { assertNoFaults, isClosed, wait, without } from "./rig.ts";

const HOUR = 3600;
const ARMED_SECONDS = 600;
const POLICY = encodePolicy(0, 0, 65_535, ARMED_SECONDS);

async function open(options: FieldOptions = {}): Promise<Bench> {
  const bench = await fieldMeter({ policy: POLICY, ...options });
  order(bench, "off");
  wait(bench, 5);
  assert.equal(isClosed(bench), false);
  return bench;
}

async function armed(options: FieldOptions = {}): Promise<Bench> {
  const bench = await open(options);
  order(bench, "on");
  wait(bench, 6);
  assert.equal(bench.switchReport.charAt(0), ARMED);
  return bench;
}

function press(bench: Bench, seconds: number): boolean {
  bench.pressButton(seconds);
  wait(bench, seconds + 0.5);
  return isClosed(bench);
}

describe("attack: tricks with the button", function () {
  this.timeout(120_000);

  it("an on from afar, without the button, closes nothing, however often it comes", async () => {
    const bench = await open();
    for (let time = 0; time < 50; time++) {
      order(bench, "on");
      wait(bench, 17);
    }
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
    assertNoFaults(bench, "offSwitch");
  });

  it("the button, without an on, closes nothing, of whatever length the press is", async () => {
    const bench = await open();
    for (const seconds of [0.03, 0.5, 1.9, 2.1, 2.5, 5, 9.9, 10.5, 30, 90]) assert.equal(press(bench, seconds), false);
    assert.equal(bench.switchReport.charAt(0), DISCONNECTED);
  });

  it("a press that is too short, or too long for a finger, closes nothing; one between closes", async () => {
    for (const seconds of [0.03, 0.3, 1, 1.9, 10.2, 30, 90])
      assert.equal(press(await armed(), seconds), false, `${seconds} s`);
    for (const seconds of [2.1, 5, 9.9]) assert.equal(press(await armed(), seconds), true, `${seconds} s`);
  });

  it("many short presses are no long one", async () => {
    const bench = await armed();
    for (let time = 0; time < 200; time++) assert.equal(press(bench, 1.5), false);
  });

  it("a button that is stuck closes nothing while it is down, nor when it comes up, and is an event", async () => {
    const bench = await open();
    const { button } = bench.offSwitchParts;
    button.press();
    wait(bench, 5);
    order(bench, "on");
    wait(bench, 120);
    assert.equal(isClosed(bench), false);
    assert.equal(bench.switchReport.charCodeAt(10), 1, "the fault is counted");
    button.release();
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
    assert.equal(press(bench, 2.5), true);
    assert.equal(bench.switchReport.charCodeAt(0), ARMED.charCodeAt(0));
    wait(bench, 6);
    assert.equal(bench.switchReport.charAt(0), CONNECTED);
  });

  it("an arming that nobody used is over after its time, and stays so through resets and presses", async () => {
    const bench = await armed();
    wait(bench, ARMED_SECONDS);
    assert.equal(bench.switchReport.charAt(0), DISCONNECTED);
    assert.equal(press(bench, 2.5), false);
    bench.offSwitch.reset();
    wait(bench, 5);
    assert.equal(press(bench, 2.5), false);
    order(bench, "on");
    wait(bench, 5);
    assert.equal(press(bench, 2.5), true);
  });

  it("a press that began while it was armed closes nothing once an off has come", async () => {
    const bench = await armed();
    bench.pressButton(4);
    wait(bench, 1);
    order(bench, "off");
    wait(bench, 1);
    order(bench, "on");
    wait(bench, 10);
    assert.equal(isClosed(bench), false);
  });

  it("succeed where each defence is taken out", async () => {
    const change = (before: string, after: string): Promise<string> =>
      without("off-switch", "off-switch-security", before, after);
    const short = await change("const LEAST_HELD = 20;", "const LEAST_HELD = 0;");
    assert.equal(press(await armed({ offSwitch: short }), 0.3), true);
    const endless = await change("happens(rules.EXPIRED) === RESULT_DONE", "false");
    const bench = await armed({ offSwitch: endless });
    wait(bench, HOUR);
    assert.equal(press(bench, 2.5), true);
    const early = await change("isArmed && isPressed && isHeld", "isArmed && isHeld");
    const stuck = await open({ offSwitch: early });
    stuck.offSwitchParts.button.press();
    wait(stuck, 3);
    order(stuck, "on");
    wait(stuck, 3);
    stuck.offSwitchParts.button.release();
    wait(stuck, 1);
    assert.equal(isClosed(stuck), true);
  });
});
