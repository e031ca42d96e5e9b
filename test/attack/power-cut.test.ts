// A consumer cuts the power, to have the switch forget what it took, or the register. Which commands were taken is on the flash part before they
// act; each watt-hour is there within a second.

import assert from "node:assert/strict";
import { telegramImportWh } from "../../bench/report.ts";
import { STATUS_PARTIAL, STATUS_POWER_FAIL } from "../../firmware/messages/reading.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";
import { arm, isClosed, target, wait, withoutStoredCounter } from "./rig.ts";

describe("attack: cutting the power", () => {
  it("moves no relay, and leaves an armed switch armed, for the button alone", async () => {
    const bench = await target();
    wait(bench, 10);
    bench.offSwitch.reset();
    wait(bench, 10);
    assert.equal(isClosed(bench), true);
    arm(bench);
    for (let cut = 0; cut < 5; cut++) {
      bench.offSwitch.reset();
      bench.meter.reset();
      wait(bench, 4);
      assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [false, 1]);
    }
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.deepEqual([isClosed(bench), bench.offSwitchParts.relay.operations], [true, 2]);
  });

  /** An on that was used before an off is sent once more after a reset, and the button pressed. Whether that closes. */
  async function replayAfterReset(offSwitch?: string): Promise<boolean> {
    const bench = await target(offSwitch === undefined ? {} : { offSwitch });
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
    bench.pressButton(2.5);
    wait(bench, 4);
    assert.equal(isClosed(bench), false);
    bench.offSwitch.reset();
    wait(bench, 2);
    bench.toWan(on);
    wait(bench, 2);
    bench.pressButton(2.5);
    wait(bench, 4);
    return isClosed(bench);
  }

  it("does not make the off-switch processor forget what it took: a recorded on does not arm once more", async () => {
    assert.equal(await replayAfterReset(), false);
  });

  it("makes it forget where the counters are not on the flash part", async () => {
    assert.equal(await replayAfterReset(withoutStoredCounter((await bundles()).offSwitch)), true);
  });

  it("sets the register back by what a second counts, and the central system sees that the interval is a part", async () => {
    const bench = await target({ startS: DEFAULT_START_S });
    wait(bench, 1850);
    const generated = bench.pulses.generated;
    bench.meter.reset();
    wait(bench, 900);
    const [, before, after] = bench.central.reports;
    assert.equal(before!.status, 0);
    assert.equal(after!.status, STATUS_PARTIAL | STATUS_POWER_FAIL);
    assert.ok(after!.importWh >= before!.importWh);
    bench.finish();
    const lost = bench.pulses.generated - telegramImportWh(bench.han.last)!;
    assert.ok(lost >= 0 && lost <= 1, `${lost} of ${generated} pulses lost`);
  });

  it("every minute of an hour, loses less than it would cost to be without light", async () => {
    const bench = await target({ startS: DEFAULT_START_S });
    for (let minute = 0; minute < 60; minute++) {
      wait(bench, 60.5);
      bench.meter.reset();
    }
    wait(bench, 70);
    bench.finish();
    const counted = telegramImportWh(bench.han.last)!;
    assert.ok(counted <= bench.pulses.generated);
    assert.ok(
      bench.pulses.generated - counted <= 61,
      `${bench.pulses.generated - counted} of ${bench.pulses.generated} lost`,
    );
    assert.ok(counted > 100);
  });
});
