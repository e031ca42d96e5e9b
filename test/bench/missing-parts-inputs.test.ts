// Inputs that are stuck: what they cannot tell is not made up, the fault is in the log, and the first honest edge afterwards counts.

import assert from "node:assert/strict";
import { newBench } from "../bundles.ts";
import { assertIntact, events, registerWh, steady } from "./missing-parts-rig.ts";

describe("a pulse input", () => {
  it("that is shorted counts nothing, is told after 10 s, and counts on when it is mended", async () => {
    const bench = await newBench({ household: steady(3600, 1) });
    bench.runTo(1000.5);
    bench.meterParts.importPulses.wire = "shorted";
    bench.runTo(1300.5);
    assert.equal(bench.pulses.generated, 1300);
    assert.equal(registerWh(bench.han.last), 1000);
    bench.meterParts.importPulses.wire = "joined";
    bench.runTo(1400.5);
    bench.finish();
    assert.equal(registerWh(bench.han.last), 1100);
    assert.deepEqual(events(bench, "security"), [
      "00:00:09Z started",
      "00:16:49Z importPulses is stuck",
      "00:21:39Z importPulses works again",
    ]);
    assertIntact(bench);
  });

  it("that closes for less than 10 s is not stuck", async () => {
    const bench = await newBench({ household: steady(0, 1) });
    bench.runTo(100);
    bench.meterParts.importPulses.wire = "shorted";
    bench.runTo(109);
    bench.meterParts.importPulses.wire = "joined";
    bench.runTo(200);
    assert.deepEqual(events(bench, "security"), ["00:00:09Z started"]);
    assert.equal(registerWh(bench.han.last), 1);
  });

  it("whose wire rattles tells of it", async () => {
    const bench = await newBench({ household: steady(0, 1) });
    bench.runTo(100);
    bench.meterParts.importPulses.rattle(2000, 5000);
    bench.runTo(200);
    const [, told, again, ...more] = events(bench, "security");
    assert.equal(told, "00:01:39Z importPulses gives nonsense");
    // It rattles until 00:02:00 and is judged every 5 s; an entry bears the time of the telegram before it.
    assert.match(again!, /^00:0(1:59|2:09)Z importPulses works again$/);
    assert.deepEqual(more, []);
    assert.equal(registerWh(bench.han.last), 0);
  });
});

describe("a button", () => {
  it("that is stuck closes nothing, is told after a minute, and closes once it was let go", async () => {
    const bench = await newBench();
    const { button, relay } = bench.offSwitchParts;
    bench.runTo(10);
    bench.central.switch("off");
    bench.runTo(100);
    button.wire = "shorted";
    bench.runTo(150);
    bench.central.switch("on");
    bench.runTo(300);
    assert.equal(relay.closed, false);
    button.wire = "joined";
    bench.runTo(400);
    assert.equal(relay.closed, false);
    bench.pressButton(2.5);
    bench.runTo(410);
    assert.equal(relay.closed, true);
    assert.deepEqual(events(bench, "switch"), [
      "1 s after the start started, switch on",
      "11 s after the start opened for remote, switch off",
      "11 s after the start off: done, switch off",
      "151 s after the start on: done, switch armed",
      "162 s after the start button is stuck, switch armed",
      "302 s after the start button works again, switch armed",
      "403 s after the start the button closed the switch, switch on",
    ]);
    assertIntact(bench);
  });
});
