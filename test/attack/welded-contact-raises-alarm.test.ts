// A consumer welds the contact of the relay, so that "off" opens nothing. The auxiliary contact on the same armature tells.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { switchStateAlarm } from "../../firmware/messages/switch-state.ts";
import { commands, isClosed, target, wait, without } from "./rig.ts";

/** How often the coil that opens is driven from now on. */
function coilPulses(bench: Bench): () => number {
  let pulses = 0;
  bench.offSwitch.pin(String(offSwitchBoard.parts["relay"]!.options["resetPin"])).onWrite((level) => {
    pulses += level;
  });
  return () => pulses;
}

describe("attack: a welded contact", () => {
  it("raises the alarm on the display a few seconds after the off that opens nothing, and not before", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.offSwitchParts.relay.weld();
    wait(bench, 60);
    assert.equal(switchStateAlarm(bench.switchReport), 0);
    bench.central.switch("off");
    wait(bench, 12);
    assert.equal(isClosed(bench), true);
    assert.equal(switchStateAlarm(bench.switchReport), 1);
    assert.match(bench.meterParts.lcd.rows()[3]!, /^ALARM: contact/);
  });

  it("raises none when the contact opens", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.central.switch("off");
    wait(bench, 60);
    assert.equal(isClosed(bench), false);
    assert.equal(switchStateAlarm(bench.switchReport), 0);
  });

  it("goes unseen where the feedback contact is not asked", async () => {
    const blind = await without("off-switch", "off-switch-security", "relayIsClosed() !== (s[CLOSED] === 1)", "false");
    const bench = await target({ offSwitch: blind });
    wait(bench, 10);
    bench.offSwitchParts.relay.weld();
    bench.central.switch("off");
    wait(bench, 60);
    assert.equal(switchStateAlarm(bench.switchReport), 0);
  });

  it("is told again after a reset, which drives the coil once more", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.offSwitchParts.relay.weld();
    bench.central.switch("off");
    wait(bench, 12);
    bench.offSwitch.reset();
    const driven = coilPulses(bench);
    wait(bench, 12);
    assert.deepEqual([bench.switchReport.charAt(0), switchStateAlarm(bench.switchReport), driven()], ["0", 1, 1]);
  });

  it("where the contact was closed from outside after an off, a further off drives the coil once more", async () => {
    const bench = await target();
    const { feedbackPin } = offSwitchBoard.parts["relay"]!.options;
    wait(bench, 10);
    bench.central.switch("off");
    wait(bench, 2);
    const driven = coilPulses(bench);
    bench.offSwitch.pin(String(feedbackPin)).drive(0);
    wait(bench, 12);
    assert.equal(switchStateAlarm(bench.switchReport), 1);
    bench.central.switch("off");
    wait(bench, 12);
    assert.equal(commands(bench).accepted, 2);
    assert.equal(driven(), 1);
  });
});
