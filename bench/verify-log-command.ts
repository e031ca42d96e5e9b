// `hasm verify-log`: whether an exported log is what the meter wrote. Its exit status tells a script: 0 intact, 1 not intact, 2 nothing was
// verified, for the files could not be read or the command was not understood.

import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { KeyFileError, readLogKeys } from "./key-file.ts";
import { entryLine, logEntries } from "./log-entries.ts";
import { decodeLogFile, LogFileError, quoted } from "./log-file.ts";
import { reasonOf, UserError } from "./user-error.ts";
import { verifyLog } from "./verify-log.ts";
import type { Finding, LogSummary, Verdict } from "./verify-log.ts";

const NOT_INTACT = 1;
const NOTHING_VERIFIED = 2;

/** The bytes of a file that the person named, read by `read`. Throws UserError. */
function readUserFile<T>(file: string, read: (bytes: string) => T): T {
  let bytes: string;
  try {
    bytes = readFileSync(file, "latin1");
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${reasonOf(error)}`);
  }
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof LogFileError || error instanceof KeyFileError) throw new UserError(`${file} ${error.message}`);
    throw error;
  }
}

function findingText({ kind, record }: Finding): string {
  switch (kind) {
    case "edited":
      return `record ${record} was edited`;
    case "removed":
      return `record ${record} was removed`;
    case "out-of-order":
      return `records are out of order at ${record}`;
    case "cut-off":
      return `cut off after record ${record}`;
  }
}

/** In words for a person. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case "intact":
      return verdict.restarts.length === 0 ? "intact" : "intact under the root alone: there is no first chain key";
    case "begins-anew": {
      const after = verdict.after === undefined ? "under the root alone nothing" : findingText(verdict.after);
      return `not intact: the chain begins anew at record ${verdict.record}; wrong after it: ${after}`;
    }
    case "wrong-meter":
      return `not intact: a log of meter ${quoted(verdict.found)}, and keys of meter ${quoted(verdict.expected)}`;
    case "wrong-keys":
      return "not intact: nothing in it was made under these keys";
    case "edited":
    case "removed":
    case "out-of-order":
    case "cut-off":
      return `not intact: ${findingText(verdict)}`;
  }
}

function summaryText(summary: LogSummary): string {
  const { records, first, last, verified, dropped, lostUnacknowledged, mergedEntries, mergedRecords } = summary;
  return [
    `records ${records}${last > 0 ? ` (${first} to ${last})` : ""}`,
    `verified ${verified}`,
    `dropped ${dropped}`,
    `lost unacknowledged ${lostUnacknowledged}`,
    `merged ${mergedEntries} entries in ${mergedRecords} records`,
  ].join(", ");
}

interface Options {
  readonly keys: string;
  readonly json?: boolean;
  readonly entries?: boolean;
}

function verify(file: string, options: Options): void {
  const keys = readUserFile(options.keys, readLogKeys);
  const log = readUserFile(file, decodeLogFile);
  const verification = verifyLog(log, keys);
  // Nothing is shown that is not vouched for.
  const entries = options.entries === true ? logEntries(log, verification.summary.verified) : undefined;
  if (options.json === true) console.log(JSON.stringify({ ...verification, entries }, undefined, 2));
  else {
    console.log(`${verdictText(verification.verdict)}\n${summaryText(verification.summary)}`);
    for (const entry of entries ?? []) console.log(entryLine(entry));
  }
  if (verification.verdict.kind !== "intact") process.exitCode = NOT_INTACT;
}

export function verifyLogCommand(program: Command): void {
  program
    .command("verify-log")
    .description("verify an exported log and name the first record that is wrong")
    .argument("<file>", "the exported log")
    .requiredOption("--keys <file>", "what the central system holds for the processor whose log it is")
    .option("--json", "print verdict and summary as JSON")
    .option("--entries", "print what the verified records say, too")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOTHING_VERIFIED))
    .action((file: string, options: Options) => {
      // Who reads the output may have seen enough of it.
      process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
      });
      try {
        verify(file, options);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        console.error(error.message);
        process.exitCode = NOTHING_VERIFIED;
      }
    });
}
