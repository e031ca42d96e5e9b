// Somebody reaches the clock: sets it back, sets it forward, stops it. No command and no counter depends on it; when a report is due does,
// and which round of the data concentrator a reading is for.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { readCounter } from "../../bench/central/channel.ts";
import { timeStep } from "../../bench/central/orders.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { bundles, DEFAULT_START_S } from "../bundles.ts";
import { commands, isClosed, payloads, target, wait, without, withoutReserve } from "./rig.ts";

const DAY_S = 86_400;

const ATTACKS: Readonly<Record<string, (bench: Bench) => void>> = {
  "set back by half an hour": (bench) => {
    bench.meterParts.clock.setUtc(DEFAULT_START_S - 1800);
  },
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

/** Payloads of the reports, as they leave; nothing else may be sealed for the central system meanwhile. */
function tapped(bench: Bench): string[] {
  const reports: string[] = [];
  bench.onWan((direction, bytes) => {
    if (direction === "out") reports.push(...payloads(bytes).filter((payload) => payload.startsWith(ROUTE_CS)));
  });
  return reports;
}

function counterOf(payload: string): bigint {
  return readCounter(payload.slice(1));
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
      bench.pressButton(2.5);
      wait(bench, 4);
      assert.equal(isClosed(bench), true);
      wait(bench, 1800);
      assert.equal(bench.central.rejected, 0);
      // A clock that is a year behind what it said is as good as none.
      if (name === "stopped" || name === "set back by a year") assert.equal(bench.central.reports.length, 1);
      else assert.ok(bench.central.reports.length > 2);
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

  it("repeats no counter without a clock, where computations makes intervals up, one a second, and after a reset", async () => {
    const [tick, eager] = [
      "ticks++;\n      const utcSeconds = time();",
      "ticks++; const utcSeconds = 900 * (ticks + 1);",
    ];
    const meter = await without("meter", "computations", tick, eager);
    const bench = await target({ meter });
    const reports = tapped(bench);
    wait(bench, 20);
    bench.meterParts.clock.stopOscillator();
    bench.meter.reset();
    wait(bench, 20);
    const counters = reports.map(counterOf);
    assert.ok(counters.length > 30);
    assert.deepEqual(
      counters,
      [...new Set(counters)].sort((one, other) => Number(one - other)),
    );
    assert.equal(bench.central.reports.length, counters.length);
  });

  it("set back and reset, a meter seals the second report of one time under a nonce of its own; it is taken, too", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 20 });
    const reports = tapped(bench);
    wait(bench, 30);
    again(bench);
    wait(bench, 30);
    assert.equal(reports.length, 2);
    assert.ok(counterOf(reports[0]!) < counterOf(reports[1]!));
    const [one, other] = bench.central.reports;
    assert.equal(one!.endUtcSeconds, other!.endUtcSeconds);
    assert.equal(bench.central.rejected, 0);
  });

  it("uses a nonce twice after a reset, whatever the clock says, where counters are not reserved on the flash part", async () => {
    const bench = await target({ startS: DEFAULT_START_S - 890, meter: withoutReserve((await bundles()).meter) });
    const reports = tapped(bench);
    wait(bench, 900);
    again(bench);
    wait(bench, 900);
    assert.equal(reports.length, 2);
    assert.equal(counterOf(reports[0]!), counterOf(reports[1]!));
    assert.notEqual(reports[0], reports[1]);
    assert.equal(bench.central.rejected, 1);
  });

  it("set forward and back, with resets, it is not believed until the central system sets it, and keeps no later report out", async () => {
    const bench = await target();
    const { clock } = bench.meterParts;
    clock.setUtc(DEFAULT_START_S + DAY_S - 10);
    bench.meter.reset();
    wait(bench, 20);
    assert.equal(bench.central.accepted, 1);
    clock.setUtc(DEFAULT_START_S + 20);
    bench.meter.reset();
    wait(bench, 1000);
    assert.deepEqual([bench.central.accepted, bench.central.rejected], [1, 0]);
    assert.doesNotMatch(bench.han.last, /0-0:1\.0\.0/);
    bench.central.order("meter", timeStep(DEFAULT_START_S + 1020));
    wait(bench, 1000);
    assert.deepEqual([bench.central.reports.length, bench.central.rejected], [2, 0]);
  });

  it("not promised: set forward, it has the meter say a round of the future, and no masked reading before that", async () => {
    const bench = await target();
    const { clock } = bench.meterParts;
    const rounds = (): number => bench.central.system.figures.passedBy;
    clock.setUtc(DEFAULT_START_S + DAY_S - 910);
    bench.meter.reset();
    wait(bench, 920);
    assert.ok(rounds() > 0);
    clock.setUtc(DEFAULT_START_S + 20);
    bench.meter.reset();
    const before = rounds();
    wait(bench, 2000);
    assert.equal(rounds(), before);
  });
});
