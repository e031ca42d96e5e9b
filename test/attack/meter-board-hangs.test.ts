// The meter board stops for good, at any moment, also in the middle of a command: the virtual boards know no endless loop, so it loses
// its power. The off-switch processor keeps its relay and its policy.

import assert from "node:assert/strict";
import { bundles } from "../bundles.ts";
import { arm, assertNoFaults, isClosed, target, wait } from "./rig.ts";

const HOUR_S = 3600;

describe("attack: the meter board hangs", () => {
  it("leaves a closed relay closed and an open one open", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.meter.powerOff();
    bench.central.switch("off");
    bench.pressButton(2.5);
    wait(bench, HOUR_S);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 0]);

    const other = await target();
    wait(other, 10);
    other.central.switch("off");
    wait(other, 2);
    other.meter.powerOff();
    other.pressButton(2.5);
    wait(other, HOUR_S);
    assert.deepEqual([isClosed(other), other.offSwitchParts.relay.operations], [false, 1]);
    assertNoFaults(other, "offSwitch");
  });

  it("lets the button close an armed switch", async () => {
    const bench = await target();
    wait(bench, 10);
    arm(bench);
    bench.meter.powerOff();
    wait(bench, HOUR_S);
    assert.equal(isClosed(bench), false);
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), true);
    assertNoFaults(bench, "offSwitch");
  });

  it("acts on no half command, whenever the board stops, and on a whole one as soon as it is back", async () => {
    let acted = 0;
    for (let milliseconds = 0; milliseconds < 480; milliseconds += 16) {
      const bench = await target();
      wait(bench, 10);
      bench.central.switch("off");
      wait(bench, milliseconds / 1000);
      bench.meter.powerOff();
      wait(bench, 10);
      if (!isClosed(bench)) acted++;
      assertNoFaults(bench, "offSwitch");
      assert.ok(bench.offSwitchParts.relay.operations < 2);
    }
    assert.ok(acted > 0 && acted < 30, `${acted} of 30 were already through`);
  });

  it("takes a command after the board was switched on again", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.meter.powerOff();
    wait(bench, HOUR_S);
    bench.meter.boot((await bundles()).meter);
    wait(bench, 10);
    bench.central.switch("off");
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
  });
});
