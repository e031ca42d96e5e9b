// Which rate the timetable of a tariff names at a moment.

import type { Tariff, Zone } from "./tariff.ts";
import { dateOf, localSeconds } from "./zone.ts";

const DAY_SECONDS = 86_400;
const HALF_HOUR_SECONDS = 1800;

export interface HalfHour {
  /** Place in the tariff's rates. */
  readonly rate: number;
  readonly noDisconnection: boolean;
}

/** The place of the type of a local day (days from 1970-01-01). */
export function dayTypeOf({ seasons, specialDays }: Tariff, localDayNumber: number): number {
  const { year, month, day, weekday } = dateOf(localDayNumber);
  const special = specialDays.find(
    (one) => one.month === month && one.day === day && (one.year === undefined || one.year === year),
  );
  if (special !== undefined) return special.dayType;
  const begun = seasons.filter((one) => one.month < month || (one.month === month && one.day <= day));
  const season = begun.at(-1) ?? seasons.at(-1)!;
  return season.week[(weekday + 6) % 7]!;
}

export function halfHourAt(tariff: Tariff, zone: Zone, utcSeconds: number): HalfHour {
  const local = localSeconds(zone, utcSeconds);
  const dayType = tariff.dayTypes[dayTypeOf(tariff, Math.floor(local / DAY_SECONDS))]!;
  const at = Math.floor((local % DAY_SECONDS) / HALF_HOUR_SECONDS);
  return { rate: dayType.rates[at]!, noDisconnection: dayType.noDisconnection[at]! };
}
