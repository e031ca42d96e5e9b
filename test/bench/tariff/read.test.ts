// What the reader of a tariff file says to each mistake, to the character: where it is, and what should stand there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readTariff } from "../../../bench/tariff/read.ts";
import { UserError } from "../../../bench/user-error.ts";

const LONDON = readFileSync(new URL("../../../docs/tariff-london.json", import.meta.url), "utf8");

type Json = Record<string, unknown>;
/** Sets what a path such as "zone.summer.ahead" or "rates.0.name" leads to; undefined takes it away. */
function changed(path: string, value: unknown): string {
  const all = JSON.parse(LONDON) as Json;
  const steps = path.split(".");
  let at = all;
  for (const step of steps.slice(0, -1)) at = at[step] as Json;
  at[steps.at(-1)!] = value;
  return JSON.stringify(all);
}

const refuses = (text: string, says: string): void => {
  assert.throws(() => readTariff(text, "t.json"), new UserError(`t.json: ${says}`));
};

const MONEY = 'an amount of currency with up to five decimals, in quotes, up to "42949.67295"';
const NAME = "a name of 1 to 24 letters, digits and signs that begins with a letter";
const SPAN = 'a span and a rate such as "00:00-07:00 low"';
const many = (count: number, value: unknown): unknown[] => Array.from({ length: count }, () => value);
const END = { month: 10, week: "last", day: "Sunday", time: "01:00" };

const MISTAKES: readonly (readonly [path: string, value: unknown, says: string])[] = [
  ["version", undefined, "version is missing"],
  ["version", 0, "version is a whole number from 1 to 4294967295, not 0"],
  ["version", 1.5, "version is a whole number from 1 to 4294967295, not 1.5"],
  ["version", "1", 'version is a whole number from 1 to 4294967295, not "1"'],
  ["version", 512, "version is a multiple of 256, which a meter's log cannot tell"],
  ["currency", "gbp", 'currency is three capital letters (ISO 4217), not "gbp"'],
  ["currency", "\u001b[2J\u009b", 'currency is three capital letters (ISO 4217), not "\\u001b[2J\\u009b"'],
  ["currency", "x".repeat(100), `currency is three capital letters (ISO 4217), not "${"x".repeat(59)}...`],
  [
    "colour",
    1,
    `colour is not known here: known are version, currency, zone, rates, standingCharge, blocks, prices, dayTypes, seasons, specialDays`,
  ],
  ["zone", [], "zone is an object, not []"],
  ["zone.standard", "+14:15", 'zone.standard is an offset from "-12:00" to "+14:00" in quarter hours, not "+14:15"'],
  ["zone.standard", "01:00", 'zone.standard is an offset from "-12:00" to "+14:00" in quarter hours, not "01:00"'],
  ["zone.summer.ahead", "00:00", 'zone.summer.ahead is a time from "00:15" to "02:00" in quarter hours, not "00:00"'],
  ["zone.summer.ahead", "02:15", 'zone.summer.ahead is a time from "00:15" to "02:00" in quarter hours, not "02:15"'],
  ["zone.summer.start.month", 13, "zone.summer.start.month is a whole number from 1 to 12, not 13"],
  ["zone.summer.start.week", 5, 'zone.summer.start.week is 1, 2, 3, 4 or "last", not 5'],
  [
    "zone.summer.start.day",
    "Sun",
    'zone.summer.start.day is one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, not "Sun"',
  ],
  ["zone.summer.start.time", "24:00", 'zone.summer.start.time is a half hour from 00:00 to 23:30, not "24:00"'],
  ["zone.summer.start", END, "zone.summer.end is in the month of the start"],
  ["zone.summer.end", undefined, "zone.summer.end is missing"],
  ["rates", [], "rates has 0 members, not 1 to 8"],
  ["rates", many(9, {}), "rates has 9 members, not 1 to 8"],
  ["rates", "low", 'rates is a list, not "low"'],
  ["rates.1.name", "low", "rates[1].name is the name of a rate before it"],
  ["rates.1.name", "1st", `rates[1].name is ${NAME}, not "1st"`],
  ["rates.1.name", "low ", `rates[1].name is ${NAME}, not "low "`],
  ["rates.1.low", "no", 'rates[1].low is true or false, not "no"'],
  ["rates.0.price", "1", "rates[0].price is not known here: known are name, low"],
  ["standingCharge", 0.23, `standingCharge is ${MONEY}, not 0.23`],
  ["standingCharge", "0.230001", `standingCharge is ${MONEY}, not "0.230001"`],
  ["standingCharge", "42949.67296", `standingCharge is ${MONEY}, not "42949.67296"`],
  ["standingCharge", "-1", `standingCharge is ${MONEY}, not "-1"`],
  ["blocks", { period: "week", thresholdsWh: [1] }, 'blocks.period is one of day, month, not "week"'],
  ["blocks", { period: "day", thresholdsWh: [] }, "blocks.thresholdsWh has 0 members, not 1 to 4"],
  ["blocks", { period: "day", thresholdsWh: [5, 5] }, "blocks.thresholdsWh[1] is not above 5, the one before it"],
  [
    "blocks",
    { period: "day", thresholdsWh: [0] },
    "blocks.thresholdsWh[0] is a whole number from 1 to 4294967294, not 0",
  ],
  ["blocks", { period: "day", thresholdsWh: [5] }, "prices has 1 members, not 2"],
  ["prices.0.high", undefined, "prices[0].high is missing"],
  ["prices.0.high", "67,20", `prices[0].high is ${MONEY}, not "67,20"`],
  ["prices.0.peak", "1", "prices[0].peak is not known here: known are low, normal, high"],
  ["dayTypes", {}, "dayTypes has 0 members, not 1 to 32"],
  ["dayTypes.9to5", {}, `dayTypes["9to5"] is not called as it must: ${NAME}`],
  ["dayTypes.bank holiday", {}, 'dayTypes["bank holiday"].rates is missing'],
  ["dayTypes.weekend.rates.0", "00:00-09:15 low", `dayTypes.weekend.rates[0] is ${SPAN}, not "00:00-09:15 low"`],
  ["dayTypes.weekend.rates.0", "00:00-00:00 low", `dayTypes.weekend.rates[0] is ${SPAN}, not "00:00-00:00 low"`],
  [
    "dayTypes.weekend.rates.0",
    "00:00-09:00 cheap",
    "dayTypes.weekend.rates[0] names no rate: rates are low, normal, high",
  ],
  ["dayTypes.weekend.rates.0", "00:00-09:00", "dayTypes.weekend.rates[0] names no rate: rates are low, normal, high"],
  ["dayTypes.weekend.rates.1", "09:30-24:00 low", "dayTypes.weekend.rates[1] begins at 09:30, where 09:00 is to begin"],
  ["dayTypes.weekend.rates.1", "08:30-24:00 low", "dayTypes.weekend.rates[1] begins at 08:30, where 09:00 is to begin"],
  ["dayTypes.weekend.rates.1", "09:00-24:30 low", `dayTypes.weekend.rates[1] is ${SPAN}, not "09:00-24:30 low"`],
  ["dayTypes.weekend.rates.1", "09:00-23:30 low", "dayTypes.weekend.rates end at 23:30, and a day ends at 24:00"],
  [
    "dayTypes.weekend.noDisconnection.0",
    "00:00-24:00 low",
    'dayTypes.weekend.noDisconnection[0] is a span such as "18:00-24:00", not "00:00-24:00 low"',
  ],
  [
    "dayTypes.weekday.noDisconnection.1",
    "10:30-24:00",
    "dayTypes.weekday.noDisconnection[1] begins at 10:30, before 11:00, where the one before ends",
  ],
  ["seasons", [], "seasons has 0 members, not 1 to 16"],
  ["seasons.0.from", "1-1", 'seasons[0].from is a day of the year such as "03-31", not "1-1"'],
  ["seasons.0.from", "02-30", "seasons[0].from is no day of the calendar"],
  ["seasons.0.from", "00-01", "seasons[0].from is no day of the calendar"],
  [
    "seasons.1",
    { from: "01-01", week: many(7, "weekend") },
    "seasons[1].from is not behind that of the season before it",
  ],
  ["seasons.0.week", many(6, "weekend"), "seasons[0].week has 6 members, not 7"],
  ["seasons.0.week.3", "Thursday", 'seasons[0].week[3] is one of weekday, weekend, not "Thursday"'],
  ["specialDays", many(65, {}), "specialDays has 65 members, not 0 to 64"],
  ["specialDays.0.date", "25-12", "specialDays[0].date is no day of the calendar"],
  ["specialDays.0.date", "2013-02-29", "specialDays[0].date is no day of the calendar"],
  ["specialDays.0.date", "1999-12-25", "specialDays[0].date is not in the years 2000 to 2254"],
  [
    "specialDays.0.date",
    "Christmas",
    'specialDays[0].date is a date such as "2013-12-25", or "12-25" for every year, not "Christmas"',
  ],
  ["specialDays.0.dayType", null, "specialDays[0].dayType is one of weekday, weekend, not null"],
];

describe("a tariff file is refused", () => {
  for (const [path, value, says] of MISTAKES)
    it(says, () => {
      refuses(changed(path, value), says);
    });

  it("that is no JSON, or no object", () => {
    refuses("[]", "the document is an object, not []");
    refuses("null", "the document is an object, not null");
    let message = "";
    try {
      JSON.parse('{"version": }');
    } catch (error) {
      message = (error as SyntaxError).message;
    }
    refuses('{"version": }', `is no JSON: ${message}`);
  });

  it("with more day types than an image has room for, and not with as many", () => {
    const day = { rates: ["00:00-24:00 low"] };
    const types = (count: number): Json =>
      Object.fromEntries(
        ["weekday", "weekend", ...many(count - 2, "d").map((d, i) => `${String(d)}${i}`)].map((n) => [n, day]),
      );
    assert.equal(readTariff(changed("dayTypes", types(32)), "t").tariff.dayTypes.length, 32);
    refuses(changed("dayTypes", types(33)), "dayTypes has 33 members, not 1 to 32");
  });

  it("is taken without what may be left out", () => {
    const { tariff, zone } = readTariff(changed("zone", { standard: "-03:30" }), "t.json");
    assert.deepEqual([zone, tariff.blocks], [{ standardQuarters: -14, summer: undefined }, undefined]);
    assert.deepEqual(readTariff(changed("specialDays", undefined), "t.json").tariff.specialDays, []);
    const { dayTypes } = readTariff(changed("dayTypes.weekend.noDisconnection", undefined), "t.json").tariff;
    assert.deepEqual(dayTypes[1]!.noDisconnection, many(48, false));
  });
});
