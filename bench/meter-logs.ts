// The four logs of the meter on the bench, read out of its flash parts as somebody does who has the parts on a table: from a copy of their
// content, with nothing of what the processors hold in memory.

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import type { Bench, BoardName } from "./bench.ts";
import { FlashPartError, openDumpedLog } from "./flash-part.ts";
import { meterLogKeysFile, offSwitchLogKeysFile } from "./key-file.ts";
import { decodeLogFile, exportLog } from "./log-file.ts";
import { reasonOf, UserError } from "./user-error.ts";
import { verifyLog } from "./verify-log.ts";

const LOGS = {
  metrology: { board: "meter", segment: "metrology-log", file: "metrology.log" },
  security: { board: "meter", segment: "security-log", file: "security.log" },
  offSwitch: { board: "meter", segment: "off-switch-log", file: "off-switch.log" },
  switch: { board: "offSwitch", segment: "switch-log", file: "switch.log" },
} as const satisfies Readonly<Record<string, { board: BoardName; segment: string; file: string }>>;

export type LogName = keyof typeof LOGS;
const NAMES = Object.keys(LOGS) as LogName[];

/** Under the names of `hasm provision`: "meter.keys" are those of the board. */
const KEY_FILES = { "meter-log.keys": meterLogKeysFile, "off-switch-log.keys": offSwitchLogKeysFile } as const;

const SYSTEMS = { meter: meterSystem, offSwitch: offSwitchSystem } as const;

/** A log as the bytes of an exported file (log-file.ts). Throws FlashPartError where the part holds no log that this program knows. */
export function exportedLog(bench: Bench, name: LogName): string {
  const { board, segment } = LOGS[name];
  const { memory } = bench[`${board}Parts`];
  memory.settle(bench.clock.nowUs);
  const found = SYSTEMS[board].segments.find((one) => one.name === segment)!;
  const content = memory.array.read(0, memory.array.cells.length);
  return exportLog(openDumpedLog(content, found, bench.keys[`${board}Logs`]));
}

export interface LogFigures {
  readonly records: number;
  /** Records that fell off the beginning. */
  readonly dropped: number;
  /** Whether it is what the meter wrote, whole, under the keys of the central system. */
  readonly verified: boolean;
}

const NOTHING: LogFigures = { records: 0, dropped: 0, verified: false };

function figures(bench: Bench, name: LogName): LogFigures {
  try {
    const file = decodeLogFile(exportedLog(bench, name));
    const { verdict, summary } = verifyLog(file, bench.keys[`${LOGS[name].board}Logs`]);
    return { records: summary.records, dropped: summary.dropped, verified: verdict.kind === "intact" };
  } catch (error) {
    if (error instanceof FlashPartError) return NOTHING;
    throw error;
  }
}

/** What the report says of each log; one that cannot be opened has no records and is not verified. */
export function logFigures(bench: Bench): Record<LogName, LogFigures> {
  return Object.fromEntries(NAMES.map((name) => [name, figures(bench, name)])) as Record<LogName, LogFigures>;
}

/** Those of one meter lie in the folder itself, those of several each in one that is named as the meter. */
function foldersOf(meters: readonly Bench[], folder: string): (readonly [bench: Bench, folder: string])[] {
  return meters.map((bench) => [bench, meters.length === 1 ? folder : join(folder, bench.meterId)] as const);
}

/** Whether the file holds just that: keys of the same meter, of a run before or of `hasm provision`. */
function holds(file: string, content: string): boolean {
  try {
    return readFileSync(file, "latin1") === content;
  } catch {
    return false;
  }
}

function demandFree(bench: Bench, folder: string): void {
  const logs = NAMES.map((name) => LOGS[name].file);
  const keys = Object.entries(KEY_FILES).filter(([file, content]) => !holds(join(folder, file), content(bench.keys)));
  for (const file of [...logs, ...keys.map(([name]) => name)])
    if (existsSync(join(folder, file))) throw new UserError(`${join(folder, file)} exists: --logs overwrites nothing`);
}

/**
 * Makes `folder`, and in it one for each meter where they are several, where there is none. Throws UserError where a file that `writeLogs`
 * would write is there already; a key file may be there with the same keys.
 */
export function prepareLogFolder(meters: readonly Bench[], folder: string): void {
  for (const [bench, place] of foldersOf(meters, folder)) {
    try {
      mkdirSync(place, { recursive: true });
    } catch (error) {
      throw new UserError(`cannot make ${place}: ${reasonOf(error)}`);
    }
    demandFree(bench, place);
  }
}

/** For nobody else to read: keys are among them. */
const MODE = 0o600;

function writeNew(file: string, bytes: string): void {
  try {
    const handle = openSync(file, "wx", MODE);
    writeSync(handle, bytes, null, "latin1");
    closeSync(handle);
  } catch (error) {
    throw new UserError(`cannot write ${file}: ${reasonOf(error)}`);
  }
}

function writeLogsOf(bench: Bench, folder: string): string[] {
  const missing: string[] = [];
  for (const name of NAMES) {
    const { file } = LOGS[name];
    try {
      writeNew(join(folder, file), exportedLog(bench, name));
    } catch (error) {
      if (!(error instanceof FlashPartError)) throw error;
      missing.push(`no ${file}: ${error.message}`);
    }
  }
  for (const [file, content] of Object.entries(KEY_FILES))
    if (!holds(join(folder, file), content(bench.keys))) writeNew(join(folder, file), content(bench.keys));
  return missing;
}

/**
 * The logs as files for `hasm verify-log`, and the keys to verify them under. Overwrites nothing. Returns a line for each log that cannot be
 * opened: it has no file. Throws UserError.
 */
export function writeLogs(meters: readonly Bench[], folder: string): string[] {
  return foldersOf(meters, folder).flatMap(([bench, place]) => {
    const missing = writeLogsOf(bench, place);
    return meters.length === 1 ? missing : missing.map((line) => `${bench.meterId}: ${line}`);
  });
}
