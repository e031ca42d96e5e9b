// Whatever the log is like: entries between others change nothing, clock steps neither skip nor repeat a day, bills that follow each other add
// up, and the sum is that of a count Wh by Wh.

import assert from "node:assert/strict";
import { build } from "esbuild";
import fc from "fast-check";
import { billOf } from "../../../bench/bill/bill.ts";
import type { Bill } from "../../../bench/bill/bill.ts";
import type { TariffFile } from "../../../bench/tariff/tariff.ts";
import { ROOT } from "../../../tools/build/bundle.ts";
import { logOf, LONDON, utc, version } from "./log.ts";
import type { Made } from "./log.ts";

const QUARTER = 900;
/** Over a change of the clocks: the days are 24 and 23 hours long. */
const START = utc("2013-03-29T22:00");
const QUARTERS = 300;

const offset = (at: number): number => (at >= utc("2013-03-31T01:00") ? 3600 : 0);
const london = (at: number): number => Math.floor((at + offset(at)) / 86_400);
const isMidnight = (at: number): boolean => london(at) !== london(at - 1);

const prices = fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 3, maxLength: 3 });
/** Two tariffs, of which each may have blocks. */
const pair: fc.Arbitrary<TariffFile[]> = fc
  .array(
    fc.record({
      standingCharge1e5: fc.integer({ min: 0, max: 99_999 }),
      blocks: fc.option(
        fc.record({ period: fc.constantFrom("day", "month"), thresholdsWh: fc.constantFrom([50], [200, 700]) }),
        { nil: undefined },
      ),
      rows: fc.array(prices, { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 2 },
  )
  .map((all) =>
    all.map(({ standingCharge1e5, blocks, rows }, at) =>
      version(at + 1, { standingCharge1e5, blocks, prices1e5: rows.slice(0, (blocks?.thresholdsWh.length ?? 0) + 1) }),
    ),
  );

/** Values for each quarter hour that hold for a while. */
function runs(values: readonly number[]): fc.Arbitrary<number[]> {
  const one = fc.tuple(fc.integer({ min: 0, max: QUARTERS - 1 }), fc.constantFrom(...values));
  return fc.array(one, { maxLength: 8 }).map((changes) => {
    const all = Array.from({ length: QUARTERS }, () => values[0]!);
    for (const [from, value] of changes.sort((a, b) => a[0] - b[0])) all.fill(value, from);
    return all;
  });
}

const timeline = fc
  .record({
    wh: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: QUARTERS, maxLength: QUARTERS }),
    rates: runs([1, 0, 2]),
    versions: runs([1, 2, 0, 1]),
  })
  .map(({ wh, rates, versions }) => {
    let register = 0;
    return wh.map((more, at): Made => ({
      at: START + (at + 1) * QUARTER,
      wh: (register += more),
      rate: rates[at]!,
      tariff: versions[at]!,
    }));
  });

const keep = fc.array(fc.boolean(), { minLength: QUARTERS, maxLength: QUARTERS });

/** Without entries that a meter need not have written. */
function thinned(all: readonly Made[], kept: readonly boolean[]): Made[] {
  return all.filter((one, at) => {
    const next = all[at + 1];
    const isNeeded = next === undefined || next.rate !== one.rate || next.tariff !== one.tariff || isMidnight(one.at);
    return isNeeded || kept[at]!;
  });
}

const sums = ({ energy, standing, freeWh, total1e5, blocksAreWhole }: Bill) => ({
  energy,
  standing,
  freeWh,
  total1e5,
  blocksAreWhole,
});

/** Wh by Wh, in 1e-5 with the remainder carried, day by day. */
function counted(all: readonly Made[], tariffs: readonly TariffFile[]): bigint {
  let charged = 0n;
  let rest = 0n;
  let register = 0;
  let period = 0;
  let used = 0;
  for (const { at, wh, rate = 0, tariff: number = 0 } of all) {
    const tariff = tariffs.find((one) => one.version === number)?.tariff;
    const begin = at - QUARTER;
    if (tariff !== undefined && (begin === START || isMidnight(begin))) charged += BigInt(tariff.standingCharge1e5);
    if (tariff?.blocks !== undefined) {
      const first = new Date(london(begin) * 86_400_000);
      if (tariff.blocks.period === "month") first.setUTCDate(1);
      if (first.getTime() > period) used = 0;
      period = Math.max(period, first.getTime());
    }
    for (; register < wh; register++) {
      if (tariff !== undefined) {
        const block = (tariff.blocks?.thresholdsWh ?? []).filter((threshold) => threshold <= used).length;
        rest += BigInt(tariff.prices1e5[block]![rate]!);
        charged += rest / 1000n;
        rest %= 1000n;
      }
      used++;
    }
  }
  return charged;
}

describe("any bill", () => {
  it("is what counting Wh by Wh and day by day gives", () => {
    fc.assert(
      fc.property(timeline, pair, (all, tariffs) => {
        assert.equal(billOf({ log: logOf(all), tariffs }).total1e5, counted(all, tariffs));
      }),
    );
  });

  it("is the same however many entries stand in between", () => {
    fc.assert(
      fc.property(timeline, keep, pair, fc.integer({ min: 1, max: 2 }), (all, kept, tariffs, first) => {
        // A log that does not reach back has its own first entry.
        const some = thinned(all, [true, ...kept.slice(1)]);
        assert.deepEqual(
          sums(billOf({ log: logOf(some, first), tariffs })),
          sums(billOf({ log: logOf(all, first), tariffs })),
        );
      }),
    );
  });

  it("and those that follow it add up to the bill of all", () => {
    const cut = fc.integer({ min: START + QUARTER, max: START + (QUARTERS - 1) * QUARTER });
    fc.assert(
      fc.property(timeline, keep, pair, cut, (all, kept, tariffs, at) => {
        const log = logOf(thinned(all, kept));
        const total = ({ total1e5 }: Bill): bigint => total1e5;
        const whole = total(billOf({ log, tariffs }));
        let before: bigint;
        try {
          before = total(billOf({ log, tariffs, toUtcSeconds: at }));
        } catch {
          // The first entry ends later.
          before = 0n;
        }
        assert.equal(before + total(billOf({ log, tariffs, fromUtcSeconds: at })), whole);
      }),
    );
  });

  it("has each day once, whatever the clock did", () => {
    const moment = fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 20 * 96 }).map((quarters) => START + quarters * QUARTER) },
    );
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 40 }), (moments) => {
        const all = moments.map((at, wh) => ({ at, wh }));
        const { standing } = billOf({ log: logOf(all), tariffs: [LONDON] });
        // All that any entry has seen: days that lasted to it, and days that began with it and went on.
        const seen = moments.flatMap((at, i) => {
          if (at === 0) return [];
          return i === moments.length - 1 ? [london(at - 1)] : [london(at - 1), london(at)];
        });
        const known = moments.filter((at) => at > 0);
        const first = known.length === 0 ? 0 : london(known[0]! - 1);
        const expected = seen.length === 0 ? [] : [Math.max(...seen) - first + 1];
        assert.deepEqual(
          standing.map(({ days }) => days),
          expected,
        );
      }),
    );
  });

  it("is computed by nothing that the firmware computes with", async () => {
    const entryPoints = ["bill/bill.ts", "bill/entries.ts", "bill/words.ts", "tariff/read.ts", "tariff/image.ts"];
    const { metafile } = await build({
      entryPoints: [...entryPoints, "tariff/write.ts", "tariff/timetable.ts"].map((file) => `${ROOT}bench/${file}`),
      bundle: true,
      write: false,
      metafile: true,
      outdir: "none",
      platform: "node",
      logLevel: "silent",
    });
    const files = Object.keys(metafile.inputs);
    assert.ok(files.some((file) => file.endsWith("bench/bill/calendar.ts")));
    assert.deepEqual(
      files.filter((file) => !/bench\/(?:bill|tariff)\/[\w-]+\.ts$|bench\/user-error\.ts$/.test(file)),
      [],
    );
  });
});
