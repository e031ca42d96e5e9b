// A tariff as the bytes that a meter holds, and back. An image has no names: what is read from one has "rate 1", "day type 1" and so on. All
// integers are unsigned and big endian.
//
//   0 "HT" 2 · 2 format 1 · 3 rates 1 · 4 currency 3 · 7 low rates, a bit each 1 · 8 standing charge per local day 4 · 12 block period 1 ·
//   13 block thresholds 4 x 4 Wh · 29 prices, 5 blocks x 8 rates x 4 · 189 seasons 1 · 190 special days 1 · 191 day types 1 ·
//   192 seasons, each month 1 · day 1 · day types of Monday to Sunday 7 · then special days, each year - 2000 1 · month 1 · day 1 · day type 1 ·
//   then day types, each 48 half hours: bits 0-2 rate, bit 7 no disconnection for lack of credit

import { UserError } from "../user-error.ts";
import {
  daysOf,
  FIRST_YEAR,
  HALF_HOURS,
  MOST_DAY_TYPES,
  MOST_RATES,
  MOST_SEASONS,
  MOST_SPECIAL_DAYS,
} from "./tariff.ts";
import { MOST_THRESHOLDS } from "./tariff.ts";
import type { Blocks, DayType, Season, SpecialDay, Tariff } from "./tariff.ts";

export const IMAGE_MARK = "HT";
const FORMAT = 1;
const PRICED_BLOCKS = MOST_THRESHOLDS + 1;
const NO_THRESHOLD = 0xffffffff;
const EVERY_YEAR = 255;
const NO_DISCONNECTION = 0x80;
const PERIODS = [undefined, "day", "month"] as const;
const THRESHOLDS_AT = 13;
const PRICES_AT = 29;
const COUNTS_AT = 189;
const LISTS_AT = 192;
const SEASON_BYTES = 9;
const SPECIAL_DAY_BYTES = 4;

function u32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString("latin1");
}

const byteText = (...bytes: readonly number[]): string => String.fromCharCode(...bytes);

/** What no block and no rate is charged at is the price of the last block, and 0. */
function pricesBytes(prices1e5: readonly (readonly number[])[]): string {
  let bytes = "";
  for (let block = 0; block < PRICED_BLOCKS; block++)
    for (let rate = 0; rate < MOST_RATES; rate++)
      bytes += u32(prices1e5[Math.min(block, prices1e5.length - 1)]![rate] ?? 0);
  return bytes;
}

export function encodeTariff(tariff: Tariff): string {
  const { currency, rates, standingCharge1e5, blocks, prices1e5, seasons, specialDays, dayTypes } = tariff;
  const low = rates.reduce((bits, one, at) => (one.low ? bits | (1 << at) : bits), 0);
  const thresholds = Array.from({ length: MOST_THRESHOLDS }, (_, at) => blocks?.thresholdsWh[at] ?? NO_THRESHOLD);
  return [
    IMAGE_MARK + byteText(FORMAT, rates.length) + currency + byteText(low) + u32(standingCharge1e5),
    byteText(PERIODS.indexOf(blocks?.period)) + thresholds.map(u32).join("") + pricesBytes(prices1e5),
    byteText(seasons.length, specialDays.length, dayTypes.length),
    ...seasons.map(({ month, day, week }) => byteText(month, day, ...week)),
    ...specialDays.map(({ year, month, day, dayType }) =>
      byteText(year === undefined ? EVERY_YEAR : year - FIRST_YEAR, month, day, dayType),
    ),
    ...dayTypes.map(({ rates: ofDay, noDisconnection }) =>
      byteText(...ofDay.map((rate, at) => (noDisconnection[at] === true ? rate | NO_DISCONNECTION : rate))),
    ),
  ].join("");
}

/** The bytes of an image, read one after the other; `file` is its name in messages. */
class Reader {
  readonly bytes: Buffer;
  readonly file: string;

  constructor(image: string, file: string) {
    this.bytes = Buffer.from(image, "latin1");
    this.file = file;
  }

  wrong(at: number, says: string): UserError {
    return new UserError(`${this.file}: byte ${at} of the tariff image: ${says}`);
  }

  byte(at: number, what: string, least: number, most: number): number {
    const value = this.bytes.readUInt8(at);
    if (value < least || value > most) throw this.wrong(at, `${what} ${value} is not ${least} to ${most}`);
    return value;
  }

  u32(at: number): number {
    return this.bytes.readUInt32BE(at);
  }

  text(at: number, length: number): string {
    return this.bytes.toString("latin1", at, at + length);
  }

  monthAndDay(at: number): { month: number; day: number } {
    const month = this.byte(at, "month", 1, 12);
    return { month, day: this.byte(at + 1, "day", 1, daysOf(month)) };
  }
}

function readBlocks(image: Reader): Blocks | undefined {
  const period = PERIODS[image.byte(12, "block period", 0, 2)];
  const all = Array.from({ length: MOST_THRESHOLDS }, (_, at) => image.u32(THRESHOLDS_AT + 4 * at));
  const used = all.slice(0, [...all, NO_THRESHOLD].indexOf(NO_THRESHOLD));
  for (const [at, threshold] of all.entries()) {
    const isWrong = at < used.length ? threshold <= (used[at - 1] ?? 0) : threshold !== NO_THRESHOLD;
    if (isWrong) throw image.wrong(THRESHOLDS_AT + 4 * at, `threshold ${threshold} is not above the one before it`);
  }
  if ((period === undefined) !== (used.length === 0))
    throw image.wrong(12, "a block period and thresholds go together");
  return period === undefined ? undefined : { period, thresholdsWh: used };
}

function readSeasons(image: Reader, count: number, dayTypes: number): Season[] {
  let before = 0;
  return Array.from({ length: count }, (_, index) => {
    const at = LISTS_AT + SEASON_BYTES * index;
    const { month, day } = image.monthAndDay(at);
    if (month * 100 + day <= before) throw image.wrong(at, "a season is not behind the one before it");
    before = month * 100 + day;
    const week = Array.from({ length: 7 }, (_, weekday) => image.byte(at + 2 + weekday, "day type", 0, dayTypes - 1));
    return { month, day, week };
  });
}

function readSpecialDays(image: Reader, start: number, count: number, dayTypes: number): SpecialDay[] {
  return Array.from({ length: count }, (_, index) => {
    const at = start + SPECIAL_DAY_BYTES * index;
    const year = image.byte(at, "year", 0, 255);
    const { month, day } = image.monthAndDay(at + 1);
    const dayType = image.byte(at + 3, "day type", 0, dayTypes - 1);
    return { year: year === EVERY_YEAR ? undefined : FIRST_YEAR + year, month, day, dayType };
  });
}

function readDayTypes(image: Reader, start: number, count: number, rates: number): DayType[] {
  return Array.from({ length: count }, (_, index) => {
    const places = Array.from({ length: HALF_HOURS }, (_, halfHour) => start + HALF_HOURS * index + halfHour);
    return {
      name: `day type ${index + 1}`,
      rates: places.map((at) => {
        const value = image.byte(at, "half hour", 0, 255) & ~NO_DISCONNECTION;
        if (value >= rates) throw image.wrong(at, `rate ${value} is not 0 to ${rates - 1}`);
        return value;
      }),
      noDisconnection: places.map((at) => (image.byte(at, "half hour", 0, 255) & NO_DISCONNECTION) !== 0),
    };
  });
}

function demandSize(image: Reader, size: number): void {
  if (image.bytes.length !== size)
    throw new UserError(`${image.file}: has ${image.bytes.length} bytes, and says that it is a tariff of ${size}`);
}

/** What an image says. Throws UserError where it says nothing that a meter could follow. */
export function decodeTariff(bytes: string, file: string): Tariff {
  const image = new Reader(bytes, file);
  if (!bytes.startsWith(IMAGE_MARK) || bytes.length < LISTS_AT) throw new UserError(`${file}: is no tariff image`);
  image.byte(2, "format", FORMAT, FORMAT);
  const rateCount = image.byte(3, "number of rates", 1, MOST_RATES);
  const currency = image.text(4, 3);
  if (!/^[A-Z]{3}$/.test(currency)) throw image.wrong(4, "a currency is three capital letters");
  const low = image.byte(7, "low rates", 0, (1 << rateCount) - 1);
  const blocks = readBlocks(image);
  const seasons = image.byte(COUNTS_AT, "number of seasons", 1, MOST_SEASONS);
  const specialDays = image.byte(COUNTS_AT + 1, "number of special days", 0, MOST_SPECIAL_DAYS);
  const dayTypes = image.byte(COUNTS_AT + 2, "number of day types", 1, MOST_DAY_TYPES);
  const specialDaysAt = LISTS_AT + SEASON_BYTES * seasons;
  const dayTypesAt = specialDaysAt + SPECIAL_DAY_BYTES * specialDays;
  demandSize(image, dayTypesAt + HALF_HOURS * dayTypes);
  return {
    currency,
    rates: Array.from({ length: rateCount }, (_, at) => ({ name: `rate ${at + 1}`, low: (low & (1 << at)) !== 0 })),
    standingCharge1e5: image.u32(8),
    blocks,
    prices1e5: Array.from({ length: (blocks?.thresholdsWh.length ?? 0) + 1 }, (_, block) =>
      Array.from({ length: rateCount }, (_, rate) => image.u32(PRICES_AT + (block * MOST_RATES + rate) * 4)),
    ),
    seasons: readSeasons(image, seasons, dayTypes),
    specialDays: readSpecialDays(image, specialDaysAt, specialDays, dayTypes),
    dayTypes: readDayTypes(image, dayTypesAt, dayTypes, rateCount),
  };
}
