// What the tests of a meter with missing parts share: plugs between a board and its parts, and what the logs say afterwards.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { Random } from "../../bench/engine/random.ts";
import { fromLoad } from "../../bench/household.ts";
import type { Household } from "../../bench/household.ts";
import { logEntries } from "../../bench/log-entries.ts";
import { decodeLogFile } from "../../bench/log-file.ts";
import { exportedLog, logFigures } from "../../bench/meter-logs.ts";
import type { LogName } from "../../bench/meter-logs.ts";
import { I2cPlug } from "../../bench/parts/i2c-plug.ts";
import { isoStamp } from "../../bench/load/load.ts";
import { partitionRows, telegramImportWh } from "../../bench/report.ts";
import { DEFAULT_START_S } from "../bundles.ts";

const BUS = { scl: "A8", sda: "C9" };
const ADDRESSES = { clock: 0x68, lcd: 0x27 };

/** A plug, all in, between the meter board and a part on its I2C bus. */
export function plugOf(bench: Bench, part: "clock" | "lcd"): I2cPlug {
  const bus = bench.meter.softI2c(BUS.scl, BUS.sda);
  const pins = { scl: bench.meter.pin(BUS.scl), sda: bench.meter.pin(BUS.sda) };
  const plug = new I2cPlug(bench.meterParts[part], pins, new Random(5));
  bus.detach(ADDRESSES[part]);
  bus.attach(ADDRESSES[part], plug);
  return plug;
}

/** A household that draws the same for so many hours from DEFAULT_START_S on. */
export function steady(powerW: number, hours: number): Household {
  const powersUw = new Array<number>(hours * 60).fill(powerW * 1e6);
  return fromLoad({ source: "steady", startS: DEFAULT_START_S, intervalS: 60, powersUw });
}

/** The entries of a log, without the records that it begins with: time of day or seconds since the start, and text. */
export function events(bench: Bench, log: LogName): string[] {
  return logEntries(decodeLogFile(exportedLog(bench, log)))
    .slice(1)
    .map(
      ({ time, text, count }) => `${time?.replace("2026-01-15T", "") ?? "-"} ${text}${count > 1 ? ` x${count}` : ""}`,
    );
}

/** What the meter board's off-switch log holds once every record of the switch log has come over: all of them, under their numbers. */
export function passedOn(bench: Bench): string[] {
  return logEntries(decodeLogFile(exportedLog(bench, "switch"))).map(
    ({ record, time, text, count }) => `${time ?? "-"} switch log ${record}: ${text}${count > 1 ? ` x${count}` : ""}`,
  );
}

/** All logs are whole, and no partition failed. */
export function assertIntact(bench: Bench): void {
  for (const [name, { verified }] of Object.entries(logFigures(bench))) assert.ok(verified, name);
  for (const { name, faults } of partitionRows(bench)) assert.deepEqual([name, faults], [name, 0]);
}

/** Every telegram from now on. */
export function telegrams(bench: Bench): string[] {
  const all: string[] = [];
  bench.onTelegram.push((telegram) => all.push(telegram));
  return all;
}

/** Import register of a telegram in Wh. */
export function registerWh(telegram: string): number {
  return telegramImportWh(telegram) ?? assert.fail("no register in the telegram");
}

/** Intervals that the central system got: end as time of day, energy in Wh, status. */
export function reported(bench: Bench): (readonly [end: string, intervalWh: number, status: number])[] {
  return bench.central.reports.map(({ endUtcSeconds, intervalWh, status }) => {
    return [isoStamp(endUtcSeconds).slice(11, 16), intervalWh, status] as const;
  });
}
