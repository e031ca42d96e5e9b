// A consumer cuts the power. The boards have no persistent memory yet: what a reset forgets is not promised, and shown here; what the
// switch does by it, nothing, is.

import assert from "node:assert/strict";
import { STATUS_PARTIAL } from "../../firmware/messages/reading.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { arm, isClosed, target, wait } from "./rig.ts";

describe("attack: cutting the power", () => {
  it("moves no relay, and disarms an armed switch", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.offSwitch.reset();
    wait(bench, 10);
    assert.equal(isClosed(bench), true);
    arm(bench);
    for (let cut = 0; cut < 5; cut++) {
      bench.offSwitch.reset();
      bench.meter.reset();
      wait(bench, 2);
      bench.pressButton(0.3);
      wait(bench, 2);
    }
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
  });

  it("not promised: the off-switch processor has forgotten what it took, and a recorded on arms once more", async () => {
    const bench = await target();
    wait(bench, 10);
    const on = ((): string => {
      bench.central.switch("off");
      wait(bench, 2);
      return bench.central.command("on");
    })();
    bench.toWan(on);
    wait(bench, 2);
    bench.central.switch("off");
    wait(bench, 2);
    bench.toWan(on);
    wait(bench, 2);
    bench.pressButton(0.3);
    wait(bench, 2);
    assert.equal(isClosed(bench), false);
    bench.offSwitch.reset();
    wait(bench, 2);
    bench.toWan(on);
    wait(bench, 2);
    bench.pressButton(0.3);
    wait(bench, 2);
    assert.equal(isClosed(bench), true);
  });

  it("not promised: the register begins at 0; the central system sees it, and that the interval is a part", async () => {
    const bench = await target({ startS: DEFAULT_START_S });
    wait(bench, 1810);
    bench.meter.reset();
    wait(bench, 900);
    const [, before, after] = bench.central.reports;
    assert.equal(before!.status, 0);
    assert.equal(after!.status, STATUS_PARTIAL);
    assert.ok(after!.importWh < before!.importWh);
    assert.equal(after!.importWh, after!.intervalWh);
  });
});
