// The meter's rule of local time as people type it and read it, in the words of a tariff file (docs/tariff.md):
// "UTC+01:00", or with summer time "UTC+01:00,01:00,3/last/Sunday/02:00,10/last/Sunday/02:00". "UTC" may be left out, but what begins with a
// minus is an option on a command line. Everything that is typed throws UserError.

import { quoted } from "../log-file.ts";
import { aheadText, offsetText, zoneParameter } from "../tariff/zone.ts";
import type { Change } from "../tariff/tariff.ts";
import { UserError } from "../user-error.ts";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const LAST_WEEK = 5;
const LEAST_QUARTERS = -48;
const MOST_QUARTERS = 56;
const MOST_AHEAD = 8;
const BYTES = 10;

const SAYS = "UTC+HH:MM, or behind it AHEAD,START,END, each change as MONTH/WEEK/DAY/TIME such as 3/last/Sunday/01:00";

function wrong(what: string): UserError {
  return new UserError(`local time is ${SAYS}, not ${quoted(what)}`);
}

function quartersOf(text: string, least: number, most: number): number {
  const [, sign = "", hours = "", minutes = ""] = /^([+-]?)(\d\d):(00|15|30|45)$/.exec(text) ?? [];
  const quarters = (sign === "-" ? -1 : 1) * (Number(hours) * 4 + Number(minutes) / 15);
  if (hours === "" || quarters < least || quarters > most) throw wrong(text);
  return quarters;
}

function changeOf(text: string): Change {
  const found = /^([1-9]|1[0-2])\/([1-4]|last)\/([A-Z][a-z]+)\/([01]\d|2[0-3]):([03])0$/.exec(text);
  const [, month, week, day = "", hour, half] = found ?? [];
  const weekday = WEEKDAYS.indexOf(day);
  if (weekday < 0) throw wrong(text);
  const which = week === "last" ? LAST_WEEK : Number(week);
  return { month: Number(month), which, weekday, halfHour: Number(hour) * 2 + (half === "3" ? 1 : 0) };
}

/** The bytes of the parameter. */
export function localTimeBytes(text: string): string {
  const [standard = "", ahead, start, end, ...more] = text.split(",");
  if (!/^(UTC)?[+-]/.test(standard) || more.length > 0) throw wrong(text);
  const standardQuarters = quartersOf(standard.replace("UTC", ""), LEAST_QUARTERS, MOST_QUARTERS);
  if (ahead === undefined) return zoneParameter({ standardQuarters, summer: undefined });
  if (start === undefined || end === undefined || !/^\d/.test(ahead)) throw wrong(text);
  const summer = { aheadQuarters: quartersOf(ahead, 1, MOST_AHEAD), start: changeOf(start), end: changeOf(end) };
  if (summer.start.month === summer.end.month)
    throw new UserError("summer time does not begin and end in the same month");
  return zoneParameter({ standardQuarters, summer });
}

function changeWords(bytes: string): string | undefined {
  const [month = 0, which = 0, weekday = 0, halfHour = 0] = [...bytes].map((byte) => byte.charCodeAt(0));
  const day = WEEKDAYS[weekday];
  if (month < 1 || month > 12 || which < 1 || which > LAST_WEEK || day === undefined || halfHour > 47) return undefined;
  return `${month}/${which === LAST_WEEK ? "last" : which}/${day}/${aheadText(halfHour * 2)}`;
}

/** Undefined where it is no such rule. */
export function localTimeWords(bytes: string): string | undefined {
  if (bytes.length !== BYTES) return undefined;
  const standard = (bytes.charCodeAt(0) << 24) >> 24;
  const ahead = bytes.charCodeAt(1);
  const says = `local time ${offsetText(standard)}`;
  if (ahead === 0) return `${says}, no summer time`;
  const [start, end] = [changeWords(bytes.slice(2, 6)), changeWords(bytes.slice(6))];
  if (start === undefined || end === undefined) return undefined;
  return `${says}, summer time ${aheadText(ahead)} ahead from ${start} to ${end}`;
}
