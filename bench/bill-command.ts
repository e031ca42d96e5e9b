// `hasm bill`: what a household owes by the metrology log of its meter. It says loudly where nothing shows that the log is what the meter
// wrote. Its exit status tells a script: 0 billed, 1 billed from a log that is not intact, 2 nothing was billed.

import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { billOf } from "./bill/bill.ts";
import { entriesOf } from "./bill/entries.ts";
import { billJson, billText } from "./bill/words.ts";
import { parseStart } from "./duration.ts";
import { KeyFileError, readLogKeys } from "./key-file.ts";
import { decodeLogFile, LogFileError, quoted } from "./log-file.ts";
import type { LogFile } from "./log-file.ts";
import { readTariff } from "./tariff/read.ts";
import { reasonOf, UserError } from "./user-error.ts";
import { verdictText } from "./verify-log-command.ts";
import { verifyLog } from "./verify-log.ts";

const NOT_INTACT = 1;
const NOTHING_BILLED = 2;
const METROLOGY_LOG = 1;

interface Options {
  readonly log: string;
  readonly tariff: readonly string[];
  readonly keys?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

interface Trust {
  readonly intact: boolean;
  readonly says: string;
}

function readUserFile<T>(file: string, encoding: "latin1" | "utf8", read: (content: string) => T): T {
  let content: string;
  try {
    content = readFileSync(file, encoding);
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${reasonOf(error)}`);
  }
  try {
    return read(content);
  } catch (error) {
    if (error instanceof LogFileError || error instanceof KeyFileError) throw new UserError(`${file} ${error.message}`);
    throw error;
  }
}

function trustIn(log: LogFile, keys: string | undefined): Trust {
  if (keys === undefined)
    return { intact: false, says: "NOT VERIFIED: without --keys nothing shows that the meter wrote this log" };
  const { verdict, summary } = verifyLog(log, readUserFile(keys, "latin1", readLogKeys));
  const says = verdictText(verdict);
  if (verdict.kind === "intact") return { intact: true, says: `the log is ${says}` };
  return {
    intact: false,
    says: `NOT VERIFIED: ${says}; ${summary.verified} of ${summary.records} records are vouched for`,
  };
}

function bill(options: Options): void {
  const log = readUserFile(options.log, "latin1", decodeLogFile);
  if (log.segment !== METROLOGY_LOG) throw new UserError(`${options.log} is log ${log.segment}, not the metrology log`);
  const tariffs = options.tariff.map((file) => readUserFile(file, "utf8", (text) => readTariff(text, file)));
  const trust = trustIn(log, options.keys);
  const made = billOf({
    log: entriesOf(log.records),
    tariffs,
    fromUtcSeconds: options.from === undefined ? undefined : parseStart(options.from),
    toUtcSeconds: options.to === undefined ? undefined : parseStart(options.to),
  });
  if (options.json === true) {
    const { intact: verified, says } = trust;
    console.log(JSON.stringify({ meter: log.meterId, verified, log: says, ...billJson(made) }, undefined, 2));
  } else console.log([trust.says, `meter ${quoted(log.meterId)}`, ...billText(made)].join("\n"));
  if (!trust.intact) console.error(trust.says);
  if (!trust.intact && options.keys !== undefined) process.exitCode = NOT_INTACT;
}

export function billCommand(program: Command): void {
  program
    .command("bill")
    .description("compute the bill from an exported metrology log and its tariffs")
    .requiredOption("--log <file>", "the exported log")
    .requiredOption(
      "--tariff <file>",
      "a tariff that was in force, as JSON; once more for each other",
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option("--keys <file>", "what the log is verified under, as by verify-log")
    .option("--from <moment>", "what entries ended behind it, ISO 8601 in UTC; default: all")
    .option("--to <moment>", "what entries ended by then")
    .option("--json", "print the bill as JSON")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOTHING_BILLED))
    .action((options: Options) => {
      // Who reads the output may have seen enough of it.
      process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
      });
      try {
        bill(options);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        console.error(error.message);
        process.exitCode = NOTHING_BILLED;
      }
    });
}
