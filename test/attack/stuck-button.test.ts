// A consumer wedges the button, so that the switch closes by itself as soon as it is armed. Only a press counts that
// began while it was armed and ended in time; but a machine that presses again and again is as good as a finger.

import assert from "node:assert/strict";
import { bundles } from "../bundles.ts";
import { arm, isClosed, target, wait, without } from "./rig.ts";

describe("attack: a stuck button", () => {
  it("closes nothing while it is down from before the on, and not when it comes up; the next press closes", async () => {
    const bench = await target();
    const { button } = bench.offSwitchParts;
    wait(bench, 10);
    button.press();
    wait(bench, 1);
    arm(bench);
    wait(bench, 60);
    assert.equal(isClosed(bench), false);
    button.release();
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), true);
  });

  it("closes nothing while it is down through a reset of the off-switch processor, and not when it comes up", async () => {
    const bench = await target();
    const { button } = bench.offSwitchParts;
    wait(bench, 10);
    arm(bench);
    bench.offSwitch.powerOff();
    button.press();
    wait(bench, 1);
    bench.offSwitch.boot((await bundles()).offSwitch);
    wait(bench, 60);
    assert.equal(isClosed(bench), false);
    button.release();
    wait(bench, 1);
    assert.equal(isClosed(bench), false);
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), true);
  });

  it("closes when it comes up, where it does not matter when it went down", async () => {
    const bench = await target({
      offSwitch: await without("off-switch", "off-switch-security", "isArmed && isPressed && ", "isArmed && "),
    });
    wait(bench, 10);
    bench.offSwitchParts.button.press();
    wait(bench, 1);
    arm(bench);
    bench.offSwitchParts.button.release();
    wait(bench, 2);
    assert.equal(isClosed(bench), true);
  });

  it("not promised: a machine that presses again and again closes the switch soon after the on", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.central.switch("off");
    wait(bench, 2);
    for (let second = 0; second < 5; second++) {
      bench.pressButton(2.5);
      wait(bench, 3);
    }
    assert.equal(isClosed(bench), false);
    bench.central.switch("on");
    bench.pressButton(2.5);
    wait(bench, 3);
    bench.pressButton(2.5);
    wait(bench, 3);
    assert.equal(isClosed(bench), true);
  });
});
