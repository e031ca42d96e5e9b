// Meters on a feeder with the bundles of the boards: the first is what it is alone, the same seed gives the same street, and the concentrator's
// sum is that of what the meters counted.

import assert from "node:assert/strict";
import { Bench } from "../../bench/bench.ts";
import { roundWords } from "../../bench/concentrator/closed-round.ts";
import { Feeder } from "../../bench/concentrator/feeder.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { benchReport, isStored, meterFigures } from "../../bench/report.ts";
import { sun } from "../../bench/sun.ts";
import { ROUND_SECONDS } from "../../firmware/messages/round.ts";
import { bundles } from "../bundles.ts";

/** A minute before a quarter hour at noon: the first whole interval begins soon. */
const START_S = Date.UTC(2026, 5, 15, 11, 44) / 1000;
const FIRST_END_S = 60 + 900;

async function firstOf(seed: number) {
  return {
    ...{ household: builtInHousehold(seed), generation: sun(6000, seed), startS: START_S, seed },
    bundles: await bundles(),
  };
}

const built = async (meters: number, seed = 1): Promise<Feeder> =>
  new Feeder({ first: await firstOf(seed), meters, neighbour: builtInHousehold });

/** All that a run leaves behind. */
function left(meters: readonly Bench[]) {
  return meters.map((bench) => [
    meterFigures(bench),
    ...[bench.meterParts, bench.offSwitchParts].map(({ memory }) => Buffer.from(memory.array.cells).toString("latin1")),
  ]);
}

describe("feeder", () => {
  it("is the same street of the same seed, and its first meter is what it is alone, to the byte of its flash", async () => {
    const [one, again, other] = [await built(3), await built(3), await built(3, 2)];
    const alone = new Bench(await firstOf(1));
    for (const { first } of [one, again, other]) first.runTo(400);
    alone.runTo(400);
    assert.deepEqual(left(one.meters), left(again.meters));
    assert.deepEqual(left([one.first]), left([alone]));
    assert.notDeepEqual(left(one.meters)[1], left(other.meters)[1]);
    assert.equal(new Set(one.meters.map(({ keys }) => keys.mask)).size, 3);
    assert.deepEqual(
      one.meters.map(({ meterId }) => meterId),
      ["HASM0001", "HASM0002", "HASM0003"],
    );
  });

  it("has a sum of what its meters counted and fed in, and no reading; one that was cut off says it later", async () => {
    const feeder = await built(3);
    const { first, meters, concentrator } = feeder;
    first.runTo(FIRST_END_S - 5);
    meters[2]!.outages.wan.cutFor(20);
    first.runTo(FIRST_END_S + 31);
    assert.equal(concentrator.figures.rounds, 0);
    first.runTo(FIRST_END_S + 331);
    const { last, rounds, summed } = concentrator.figures;
    assert.deepEqual([rounds, summed, last!.missing], [1, 1, []]);
    const counted = meters.map(({ central, meterId }) => {
      const report = central.reports.find(({ endUtcSeconds }) => endUtcSeconds === last!.endUtcSeconds);
      const before = central.reports.find(({ endUtcSeconds }) => endUtcSeconds === last!.endUtcSeconds - 900);
      // Its report went into the cut, and is not sent again; it feeds nothing in.
      if (meterId === "HASM0003") return undefined;
      return { drawnWh: report!.intervalWh, fedWh: report!.exportWh - before!.exportWh };
    });
    const known = counted.filter((one) => one !== undefined);
    assert.ok(known[0]!.fedWh > 100, `${known[0]!.fedWh} Wh were fed in`);
    const restWh = last!.sumWh! - known.reduce((sum, { drawnWh, fedWh }) => sum + drawnWh - fedWh, 0);
    const flowedWh = meters[2]!.pulses.energyWs / 3600;
    assert.ok(restWh > 0 && restWh < flowedWh, `${restWh} Wh of ${flowedWh}`);
    for (const { meterId, central } of meters) {
      const masked = concentrator.latestMasked(meterId)!;
      assert.equal(masked.round * ROUND_SECONDS, last!.endUtcSeconds);
      assert.ok(masked.maskedWh > 65_535 && central.reports.every(({ intervalWh }) => intervalWh !== masked.maskedWh));
    }
    assert.equal(last!.verdict, "usual", roundWords(last!));
  });

  it("tells it all in the report, also of a round that ends with the run", async () => {
    const feeder = await built(3);
    feeder.first.runTo(FIRST_END_S);
    feeder.finish(isStored);
    const report = benchReport(feeder.first, 1, undefined, feeder.meters.slice(1));
    assert.deepEqual(
      report.meters.map(({ id, logs }) => [id, logs.metrology.verified]),
      [
        ["HASM0001", true],
        ["HASM0002", true],
        ["HASM0003", true],
      ],
    );
    // Reports of two intervals each, and what both processors of the first answered when it was told of its roof.
    assert.deepEqual(report.central, { accepted: 8, rejected: 0 });
    const { lastRound, ...rest } = report.concentrator!;
    const { sumWh, feederWh } = lastRound!;
    assert.deepEqual(rest, {
      ...{ meters: 3, rounds: 1, summed: 1, incomplete: 0, suspicious: 0 },
      ...{ lastSumWh: sumWh, feederWh },
    });
    assert.ok(Math.abs(feederWh - sumWh!) < Math.abs(feederWh) * 0.04 + 6, `${feederWh} Wh, ${sumWh!} Wh`);
    for (const { meterParts, han } of feeder.meters)
      assert.ok(meterParts.lcd.rows().length === 4 && han.telegrams >= FIRST_END_S / 10);
  });

  it("has 1 to 20 meters", async () => {
    for (const meters of [0, 21, 1.5])
      await assert.rejects(built(meters), { name: "RangeError", message: `${meters} meters are not 1 to 20` });
  });
});
