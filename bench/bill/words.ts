// A bill in words for a person, and with names and units for a program.

import { decimal, moneyText } from "../tariff/money.ts";

import type { Bill } from "./bill.ts";
import type { Remark } from "./remarks.ts";

function stamp(utcSeconds: number): string {
  return utcSeconds === 0 ? "-" : new Date(utcSeconds * 1000).toISOString().replace(".000Z", "Z");
}

const count = (number: number, one: string, more = `${one}s`): string => `${number} ${number === 1 ? one : more}`;

/** Columns: texts to the left, all others to the right. */
function table(rows: readonly (readonly string[])[], texts: number): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < texts ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}

function energyLines({ energy, freeWh, carried1e8, energy1e5, blocksAreWhole }: Bill): string[] {
  const rows = energy.map(({ version, block, rate, wh, price1e5, amount1e8 }) => [
    `tariff ${version}`,
    rate,
    `block ${block + 1}`,
    `${wh} Wh`,
    `${moneyText(price1e5)}/kWh`,
    decimal(amount1e8, 8),
  ]);
  return [
    ...(rows.length === 0 ? [] : table(rows, 3)),
    ...(freeWh === 0 ? [] : [`no tariff in force: ${freeWh} Wh, not charged`]),
    ...(blocksAreWhole
      ? []
      : ["the log does not reach back to where the first block period begins: more may have been used in it"]),
    ...(carried1e8 === undefined
      ? ["what was left over before, less than 0.00001, is not known: it is taken for 0"]
      : carried1e8 === 0n
        ? []
        : [`left over before: ${decimal(carried1e8, 8)}`]),
    `energy: ${decimal(energy1e5, 5)}`,
  ];
}

function remarkLine({ first, last, entries, fromUtcSeconds, toUtcSeconds, says }: Remark): string {
  if (entries === 0) return says;
  const which = first === last ? `record ${first}` : `records ${first} to ${last}`;
  return `${which}, ${stamp(fromUtcSeconds)} to ${stamp(toUtcSeconds)}: ${says}`;
}

export function billText(bill: Bill): string[] {
  const { begin, end, entries, standing, currency, total1e5, remarks } = bill;
  return [
    `from ${stamp(begin.utcSeconds)} to ${stamp(end.utcSeconds)}, register ${begin.importWh} Wh to ${end.importWh} Wh, ` +
      count(entries, "entry", "entries"),
    ...energyLines(bill),
    ...standing.map(
      ({ version, days, price1e5, amount1e5 }) =>
        `standing charge of tariff ${version}: ${count(days, "day")} at ${moneyText(price1e5)}: ${decimal(amount1e5, 5)}`,
    ),
    `total: ${decimal(total1e5, 5)} ${currency} (${total1e5} in 0.00001 ${currency})`,
    ...remarks.map(remarkLine),
  ];
}

/** Amounts are texts, so that no reader rounds them. */
export function billJson(bill: Bill) {
  const { begin, end, remarks, carried1e8, energy, standing, energy1e5, standing1e5, total1e5, ...rest } = bill;
  const iso = (utcSeconds: number): string | null => (utcSeconds === 0 ? null : stamp(utcSeconds));
  return {
    ...rest,
    begin: { time: iso(begin.utcSeconds), importWh: begin.importWh },
    end: { time: iso(end.utcSeconds), importWh: end.importWh },
    energy: energy.map(({ price1e5, amount1e8, block, ...one }) => ({
      ...one,
      block: block + 1,
      perKWh: moneyText(price1e5),
      amount: decimal(amount1e8, 8),
    })),
    carried: carried1e8 === undefined ? null : decimal(carried1e8, 8),
    energyAmount: decimal(energy1e5, 5),
    standing: standing.map(({ version, days, price1e5, amount1e5 }) => ({
      version,
      days,
      perDay: moneyText(price1e5),
      amount: decimal(amount1e5, 5),
    })),
    standingAmount: decimal(standing1e5, 5),
    total: decimal(total1e5, 5),
    total1e5: total1e5.toString(),
    remarks: remarks.map(({ first, last, entries, fromUtcSeconds, toUtcSeconds, says }) =>
      entries === 0 ? { says } : { first, last, entries, from: iso(fromUtcSeconds), to: iso(toUtcSeconds), says },
    ),
  };
}
