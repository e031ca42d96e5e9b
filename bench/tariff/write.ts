// A tariff as the JSON file from which read.ts reads the same tariff.

import { moneyText } from "./money.ts";
import { LAST_SUCH_DAY, WEEKDAYS } from "./read.ts";
import { clockText, spansOf } from "./spans.ts";
import type { Change, DayType, SpecialDay, Tariff, TariffFile, Zone } from "./tariff.ts";
import { aheadText, offsetText } from "./zone.ts";

const two = (value: number): string => String(value).padStart(2, "0");

function changeJson({ month, which, weekday, halfHour }: Change) {
  return {
    month,
    week: which === LAST_SUCH_DAY ? "last" : which,
    day: WEEKDAYS[weekday],
    time: clockText(halfHour),
  };
}

function zoneJson({ standardQuarters, summer }: Zone) {
  const standard = offsetText(standardQuarters);
  if (summer === undefined) return { standard };
  const { aheadQuarters, start, end } = summer;
  return {
    standard,
    summer: { ahead: aheadText(aheadQuarters), start: changeJson(start), end: changeJson(end) },
  };
}

function dayTypeJson({ rates, noDisconnection }: DayType, names: readonly string[]) {
  const marked = spansOf(noDisconnection).filter(({ value }) => value);
  return {
    rates: spansOf(rates).map(({ span, value }) => `${span} ${names[value]!}`),
    ...(marked.length === 0 ? {} : { noDisconnection: marked.map(({ span }) => span) }),
  };
}

function dateJson({ year, month, day }: SpecialDay): string {
  return `${year === undefined ? "" : `${year}-`}${two(month)}-${two(day)}`;
}

function tariffJson(tariff: Tariff) {
  const { currency, rates, standingCharge1e5, blocks, prices1e5, seasons, specialDays, dayTypes } = tariff;
  const names = rates.map(({ name }) => name);
  const dayType = (place: number): string => dayTypes[place]!.name;
  return {
    currency,
    rates: rates.map(({ name, low }) => ({ name, ...(low ? { low } : {}) })),
    standingCharge: moneyText(standingCharge1e5),
    ...(blocks === undefined ? {} : { blocks }),
    prices: prices1e5.map((prices) =>
      Object.fromEntries(prices.map((price, rate) => [names[rate]!, moneyText(price)])),
    ),
    dayTypes: Object.fromEntries(dayTypes.map((one) => [one.name, dayTypeJson(one, names)])),
    seasons: seasons.map(({ month, day, week }) => ({ from: `${two(month)}-${two(day)}`, week: week.map(dayType) })),
    specialDays: specialDays.map((one) => ({ date: dateJson(one), dayType: dayType(one.dayType) })),
  };
}

export function tariffText({ version, zone, tariff }: TariffFile): string {
  return `${JSON.stringify({ version, zone: zoneJson(zone), ...tariffJson(tariff) }, undefined, 2)}\n`;
}
