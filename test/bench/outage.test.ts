// Wires that are cut for a time, and a load and a sun that are held, on a whole meter.

import assert from "node:assert/strict";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Outage } from "../../bench/outage.ts";
import { benchReport } from "../../bench/report.ts";
import { wait } from "../attack/rig.ts";
import { newBench } from "../bundles.ts";

describe("outage", () => {
  it("lasts as long as it is to, and where two overlap until both are over", () => {
    const clock = new SimulationClock();
    const happened: string[] = [];
    const wire = {
      cut: () => void happened.push(`cut ${clock.nowUs}`),
      mend: () => void happened.push(`mend ${clock.nowUs}`),
    };
    const outage = new Outage(clock, wire);
    assert.equal(outage.isCut, false);
    outage.cutFor(0.5);
    assert.equal(outage.isCut, true);
    clock.runUntil(1_000_000);
    outage.cutFor(30);
    clock.runUntil(2_000_000);
    outage.cutFor(5);
    clock.runUntil(30_999_999);
    assert.equal(outage.isCut, true);
    clock.runUntil(40_000_000);
    assert.equal(outage.isCut, false);
    assert.deepEqual(happened, ["cut 0", "mend 500000", "cut 1000000", "cut 2000000", "mend 31000000"]);
  });
});

describe("bench whose wires are cut and whose load is held", () => {
  it("loses what is on the WAN at the moment of the cut and after it, both ways, and nothing before or behind", async () => {
    const bench = await newBench();
    bench.runTo(10);
    const heard: string[] = [];
    bench.onWan((direction) => heard.push(direction));
    const { relay } = bench.offSwitchParts;
    bench.central.switch("off");
    // Two frames of 126 bytes at 19200 baud.
    wait(bench, 0.1);
    bench.outages.wan.cutFor(20);
    bench.central.switch("off");
    wait(bench, 19);
    assert.deepEqual([heard, relay.closed, bench.central.accepted], [["in"], true, 0]);
    wait(bench, 1);
    bench.central.switch("off");
    wait(bench, 0.5);
    assert.equal(relay.closed, false);
    bench.outages.wan.cutFor(20);
    wait(bench, 30);
    assert.deepEqual([heard, bench.central.accepted], [["in", "in"], 0]);
    bench.central.switch("on");
    wait(bench, 5);
    assert.ok(heard.includes("out"));
    assert.deepEqual([bench.central.accepted, bench.central.rejected], [2, 0]);
  });

  it("counts each pulse of a load and a sun that are held, and tells the meter of a roof", async () => {
    const bench = await newBench();
    bench.runTo(30.25);
    bench.feeds.holdLoad(5000);
    wait(bench, 100.7);
    assert.deepEqual([bench.powerW(), bench.surplus], [5000, undefined]);
    bench.holdSun(9000);
    wait(bench, 900);
    assert.equal(bench.powerW(), -4000);
    bench.holdSun(undefined);
    bench.feeds.holdLoad(undefined);
    wait(bench, 30);
    bench.finish();
    const { importWh, exportWh, loadWh, surplusWh } = benchReport(bench, 0).meters[0]!;
    assert.deepEqual([exportWh, surplusWh], [1000, 1000]);
    assert.equal(importWh, Math.floor(loadWh));
    assert.ok(importWh > 139 && importWh < 160);
    assert.deepEqual(
      bench.central.reports.map(({ alarms }) => alarms),
      [0],
    );
  });
});
