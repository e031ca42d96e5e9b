// Somebody reaches the clock: sets it back, sets it forward, stops it. No command depends on it; reports do, and what that costs is here.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { commands, isClosed, payloads, target, wait, without } from "./rig.ts";

const DAY_S = 86_400;

const ATTACKS: Readonly<Record<string, (bench: Bench) => void>> = {
  "set back by a year": (bench) => {
    bench.meterParts.clock.setUtc(DEFAULT_START_S - 365 * DAY_S);
  },
  "set forward by a year": (bench) => {
    bench.meterParts.clock.setUtc(DEFAULT_START_S + 365 * DAY_S);
  },
  stopped: (bench) => {
    bench.meterParts.clock.stopOscillator();
  },
};

/** Payloads of the reports, as they leave. */
function tapped(bench: Bench): string[] {
  const reports: string[] = [];
  bench.onWan((direction, bytes) => {
    if (direction === "out") reports.push(...payloads(bytes));
  });
  return reports;
}

/** The clock says again what it said at power-on, and the meter is reset. */
function again(bench: Bench): void {
  bench.meterParts.clock.setUtc(bench.startS);
  bench.meter.reset();
}

describe("attack: the clock", () => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    it(`${name}: a command still acts, a replay still does not, and no report is taken twice`, async () => {
      const bench = await target({ startS: DEFAULT_START_S - 60 });
      wait(bench, 70);
      assert.equal(bench.central.accepted, 1);
      const frames = (["off", "on"] as const).map((order) => bench.central.command(order));
      bench.toWan(frames[0]!);
      wait(bench, 6);
      attack(bench);
      wait(bench, 6);
      bench.toWan(frames[0]! + frames[1]! + frames[0]!);
      wait(bench, 6);
      assert.deepEqual(commands(bench), { accepted: 2, rejected: 2 });
      bench.pressButton(0.3);
      wait(bench, 2);
      assert.equal(isClosed(bench), true);
      wait(bench, 1800);
      assert.equal(bench.central.rejected, 0);
      if (name === "stopped") assert.equal(bench.central.accepted, 1);
      else assert.ok(bench.central.accepted > 2);
    });
  }

  it("seals no report while the clock has not run since power-on, and seals again when it is set", async () => {
    const bench = await target();
    bench.meterParts.clock.stopOscillator();
    bench.meter.reset();
    const reports = tapped(bench);
    wait(bench, 2000);
    assert.deepEqual(reports, []);
    assert.doesNotMatch(bench.han.last, /0-0:1\.0\.0/);
    bench.meterParts.clock.setUtc(DEFAULT_START_S + 2000);
    wait(bench, 1000);
    assert.equal(reports.length, 1);
    assert.equal(bench.central.accepted, 1);
  });

  it("seals nothing without a clock, even where computations makes intervals up, one a second", async () => {
    const eager = "const utcSeconds = 900 * (ticks + 1);";
    const meter = await without("meter", "computations", "const utcSeconds = clockUtcSeconds();", eager);
    const bench = await target({ meter });
    wait(bench, 20);
    assert.ok(bench.central.accepted > 10);
    bench.meterParts.clock.stopOscillator();
    bench.meter.reset();
    const reports = tapped(bench);
    wait(bench, 20);
    assert.deepEqual(reports, []);
  });

  it("not promised: set back and reset, a meter uses a nonce twice; the second report is refused", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 20 });
    const reports = tapped(bench);
    wait(bench, 30);
    again(bench);
    wait(bench, 30);
    assert.equal(reports.length, 2);
    assert.equal(reports[0]!.slice(1, 9), reports[1]!.slice(1, 9));
    assert.deepEqual([bench.central.accepted, bench.central.rejected], [1, 1]);
  });

  it("not promised: what was sealed under a clock set forward keeps later reports out until that time, after resets", async () => {
    const bench = await target();
    const { clock } = bench.meterParts;
    clock.setUtc(DEFAULT_START_S + DAY_S - 10);
    bench.meter.reset();
    wait(bench, 20);
    assert.equal(bench.central.accepted, 1);
    clock.setUtc(DEFAULT_START_S + 20);
    bench.meter.reset();
    wait(bench, 1000);
    assert.deepEqual([bench.central.accepted, bench.central.rejected], [1, 1]);
    clock.setUtc(DEFAULT_START_S + DAY_S + 890);
    bench.meter.reset();
    wait(bench, 20);
    assert.deepEqual([bench.central.accepted, bench.central.rejected], [2, 1]);
  });
});
