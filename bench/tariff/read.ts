// A tariff as a supplier writes it, a JSON file: docs/tariff.md says what stands in it. Every mistake is a UserError that says where it is.

import { UserError } from "../user-error.ts";
import { Field } from "./fields.ts";
import { parse1e5 } from "./money.ts";
import { readClock, readDay, readMarks } from "./spans.ts";
import { daysOf, FIRST_YEAR, LAST_YEAR, lowByte, MOST_DAY_TYPES, MOST_RATES, MOST_SEASONS } from "./tariff.ts";
import { MOST_SPECIAL_DAYS, MOST_THRESHOLDS, MOST_U32 } from "./tariff.ts";
import type { Blocks, Change, DayType, Rate, Season, SpecialDay, Tariff, TariffFile, Zone } from "./tariff.ts";

export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const WEEKDAY_NUMBERS = new Map<string, number>(WEEKDAYS.map((name, number) => [name, number]));
export const LAST_SUCH_DAY = 5;
/** Begins with a letter, so that no object of JavaScript puts it in another place. */
const NAME = /^([A-Za-z](?:[\w .-]{0,22}[\w-])?)$/;
const NAME_IS = "a name of 1 to 24 letters, digits and signs that begins with a letter";
const QUARTERS_OF_HOUR = 4;
const MOST_WEST_QUARTERS = 12 * QUARTERS_OF_HOUR;
const MOST_EAST_QUARTERS = 14 * QUARTERS_OF_HOUR;
const MOST_AHEAD_QUARTERS = 2 * QUARTERS_OF_HOUR;

function quarters(field: Field, sign: RegExp, must: string): number {
  const [before = "", hours = "", minutes = ""] = field.match(
    new RegExp(`^(${sign.source})(\\d\\d):(00|15|30|45)$`),
    must,
  );
  const value = Number(hours) * QUARTERS_OF_HOUR + Number(minutes) / 15;
  return before === "-" ? 0 - value : value;
}

function readChange(field: Field): Change {
  const { month, week, day, time } = field.object("month", "week", "day", "time");
  return {
    month: month.whole(1, 12),
    which: week.value === "last" ? LAST_SUCH_DAY : whichOf(week),
    weekday: day.word(WEEKDAY_NUMBERS),
    halfHour: readClock(time),
  };
}

function whichOf(week: Field): number {
  const { value } = week;
  if (value !== 1 && value !== 2 && value !== 3 && value !== 4) throw week.isNot('1, 2, 3, 4 or "last"');
  return value;
}

function readZone(field: Field): Zone {
  const { standard, summer } = field.object("standard", "summer");
  const offsetIs = 'an offset from "-12:00" to "+14:00" in quarter hours';
  const standardQuarters = quarters(standard, /[+-]/, offsetIs);
  if (standardQuarters < -MOST_WEST_QUARTERS || standardQuarters > MOST_EAST_QUARTERS) throw standard.isNot(offsetIs);
  if (summer.value === undefined) return { standardQuarters, summer: undefined };
  const rule = summer.object("ahead", "start", "end");
  const aheadIs = 'a time from "00:15" to "02:00" in quarter hours';
  const aheadQuarters = quarters(rule.ahead, /(?:)/, aheadIs);
  if (aheadQuarters < 1 || aheadQuarters > MOST_AHEAD_QUARTERS) throw rule.ahead.isNot(aheadIs);
  const start = readChange(rule.start);
  const end = readChange(rule.end);
  if (start.month === end.month) throw rule.end.wrong("is in the month of the start");
  return { standardQuarters, summer: { aheadQuarters, start, end } };
}

function price(field: Field): number {
  const must = 'an amount of currency with up to five decimals, in quotes, up to "42949.67295"';
  const amount = parse1e5(field.text(must));
  if (amount === undefined) throw field.isNot(must);
  return amount;
}

function readRates(field: Field): Rate[] {
  const names = new Set<string>();
  return field.list(1, MOST_RATES).map((one) => {
    const { name, low } = one.object("name", "low");
    const [text = ""] = name.match(NAME, NAME_IS);
    if (names.has(text)) throw name.wrong("is the name of a rate before it");
    names.add(text);
    const lows = new Map<unknown, boolean>([
      [undefined, false],
      [false, false],
      [true, true],
    ]);
    const isLow = lows.get(low.value);
    if (isLow === undefined) throw low.isNot("true or false");
    return { name: text, low: isLow };
  });
}

function readBlocks(field: Field): Blocks | undefined {
  if (field.value === undefined) return undefined;
  const { period, thresholdsWh } = field.object("period", "thresholdsWh");
  let before = 0;
  return {
    period: period.word(
      new Map([
        ["day", "day"],
        ["month", "month"],
      ] as const),
    ),
    thresholdsWh: thresholdsWh.list(1, MOST_THRESHOLDS).map((one) => {
      const threshold = one.whole(1, MOST_U32 - 1);
      if (threshold <= before) throw one.wrong(`is not above ${before}, the one before it`);
      before = threshold;
      return threshold;
    }),
  };
}

function readDayTypes(field: Field, rates: readonly Rate[]): DayType[] {
  const places = new Map(rates.map(({ name }, at) => [name, at]));
  const members = [...field.members()];
  if (members.length < 1 || members.length > MOST_DAY_TYPES)
    throw field.wrong(`has ${members.length} members, not 1 to ${MOST_DAY_TYPES}`);
  return members.map(([name, one]) => {
    if (!NAME.test(name)) throw one.wrong(`is not called as it must: ${NAME_IS}`);
    const day = one.object("rates", "noDisconnection");
    return { name, rates: readDay(day.rates, places), noDisconnection: readMarks(day.noDisconnection) };
  });
}

function dayOfMonth(field: Field, month: number, day: number): void {
  if (day < 1 || day > daysOf(month)) throw field.wrong(`is no day of the calendar`);
}

function readSeasons(field: Field, dayTypes: ReadonlyMap<string, number>): Season[] {
  let before = 0;
  return field.list(1, MOST_SEASONS).map((one) => {
    const { from, week } = one.object("from", "week");
    const [month = 0, day = 0] = from.match(/^(\d\d)-(\d\d)$/, 'a day of the year such as "03-31"').map(Number);
    dayOfMonth(from, month, day);
    if (month * 100 + day <= before) throw from.wrong("is not behind that of the season before it");
    before = month * 100 + day;
    return { month, day, week: week.list(7, 7).map((name) => name.word(dayTypes)) };
  });
}

function readSpecialDays(field: Field, dayTypes: ReadonlyMap<string, number>): SpecialDay[] {
  if (field.value === undefined) return [];
  return field.list(0, MOST_SPECIAL_DAYS).map((one) => {
    const { date, dayType } = one.object("date", "dayType");
    const must = 'a date such as "2013-12-25", or "12-25" for every year';
    const [years = "", months = "", days = ""] = date.match(/^(?:(\d{4})-)?(\d\d)-(\d\d)$/, must);
    const [month, day] = [Number(months), Number(days)];
    dayOfMonth(date, month, day);
    const year = years === "" ? undefined : Number(years);
    if (year !== undefined && (year < FIRST_YEAR || year > LAST_YEAR))
      throw date.wrong(`is not in the years ${FIRST_YEAR} to ${LAST_YEAR}`);
    if (year !== undefined && new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day)
      throw date.wrong("is no day of the calendar");
    return { year, month, day, dayType: dayType.word(dayTypes) };
  });
}

function readPrices(field: Field, rates: readonly Rate[], blocks: Blocks | undefined): number[][] {
  const count = (blocks?.thresholdsWh.length ?? 0) + 1;
  return field.list(count, count).map((one) => {
    const prices = one.object(...rates.map(({ name }) => name));
    return rates.map(({ name }) => price(prices[name]!));
  });
}

const FIELDS = [
  "version",
  "currency",
  "zone",
  "rates",
  "standingCharge",
  "blocks",
  "prices",
  "dayTypes",
  "seasons",
  "specialDays",
] as const;

function parsed(text: string, file: string): Field {
  try {
    return new Field(file, "", JSON.parse(text));
  } catch (error) {
    throw new UserError(`${file}: is no JSON: ${(error as SyntaxError).message}`);
  }
}

/** `text` is what the file holds, `file` its name in messages. Throws UserError. */
export function readTariff(text: string, file: string): TariffFile {
  const fields = parsed(text, file).object(...FIELDS);
  const version = fields.version.whole(1, MOST_U32);
  if (lowByte(version) === 0) throw fields.version.wrong("is a multiple of 256, which a meter's log cannot tell");
  const [currency = ""] = fields.currency.match(/^([A-Z]{3})$/, "three capital letters (ISO 4217)");
  const zone = readZone(fields.zone);
  const rates = readRates(fields.rates);
  const blocks = readBlocks(fields.blocks);
  const dayTypes = readDayTypes(fields.dayTypes, rates);
  const places = new Map(dayTypes.map(({ name }, at) => [name, at]));
  const tariff: Tariff = {
    currency,
    rates,
    standingCharge1e5: price(fields.standingCharge),
    blocks,
    prices1e5: readPrices(fields.prices, rates, blocks),
    seasons: readSeasons(fields.seasons, places),
    specialDays: readSpecialDays(fields.specialDays, places),
    dayTypes,
  };
  return { version, zone, tariff };
}
