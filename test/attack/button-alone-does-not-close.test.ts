// A consumer who was disconnected presses the button: once, long, a thousand times, and in the moment of the "off".

import assert from "node:assert/strict";
import { arm, assertNoFaults, isClosed, target, wait, without } from "./rig.ts";

describe("attack: closing by the button alone", () => {
  it("closes by no press after an off, however long or often", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.pressButton(0.5);
    bench.central.switch("off");
    wait(bench, 5);
    assert.equal(isClosed(bench), false);
    for (const seconds of [0.03, 0.3, 2.5, 5, 60]) {
      bench.pressButton(seconds);
      wait(bench, seconds + 1);
    }
    for (let press = 0; press < 1000; press++) {
      bench.pressButton(0.06);
      wait(bench, 0.12);
    }
    assert.equal(isClosed(bench), false);
    assert.equal(bench.offSwitchParts.relay.operations, 1);
    assertNoFaults(bench, "offSwitch");
  });

  it("closes nothing that was armed and then switched off again", async () => {
    const bench = await target();
    wait(bench, 10);
    arm(bench);
    bench.central.switch("off");
    wait(bench, 2);
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), false);
  });

  it("opens no closed switch", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 0]);
  });

  it("closes, until the reason opens it again, where the button does not ask whether the switch is armed", async () => {
    const eager = await without(
      "off-switch",
      "off-switch-security",
      "s[CLOSED] === 0 && s[REASONS] === 0",
      "s[CLOSED] === 0",
    );
    const bench = await target({ offSwitch: eager });
    wait(bench, 10);
    bench.central.switch("off");
    wait(bench, 2);
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [false, 3]);
  });
});
