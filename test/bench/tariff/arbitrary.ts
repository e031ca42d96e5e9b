// Tariffs at random, each of them one that a supplier could write.

import fc from "fast-check";
import { daysOf } from "../../../bench/tariff/tariff.ts";
import type { Change, DayType, Season, SpecialDay, Tariff, TariffFile, Zone } from "../../../bench/tariff/tariff.ts";

/** Plain objects, so that they are deeply equal to those of the code. */
function record<T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

const amount1e5 = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 4_294_967_295 }));
const halfHour = fc.integer({ min: 0, max: 47 });
const currency = fc.constantFrom("EUR", "GBP", "KES", "ZAR");

/** A value for each half hour, in stretches as tariffs have them. */
function day<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.tuple(value, fc.array(fc.tuple(halfHour, value), { maxLength: 6 })).map(([first, changes]) => {
    const all = Array.from({ length: 48 }, () => first);
    for (const [from, next] of changes) all.fill(next, from);
    return all;
  });
}

const date = fc
  .integer({ min: 1, max: 12 })
  .chain((month) => fc.integer({ min: 1, max: daysOf(month) }).map((of) => ({ month, day: of })));

function seasons(dayTypes: number): fc.Arbitrary<Season[]> {
  const one = record({
    date,
    week: fc.array(fc.integer({ min: 0, max: dayTypes - 1 }), { minLength: 7, maxLength: 7 }),
  });
  return fc
    .uniqueArray(one, { minLength: 1, maxLength: 16, selector: ({ date: { month, day: of } }) => month * 100 + of })
    .map((all) =>
      all
        .sort((a, b) => a.date.month * 100 + a.date.day - b.date.month * 100 - b.date.day)
        .map(({ date: from, week }) => ({ ...from, week })),
    );
}

const specialDay = (dayTypes: number): fc.Arbitrary<SpecialDay> =>
  record({
    year: fc.option(fc.integer({ min: 2000, max: 2254 }), { nil: undefined }),
    date,
    dayType: fc.integer({ min: 0, max: dayTypes - 1 }),
  }).map(({ year, date: { month, day: of }, dayType }) => ({
    // There is no 29 February in most years.
    year: month === 2 && of === 29 ? undefined : year,
    month,
    day: of,
    dayType,
  }));

const blocks = fc.option(
  record({
    period: fc.constantFrom("day", "month"),
    thresholdsWh: fc
      .uniqueArray(fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 4_294_967_294 })), {
        minLength: 1,
        maxLength: 4,
      })
      .map((all) => all.sort((a, b) => a - b)),
  }),
  { nil: undefined },
);

function dayTypes(count: number, rates: number): fc.Arbitrary<DayType[]> {
  const one = record({ rates: day(fc.integer({ min: 0, max: rates - 1 })), noDisconnection: day(fc.boolean()) });
  return fc
    .array(one, { minLength: count, maxLength: count })
    .map((all) => all.map((of, at) => ({ name: `day type ${at + 1}`, ...of })));
}

/** Under the names that an image gives back. */
export const tariffs: fc.Arbitrary<Tariff> = record({
  rates: fc.integer({ min: 1, max: 8 }),
  types: fc.integer({ min: 1, max: 32 }),
  blocks,
}).chain(({ rates, types, blocks: found }) => {
  const row = fc.array(amount1e5, { minLength: rates, maxLength: rates });
  const rows = (found?.thresholdsWh.length ?? 0) + 1;
  return record({
    currency,
    rates: fc
      .array(fc.boolean(), { minLength: rates, maxLength: rates })
      .map((all) => all.map((low, at) => ({ name: `rate ${at + 1}`, low }))),
    standingCharge1e5: amount1e5,
    blocks: fc.constant(found),
    prices1e5: fc.array(row, { minLength: rows, maxLength: rows }),
    seasons: seasons(types),
    specialDays: fc.array(specialDay(types), { maxLength: 64 }),
    dayTypes: dayTypes(types, rates),
  });
});

const change = (month: fc.Arbitrary<number>): fc.Arbitrary<Change> =>
  record({
    month,
    which: fc.integer({ min: 1, max: 5 }),
    weekday: fc.integer({ min: 0, max: 6 }),
    halfHour,
  });

export const zones: fc.Arbitrary<Zone> = record({
  standardQuarters: fc.integer({ min: -48, max: 56 }),
  summer: fc.option(
    fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 2 }).chain(([start = 1, end = 2]) =>
      record({
        aheadQuarters: fc.integer({ min: 1, max: 8 }),
        start: change(fc.constant(start)),
        end: change(fc.constant(end)),
      }),
    ),
    { nil: undefined },
  ),
});

export const tariffFiles: fc.Arbitrary<TariffFile> = record({
  version: fc.integer({ min: 1, max: 4_294_967_295 }).filter((version) => version % 256 !== 0),
  zone: zones,
  tariff: tariffs,
});
