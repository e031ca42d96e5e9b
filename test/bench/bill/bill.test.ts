// Bills small enough to be computed by hand.

import assert from "node:assert/strict";
import { billOf, blockParts } from "../../../bench/bill/bill.ts";
import type { Bill } from "../../../bench/bill/bill.ts";
import { bill, logOf, utc, version, LONDON, WEDNESDAY } from "./log.ts";
import type { Made } from "./log.ts";

const says = ({ remarks }: Bill): string[] => remarks.map((one) => one.says);
const energy = ({ energy: lines }: Bill): (string | number | bigint)[][] =>
  lines.map(({ version: of, block, rate, wh, price1e5, amount1e8 }) => [of, block, rate, wh, price1e5, amount1e8]);
const days = ({ standing }: Bill): number[][] => standing.map(({ version: of, days: count }) => [of, count]);
describe("a bill", () => {
  it("of the meter's first day is its energy by rate, and one standing charge", () => {
    const made = bill(WEDNESDAY);
    assert.deepEqual(energy(made), [
      [1, 0, "low", 1000, 3990, 3_990_000n],
      [1, 0, "normal", 3667, 11_760, 43_123_920n],
      [1, 0, "high", 333, 67_200, 22_377_600n],
    ]);
    // 0.0399 + 0.4312392 + 0.223776 is 0.6949152, and the last digits are left over.
    assert.deepEqual([made.energy1e5, made.standing1e5, made.total1e5], [69_491n, 23_000n, 92_491n]);
    assert.deepEqual([made.carried1e8, made.entries, days(made), made.remarks], [0n, 4, [[1, 1]], []]);
    assert.deepEqual(made.begin, { utcSeconds: 0, importWh: 0 });
    assert.deepEqual(made.end, { utcSeconds: utc("2013-01-03T00:00"), importWh: 5000 });
  });

  it("begins with the first entry of a log that does not reach back to the meter's first", () => {
    const made = bill(WEDNESDAY, {}, 2);
    assert.deepEqual(energy(made), [
      [1, 0, "normal", 3667, 11_760, 43_123_920n],
      [1, 0, "high", 333, 67_200, 22_377_600n],
    ]);
    assert.deepEqual([made.carried1e8, days(made)], [undefined, []]);
  });

  it("has the day that begins when it begins, and not the one that begins when it ends", () => {
    const [from, to] = [utc("2013-01-03T00:00"), utc("2013-01-05T00:00")];
    const all = [...WEDNESDAY, { at: utc("2013-01-04T00:00"), wh: 5000 }, { at: to, wh: 5001 }];
    assert.deepEqual(days(bill(all)), [[1, 3]]);
    assert.deepEqual(days(bill(all, { fromUtcSeconds: from })), [[1, 2]]);
    assert.deepEqual(days(bill(all, { toUtcSeconds: from })), [[1, 1]]);
    assert.deepEqual(days(bill(all.slice(3), {}, 4)), [[1, 2]]);
  });

  it("goes on with what was left over below the last digit", () => {
    const from = utc("2013-01-02T20:00");
    const first = bill(WEDNESDAY, { toUtcSeconds: from });
    const second = bill(WEDNESDAY, { fromUtcSeconds: from });
    // 45 150 000 + 22 377 600 in 1e-8 up to 20:00.
    assert.deepEqual([first.energy1e5, second.carried1e8], [67_527n, 600n]);
    assert.equal(first.energy1e5 + second.energy1e5, bill(WEDNESDAY).energy1e5);
    assert.equal(bill(WEDNESDAY.slice(2), {}, 3).carried1e8, undefined);
    const other = WEDNESDAY.map((one, at) => (at === 0 ? { ...one, tariff: 9 } : one));
    assert.equal(bill(other, { fromUtcSeconds: from }).carried1e8, undefined);
  });

  it("has an entry at the latest time before it, where the clock was put back", () => {
    const noon = utc("2013-01-02T12:00");
    const all = [-2, 0, -1, 1].map((hours, wh) => ({ at: noon + hours * 3600, wh: wh + 1 }));
    const cut = noon - 1800;
    assert.deepEqual([bill(all, { toUtcSeconds: cut }).entries, bill(all, { fromUtcSeconds: cut }).entries], [1, 3]);
    assert.equal(bill(all, { toUtcSeconds: noon }).entries, 3);
  });

  it("has the charge of each day at the tariff that was in force when it began", () => {
    const second = version(2, { standingCharge1e5: 1 });
    const all = [
      ...WEDNESDAY,
      { at: utc("2013-01-03T00:15"), wh: 5010, rate: 0, tariff: 2 },
      { at: utc("2013-01-04T00:00"), wh: 5020, rate: 1, tariff: 1 },
      { at: utc("2013-01-04T00:15"), wh: 5021, rate: 0, tariff: 0 },
      { at: utc("2013-01-05T00:15"), wh: 5029, rate: 0, tariff: 2 },
    ];
    const made = bill(all, { tariffs: [second, LONDON] });
    assert.deepEqual(days(made), [
      [1, 1],
      [2, 2],
    ]);
    assert.equal(made.freeWh, 1);
    assert.equal(made.standing1e5, 23_002n);
  });

  it("has each day of a long power cut", () => {
    const all = [...WEDNESDAY, { at: utc("2013-01-09T10:00"), wh: 5000, rate: 1 }];
    assert.deepEqual(days(bill(all)), [[1, 8]]);
  });

  it("counts energy of an unknown time, and no day for it", () => {
    const made = bill([{ at: 0, wh: 7, rate: 0, status: 2 }, ...WEDNESDAY]);
    assert.deepEqual([energy(made)[0], days(made)], [[1, 0, "low", 1000, 3990, 3_990_000n], [[1, 1]]]);
    assert.deepEqual(says(made), ["no clock"]);
  });
});

describe("blocks", () => {
  const blocks = { period: "day", thresholdsWh: [10, 20] } as const;
  const prices1e5 = [100, 200, 300].map((price) => [price, price, price]);

  it("end at their thresholds, to the Wh", () => {
    const { tariff } = version(1, { blocks });
    assert.deepEqual(blockParts(tariff, 9, 12), [
      { block: 0, wh: 1 },
      { block: 1, wh: 10 },
      { block: 2, wh: 1 },
    ]);
    assert.deepEqual(blockParts(tariff, 10, 1), [{ block: 1, wh: 1 }]);
    assert.deepEqual(blockParts(tariff, 99, 5), [{ block: 2, wh: 5 }]);
    assert.deepEqual(blockParts(tariff, 0, 0), []);
    assert.deepEqual(blockParts(LONDON.tariff, 5, 5), [{ block: 0, wh: 5 }]);
  });

  const used = (period: "day" | "month", all: readonly Made[], first = 1): Bill =>
    bill(all, { tariffs: [version(1, { blocks: { ...blocks, period }, prices1e5 }), version(2)] }, first);
  const wh = (made: Bill): number[][] => made.energy.map(({ block, wh: of }) => [block, of]);
  const DAYS = [
    { at: utc("2013-01-31T12:00"), wh: 1008 },
    { at: utc("2013-02-01T00:00"), wh: 1013 },
    { at: utc("2013-02-01T12:00"), wh: 1021 },
    { at: utc("2013-02-02T00:00"), wh: 1026 },
    { at: utc("2013-02-02T12:00"), wh: 1031 },
  ];

  it("begin anew each day, or each month", () => {
    const whole = [{ at: utc("2013-01-31T00:00"), wh: 1000, tariff: 2 }, ...DAYS];
    const wholeOfOne = (made: Bill): number[][] =>
      wh({ ...made, energy: made.energy.filter((one) => one.version === 1) });
    assert.deepEqual(wholeOfOne(used("day", whole)), [
      [0, 25],
      [1, 6],
    ]);
    assert.deepEqual(wholeOfOne(used("month", whole)), [
      [0, 20],
      [1, 11],
    ]);
    assert.equal(used("month", whole).blocksAreWhole, true);
  });

  it("of a period that began before the log are counted from the log's beginning, which the bill says", () => {
    const made = used("day", DAYS, 5);
    assert.deepEqual(
      [wh(made), made.blocksAreWhole],
      [
        [
          [0, 20],
          [1, 3],
        ],
        false,
      ],
    );
    assert.equal(used("day", DAYS.slice(1), 5).blocksAreWhole, true);
    assert.equal(used("month", DAYS.slice(1), 5).blocksAreWhole, true);
    assert.equal(used("month", DAYS.slice(2), 5).blocksAreWhole, false);
    // From a bill on that begins with the new day all is known again.
    const later = billOf({
      log: logOf(DAYS, 5),
      tariffs: [version(1, { blocks, prices1e5 })],
      fromUtcSeconds: utc("2013-02-01T00:00"),
    });
    assert.equal(later.blocksAreWhole, true);
  });

  it("do not begin anew when the clock was put back over midnight", () => {
    const all = [
      { at: utc("2013-02-01T00:15"), wh: 9 },
      { at: utc("2013-01-31T23:45"), wh: 12 },
      { at: utc("2013-02-01T00:30"), wh: 13 },
    ];
    assert.deepEqual(wh(used("day", all)), [
      [0, 10],
      [1, 3],
    ]);
  });

  it("begin in the midst of a period with a tariff that has them, after one that has none", () => {
    const all = [
      { at: utc("2013-01-10T12:00"), wh: 500, tariff: 2 },
      { at: utc("2013-01-10T18:00"), wh: 515 },
    ];
    const made = used("month", all);
    assert.deepEqual(wh(made).slice(0, 2), [
      [0, 10],
      [1, 5],
    ]);
  });
});
