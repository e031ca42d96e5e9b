// How a run of `hasm send` ends: for a script its exit status, for a person lines, as JSON all of it. A closed list of what can go wrong,
// each in words that say who is to blame.

import { OffLedgerError } from "../central/disk-off-ledger.ts";
import { DiskMemoryError } from "../central/disk-memory.ts";
import { FleetError } from "../central/fleet.ts";
import { OrderError } from "../central/orders.ts";
import { UserError } from "../user-error.ts";
import { PrivateFolderError } from "./private-folder.ts";

export const EXITS = {
  done: 0,
  /** By the meter. */
  refused: 1,
  usage: 2,
  "no-answer": 3,
  /** Keys or memory. */
  unusable: 4,
  "to-confirm": 5,
} as const;

export type Ending = keyof typeof EXITS;

export interface Outcome {
  readonly ending: Ending;
  /** What the meter answered, for standard output. */
  readonly lines: readonly string[];
  /** Why it is not "done", for standard error. */
  readonly trouble?: string;
  /** The same with names and units, for JSON. */
  readonly data: Readonly<Record<string, unknown>>;
}

export class SendError extends Error {
  override readonly name = "SendError";
  readonly ending: Exclude<Ending, "done" | "to-confirm">;

  constructor(ending: SendError["ending"], message: string) {
    super(message);
    this.ending = ending;
  }
}

export function done(lines: readonly string[], data: Outcome["data"] = {}): Outcome {
  return { ending: "done", lines, data };
}

/** The outcome that an error stands for; undefined: it is a bug and keeps its stack. */
export function outcomeOf(error: unknown): Outcome | undefined {
  const as = (ending: Ending): Outcome => ({ ending, lines: [], trouble: (error as Error).message, data: {} });
  if (error instanceof SendError) return as(error.ending);
  if (error instanceof UserError || error instanceof OrderError || error instanceof FleetError) return as("usage");
  if (error instanceof DiskMemoryError || error instanceof OffLedgerError || error instanceof PrivateFolderError)
    return as("unusable");
  return undefined;
}

/** The shape of docs/send.md: `order` as it was given, `meter` where it is known which one, `message` what `trouble` says. */
function jsonOf({ ending, trouble, data }: Outcome, order: string): string {
  const bigints = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);
  return JSON.stringify({ outcome: ending, order, meter: null, ...data, message: trouble ?? null }, bigints, 2);
}

/** Prints it, and says the exit status. `order`: as the person typed it. */
export function report(outcome: Outcome, order: string, isJson: boolean): void {
  const { ending, lines, trouble } = outcome;
  process.exitCode = EXITS[ending];
  if (isJson) {
    console.log(jsonOf(outcome, order));
    return;
  }
  for (const line of lines) console.log(line);
  if (trouble !== undefined) console.error(trouble);
}

/** What was not understood, in the words of the parser of the command line, before an order could begin. */
export function reportUsage(message: string, isJson: boolean): void {
  const trouble = message.replace(/^error: /, "").trimEnd();
  if (isJson) console.log(jsonOf({ ending: "usage", lines: [], trouble, data: {} }, ""));
  else process.stderr.write(message);
}
