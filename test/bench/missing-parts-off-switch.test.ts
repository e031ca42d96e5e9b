// An off-switch board without its flash or with its relay's feedback cut: it obeys what is sealed, moves nothing of itself, and its log says
// what is wrong as soon as there is a log.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { newBench } from "../bundles.ts";
import { assertIntact, events } from "./missing-parts-rig.ts";

function closed(bench: Bench): boolean {
  return bench.offSwitchParts.relay.closed;
}

describe("an off-switch board without its flash", () => {
  it("obeys, keeps the relay where it is through resets, and logs it all but what came before when the part is back", async () => {
    const bench = await newBench();
    const { memory, relay } = bench.offSwitchParts;
    memory.plug = "missing";
    for (let reset = 0; reset < 5; reset++) {
      bench.offSwitch.reset();
      bench.runTo(bench.elapsedS + 20);
      assert.equal(closed(bench), true);
    }
    bench.central.switch("off");
    bench.runTo(110);
    assert.equal(closed(bench), false);
    for (let reset = 0; reset < 5; reset++) {
      bench.offSwitch.reset();
      bench.runTo(bench.elapsedS + 20);
      assert.equal(closed(bench), false);
    }
    assert.equal(relay.operations, 1);
    memory.plug = "good";
    bench.runTo(300);
    bench.central.switch("on");
    bench.runTo(310);
    bench.pressButton(0.3);
    bench.runTo(320);
    assert.deepEqual([closed(bench), relay.operations, relay.faults], [true, 2, []]);
    assert.deepEqual(events(bench, "switch"), [
      "0 s after the start started, switch off",
      "1 s after the start memory is missing, switch off",
      "1 s after the start switch-log has no part that answers, switch off",
      "25 s after the start memory works again, switch off",
      "26 s after the start switch-log works again, switch off",
      "111 s after the start accepted on, switch armed",
      "121 s after the start the button closed the switch, switch on",
    ]);
    assert.equal(bench.meterParts.lcd.rows()[2], "Switch: on          ");
    assertIntact(bench);
  });

  it("that loses it while it runs obeys, and logs the fault and the orders when it is back", async () => {
    const bench = await newBench();
    bench.runTo(50);
    bench.offSwitchParts.memory.plug = "missing";
    bench.central.switch("off");
    bench.runTo(60);
    bench.central.switch("on");
    bench.runTo(70);
    bench.pressButton(0.3);
    bench.runTo(80);
    assert.equal(closed(bench), true);
    bench.offSwitchParts.memory.plug = "good";
    bench.runTo(120);
    const logged = events(bench, "switch");
    assert.deepEqual(
      logged.filter((event) => /accepted|button/.test(event)),
      [
        "51 s after the start accepted off, switch off",
        "61 s after the start accepted on, switch armed",
        "71 s after the start the button closed the switch, switch on",
      ],
    );
    assert.deepEqual(logged.slice(-2), [
      "85 s after the start memory works again, switch on",
      "85 s after the start switch-log works again, switch on",
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
      "0 s after the start started, switch on",
      "102 s after the start the contact does not follow, switch on",
      "201 s after the start the contact follows again, switch on",
    ]);
    assert.deepEqual(events(bench, "offSwitch"), [
      "- switch on, accepted 0, rejected 0, operations 0, faults 0",
      "- switch on, accepted 0, rejected 0, operations 0, faults 0, ALARM: contact",
      "- switch on, accepted 0, rejected 0, operations 0, faults 0",
    ]);
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
      "0 s after the start started, switch on",
      "102 s after the start the contact does not follow, switch on",
      "0 s after the start started, switch off",
      "11 s after the start accepted off, switch off",
    ]);
    assertIntact(bench);
  });
});
