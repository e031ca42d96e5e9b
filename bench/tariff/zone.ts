// Local time by a zone's rule, with the calendar of the JavaScript engine; and the rule as the bytes of the meter's local-time parameter.

import type { Change, Zone } from "./tariff.ts";

const DAY_SECONDS = 86_400;
const QUARTER_SECONDS = 900;
const HALF_HOUR_SECONDS = 1800;
const LAST = 5;
/** Behind a zone without summer time nothing counts; a meter that looks at it all the same sees a change that there could be. */
const NO_CHANGE: Change = { month: 1, which: 1, weekday: 0, halfHour: 0 };

/** When the clocks change in a year, as seconds of standard local time. */
function changeSeconds(year: number, { month, which, weekday, halfHour }: Change): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = 1 + ((weekday - first + 7) % 7) + (which - 1) * 7;
  if (which === LAST && day > days) day -= 7;
  return Date.UTC(year, month - 1, day) / 1000 + halfHour * HALF_HOUR_SECONDS;
}

function isSummer({ standardQuarters, summer }: Zone, utcSeconds: number): boolean {
  if (summer === undefined) return false;
  const standard = utcSeconds + standardQuarters * QUARTER_SECONDS;
  const year = new Date(standard * 1000).getUTCFullYear();
  const start = changeSeconds(year, summer.start);
  const end = changeSeconds(year, summer.end);
  const isAfterStart = standard >= start;
  const isBeforeEnd = standard < end;
  return start < end ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd;
}

/** Seconds that a clock on the wall shows, counted as if it showed UTC. */
export function localSeconds(zone: Zone, utcSeconds: number): number {
  const summer = isSummer(zone, utcSeconds) ? (zone.summer?.aheadQuarters ?? 0) : 0;
  return utcSeconds + (zone.standardQuarters + summer) * QUARTER_SECONDS;
}

/** Days from 1970-01-01 to the local day at that moment. */
export function localDay(zone: Zone, utcSeconds: number): number {
  return Math.floor(localSeconds(zone, utcSeconds) / DAY_SECONDS);
}

/** Year, month 1 to 12 and day of the month; weekday 0 Sunday to 6 Saturday. */
export function dateOf(localDayNumber: number): { year: number; month: number; day: number; weekday: number } {
  const date = new Date(localDayNumber * DAY_SECONDS * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** The meter's parameter 4: offset 1 · summer ahead 1 · start and end, each month 1 · which 1 · weekday 1 · half hour 1. */
export function zoneParameter({ standardQuarters, summer }: Zone): string {
  const change = ({ month, which, weekday, halfHour }: Change): number[] => [month, which, weekday, halfHour];
  return String.fromCharCode(
    standardQuarters & 255,
    summer?.aheadQuarters ?? 0,
    ...change(summer?.start ?? NO_CHANGE),
    ...change(summer?.end ?? NO_CHANGE),
  );
}

/** "+01:00". */
export function offsetText(quarters: number): string {
  return `${quarters < 0 ? "-" : "+"}${aheadText(Math.abs(quarters))}`;
}

/** "01:00". */
export function aheadText(quarters: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(quarters / 4))}:${two((quarters % 4) * 15)}`;
}
