// A tariff as data: what a supplier charges, and by which timetable. Files (read.ts, write.ts) and image (image.ts) are two ways to write it
// down. Nothing in this folder is shared with the firmware, so that a bill made with it says something about the meter.

/** Half hours of a local day. */
export const HALF_HOURS = 48;
export const MOST_RATES = 8;
export const MOST_THRESHOLDS = 4;
export const MOST_SEASONS = 16;
export const MOST_SPECIAL_DAYS = 64;
export const MOST_DAY_TYPES = 32;
export const MOST_U32 = 4_294_967_295;
/** Of a special day: years 2000 to 2254. */
export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2254;

export interface Rate {
  readonly name: string;
  readonly low: boolean;
}

export interface Blocks {
  readonly period: "day" | "month";
  /** 1 to 4, ascending: a block ends where so much was used in the period. */
  readonly thresholdsWh: readonly number[];
}

export interface Season {
  /** In force from that day on, each year. */
  readonly month: number;
  readonly day: number;
  /** Places in `dayTypes`, Monday to Sunday. */
  readonly week: readonly number[];
}

export interface SpecialDay {
  /** undefined: every year. */
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
  readonly dayType: number;
}

export interface DayType {
  readonly name: string;
  /** Place in `rates` for each half hour. */
  readonly rates: readonly number[];
  /** For each half hour: whether nobody is disconnected for lack of credit. */
  readonly noDisconnection: readonly boolean[];
}

export interface Tariff {
  /** ISO 4217. */
  readonly currency: string;
  /** 1 to 8. */
  readonly rates: readonly Rate[];
  /** For each local day, in 1e-5 currency. */
  readonly standingCharge1e5: number;
  readonly blocks: Blocks | undefined;
  /** For each block, for each rate: 1e-5 currency per kWh. One more than there are thresholds. */
  readonly prices1e5: readonly (readonly number[])[];
  /** Ascending in the year; before the first the last one is in force. */
  readonly seasons: readonly Season[];
  /** They go before the season; of two for a day the first counts. */
  readonly specialDays: readonly SpecialDay[];
  readonly dayTypes: readonly DayType[];
}

/** When the clocks change, in standard local time. */
export interface Change {
  readonly month: number;
  /** Which such weekday of the month: 1 to 4, or 5 for the last. */
  readonly which: number;
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number;
  /** Half hour of the day, 0 to 47. */
  readonly halfHour: number;
}

export interface Zone {
  /** Of standard time from UTC, in quarter hours, east is positive. */
  readonly standardQuarters: number;
  readonly summer: { readonly aheadQuarters: number; readonly start: Change; readonly end: Change } | undefined;
}

/** A tariff under its number, and the local time that its timetable is in. */
export interface TariffFile {
  readonly version: number;
  readonly zone: Zone;
  readonly tariff: Tariff;
}

/** What a meter logs of a version; 0 says that no tariff was in force. */
export function lowByte(version: number): number {
  return version % 256;
}

/** Of a month in a leap year. */
export function daysOf(month: number): number {
  return [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
