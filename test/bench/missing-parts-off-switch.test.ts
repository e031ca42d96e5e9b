// An off-switch board without its flash or with its relay's feedback cut: it moves nothing of itself and on nothing that might act twice,
// obeys what is sealed as soon as it can remember it, and its log says what is wrong as soon as there is a log.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { newBench } from "../bundles.ts";
import { assertIntact, events, passedOn } from "./missing-parts-rig.ts";

function closed(bench: Bench): boolean {
  return bench.offSwitchParts.relay.closed;
}

describe("an off-switch board without its flash", () => {
  it("obeys nothing that it could not remember, keeps the relay through resets, and obeys when the part is back", async () => {
    const bench = await newBench();
    const { memory, relay } = bench.offSwitchParts;
    memory.plug = "missing";
    for (let reset = 0; reset < 5; reset++) {
      bench.offSwitch.reset();
      bench.runTo(bench.elapsedS + 20);
      assert.equal(closed(bench), true);
    }
    bench.central.switch("off");
    bench.runTo(120);
    assert.deepEqual([closed(bench), relay.operations], [true, 0]);
    assert.equal(bench.meterParts.lcd.rows()[3], "Refused: 1          ");
    memory.plug = "good";
    bench.runTo(300);
    bench.central.switch("off");
    bench.runTo(310);
    assert.deepEqual([closed(bench), relay.operations], [false, 1]);
    bench.central.switch("on");
    bench.runTo(320);
    bench.pressButton(2.5);
    bench.runTo(330);
    assert.deepEqual([closed(bench), relay.operations, relay.faults], [true, 2, []]);
    assert.deepEqual(events(bench, "switch"), [
      "1 s after the start started, switch on",
      "1 s after the start memory is missing, switch on",
      "1 s after the start switch-log has no part that answers, switch on",
      "1 s after the start switch-state has no part that answers, switch on",
      "15 s after the start the meter board is silent, switch on",
      "22 s after the start refused what did not open, switch on",
      "41 s after the start the meter board is heard again, switch on",
      "41 s after the start memory works again, switch on",
      "41 s after the start switch-log works again, switch on",
      "41 s after the start switch-state works again, switch on",
      "221 s after the start opened for remote, switch off",
      "221 s after the start off: done, switch off",
      "231 s after the start on: done, switch armed",
      "243 s after the start the button closed the switch, switch on",
    ]);
    assert.equal(bench.meterParts.lcd.rows()[2], "Switch: on          ");
    assertIntact(bench);
  });

  it("that loses it while it runs obeys again when it is back, moves for nobody meanwhile, and logs both faults", async () => {
    const bench = await newBench();
    const { memory } = bench.offSwitchParts;
    bench.runTo(40);
    bench.central.switch("off");
    bench.runTo(45);
    bench.central.switch("on");
    bench.runTo(50);
    memory.plug = "missing";
    // What it could not store would be forgotten by a reset, with the move that it counts.
    bench.pressButton(2.5);
    bench.runTo(60);
    assert.equal(closed(bench), false);
    memory.plug = "good";
    bench.runTo(70);
    bench.pressButton(2.5);
    bench.runTo(75);
    assert.equal(closed(bench), true);
    bench.runTo(400);
    memory.plug = "missing";
    bench.central.switch("off");
    bench.runTo(430);
    assert.equal(closed(bench), true);
    memory.plug = "good";
    bench.runTo(450);
    bench.central.switch("off");
    bench.runTo(460);
    assert.equal(closed(bench), false);
    assert.deepEqual(events(bench, "switch"), [
      "1 s after the start started, switch on",
      "41 s after the start opened for remote, switch off",
      "41 s after the start off: done, switch off",
      "46 s after the start on: done, switch armed",
      "52 s after the start memory is missing, switch armed",
      "53 s after the start switch-log has no part that answers, switch armed",
      "53 s after the start the button was held and the relay may not move yet, switch armed",
      "54 s after the start switch-state has no part that answers, switch armed",
      "62 s after the start memory works again, switch armed",
      "62 s after the start switch-state works again, switch armed",
      "63 s after the start switch-log works again, switch armed",
      "73 s after the start the button closed the switch, switch on",
      "402 s after the start refused what did not open, switch on",
      "402 s after the start memory is missing, switch on",
      "402 s after the start switch-state has no part that answers, switch on",
      "403 s after the start switch-log has no part that answers, switch on",
      "432 s after the start memory works again, switch on",
      "432 s after the start switch-log works again, switch on",
      "432 s after the start switch-state works again, switch on",
      "451 s after the start opened for remote, switch off",
      "451 s after the start off: done, switch off",
    ]);
    assertIntact(bench);
  });
});

describe("a relay whose feedback is cut", () => {
  it("raises the alarm, in the log of either board and on the display, until it is mended", async () => {
    const bench = await newBench();
    bench.runTo(100);
    bench.offSwitchParts.relay.break("feedback-cut");
    bench.runTo(200);
    assert.equal(bench.meterParts.lcd.rows()[3], "ALARM: contact      ");
    bench.offSwitchParts.relay.mend();
    bench.runTo(300);
    assert.equal(bench.meterParts.lcd.rows()[3], "Refused: 0          ");
    assert.deepEqual(events(bench, "switch"), [
      "1 s after the start started, switch on",
      "102 s after the start the contact does not follow, switch on",
      "201 s after the start the contact follows again, switch on",
    ]);
    assert.deepEqual(events(bench, "offSwitch"), passedOn(bench));
    assert.equal(bench.offSwitchParts.relay.operations, 0);
    assertIntact(bench);
  });

  it("opens on a sealed off, also after a reset in which it read as open", async () => {
    const bench = await newBench();
    bench.runTo(100);
    bench.offSwitchParts.relay.break("feedback-cut");
    bench.runTo(110);
    bench.offSwitch.reset();
    bench.runTo(120);
    assert.equal(closed(bench), true);
    bench.central.switch("off");
    bench.runTo(130);
    assert.equal(closed(bench), false);
    bench.offSwitchParts.relay.mend();
    bench.runTo(140);
    assert.deepEqual(events(bench, "switch"), [
      "1 s after the start started, switch on",
      "102 s after the start the contact does not follow, switch on",
      "1 s after the start started, switch off",
      "1 s after the start the contact was open where it was to be closed, switch armed",
      "11 s after the start opened for remote, switch off",
      "11 s after the start off: done, switch off",
    ]);
    assertIntact(bench);
  });
});
