// A home that generates on the bench: what it draws and what it feeds in are counted apart, each pulse of them, and the meter that was told of
// the roof finds nothing wrong with it; where the switch is open neither flows.

import assert from "node:assert/strict";
import { Bench } from "../../bench/bench.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { energyUj } from "../../bench/load/load.ts";
import { remainder } from "../../bench/load/net.ts";
import { benchReport } from "../../bench/report.ts";
import { sun } from "../../bench/sun.ts";
import { bundles } from "../bundles.ts";
import { wait } from "../attack/rig.ts";
import { events } from "./missing-parts-rig.ts";

const NOON_S = Date.UTC(2026, 5, 21, 10) / 1000;
const home = builtInHousehold(1);
const roof = sun(3000, 1);

async function atNoon(centralMemory?: "elsewhere"): Promise<Bench> {
  return new Bench({
    household: home,
    generation: roof,
    startS: NOON_S,
    seed: 1,
    bundles: await bundles(),
    ...(centralMemory === undefined ? {} : { centralMemory }),
  });
}

const wh = (microjoules: bigint): number => Number(microjoules / 3_600_000_000n);

describe("home that generates", () => {
  it("has every pulse of both directions in its registers, and no alarm", async () => {
    const bench = await atNoon();
    const seconds = 3 * 3600;
    bench.runTo(seconds);
    bench.finish();
    const { importWh, exportWh, surplusWh, loadWh, faults } = benchReport(bench, 0).meters[0]!;
    const [fromS, toS] = [NOON_S, NOON_S + seconds];
    assert.equal(exportWh, wh(energyUj(remainder(roof, home), fromS, toS)));
    assert.equal(importWh, wh(energyUj(remainder(home, roof), fromS, toS)));
    assert.ok(exportWh > 2000 && importWh > 0);
    assert.deepEqual([Math.floor(surplusWh), Math.floor(loadWh), faults], [exportWh, importWh, []]);
    const reports = bench.central.reports.slice(1);
    assert.ok(reports.length >= 10);
    for (const { alarms } of reports) assert.equal(alarms, 0);
  });

  it("draws what its roof does not give, and feeds in what it does not need", async () => {
    const bench = await atNoon();
    for (const seconds of [30, 600, 6000]) {
      bench.runTo(seconds);
      const atS = NOON_S + seconds;
      assert.equal(bench.powerW(), (home.stepAt(atS)!.powerUw - roof.stepAt(atS)!.powerUw) / 1e6);
    }
  });

  it("generates nothing while the switch is open", async () => {
    const bench = await atNoon();
    bench.runTo(60);
    bench.central.switch("off");
    wait(bench, 20);
    const counted = bench.surplus!.generated;
    wait(bench, 600);
    assert.deepEqual([bench.surplus!.generated, bench.meterParts.exportPulses.generated], [counted, counted]);
    assert.equal(bench.powerW(), 0);
    bench.central.switch("on");
    wait(bench, 10);
    bench.pressButton(2.5);
    wait(bench, 600);
    assert.ok(bench.surplus!.generated > counted + 10);
  });

  it("is a mistake in its wiring to a meter that nobody told of a roof", async () => {
    const bench = await atNoon("elsewhere");
    bench.runTo(4600);
    assert.match(events(bench, "metrology").at(-1)!, /^2026-06-21T11:15:00Z .*, generation where there is none$/);
  });
});
