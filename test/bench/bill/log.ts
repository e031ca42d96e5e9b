// Metrology logs for bills, made entry by entry.

import { readFileSync } from "node:fs";
import { billOf } from "../../../bench/bill/bill.ts";
import type { Bill, BillOrder } from "../../../bench/bill/bill.ts";
import { entriesOf } from "../../../bench/bill/entries.ts";
import type { Entries } from "../../../bench/bill/entries.ts";
import type { LogFileRecord } from "../../../bench/log-file.ts";
import { readTariff } from "../../../bench/tariff/read.ts";
import type { Tariff, TariffFile } from "../../../bench/tariff/tariff.ts";

export const LONDON_FILE = new URL("../../../docs/tariff-london.json", import.meta.url);
export const LONDON = readTariff(readFileSync(LONDON_FILE, "utf8"), "london");

/** The same timetable at other prices. */
export function version(number: number, change: Partial<Tariff> = {}): TariffFile {
  return { ...LONDON, version: number, tariff: { ...LONDON.tariff, ...change } };
}

export const utc = (iso: string): number => Date.parse(`${iso}Z`) / 1000;

export interface Made {
  readonly at: number;
  readonly wh: number;
  /** From 0 on. */
  readonly rate?: number;
  /** Low byte. */
  readonly tariff?: number;
  readonly status?: number;
  readonly alarms?: number;
}

/** Bytes of an entry, of a switch that is on. */
export function entryBytes({ at, wh, rate = 1, tariff = 1, status = 0, alarms = 0 }: Made): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(at, 0);
  bytes.writeUInt32BE(wh, 4);
  bytes.set([0x10 | rate, tariff, status, alarms], 12);
  return bytes.toString("latin1");
}

export function record(number: number, payload: string, type = 129): LogFileRecord {
  const head = Buffer.alloc(6);
  head.set([type, payload.length]);
  head.writeUInt32BE(number, 2);
  return { text: (head.toString("latin1") + payload).padEnd(32, "\xff"), tag: "" };
}

/** A log whose first record is number `first`: from 1 on the meter's whole life. */
export function logOf(all: readonly Made[], first = 1): Entries {
  return entriesOf(all.map((one, at) => record(first + at, entryBytes(one))));
}

/** By default at the London tariff. */
export function bill(all: readonly Made[], more: Partial<BillOrder> = {}, first = 1): Bill {
  return billOf({ log: logOf(all, first), tariffs: [LONDON], ...more });
}

/** From the meter's first day on: low to 06:30, normal to 17:00, high to 20:00. */
export const WEDNESDAY: readonly Made[] = [
  { at: utc("2013-01-02T06:30"), wh: 1000, rate: 0 },
  { at: utc("2013-01-02T17:00"), wh: 4500, rate: 1 },
  { at: utc("2013-01-02T20:00"), wh: 4833, rate: 2 },
  { at: utc("2013-01-03T00:00"), wh: 5000, rate: 1 },
];
