// The report of a test of real boards: who tested which meter on what, each step with what was expected, what was found, when, and who saw it.
// The SHA-256 over it stands in the JSON file and on the page: both are then of one run, and neither was changed since the sum was noted
// elsewhere. It does not prove who the tester is, nor that what the tester says is so.

import { createHash } from "node:crypto";
import type { BoardFacts } from "./boards.ts";

export type StepOutcome = "passed" | "failed" | "skipped" | "not taken";

export interface ReportStep {
  readonly line: number;
  readonly step: string;
  readonly outcome: StepOutcome;
  /** By the computer's clock, ISO 8601; null: not taken. */
  readonly moment: string | null;
  readonly expected: string | null;
  readonly found: string | null;
  /** Who did it or saw it. */
  readonly by: string;
  /** Why it failed or was skipped. */
  readonly says: string | null;
}

export interface ReportScript {
  readonly file: string;
  /** Of its text. */
  readonly sha256: string;
  readonly begun: string;
  /** Seconds by which the moments of the script were moved; those of the report are the computer's. */
  readonly movedS: number;
  readonly steps: readonly ReportStep[];
  /** What went wrong beside the steps. */
  readonly troubles: readonly string[];
}

export type Verdict = "passed" | "failed" | "incomplete";

export interface LoopReport {
  readonly format: "hasm bench report 1";
  readonly meter: string;
  /** What stood in for boards, as "QEMU 10.0.2"; null: these are boards. */
  readonly standIn: string | null;
  readonly tester: string;
  readonly begun: string;
  readonly ended: string;
  readonly boards: readonly BoardFacts[];
  /** Wires to the meter, by port. */
  readonly wires: Readonly<Record<string, string>>;
  readonly scripts: readonly ReportScript[];
  readonly verdict: Verdict;
  /** The name that the tester typed at the end; null: not signed off. */
  readonly signedOff: { readonly name: string; readonly at: string } | null;
}

/** Nothing that was left out is a success. */
export function verdictOf(scripts: readonly ReportScript[]): Verdict {
  const outcomes = new Set(scripts.flatMap(({ steps }) => steps.map(({ outcome }) => outcome)));
  if (outcomes.has("failed") || scripts.some(({ troubles }) => troubles.length > 0)) return "failed";
  const isWhole = !outcomes.has("skipped") && !outcomes.has("not taken") && outcomes.has("passed");
  return isWhole ? "passed" : "incomplete";
}

/** Of the report as JSON without blanks, in UTF-8. */
export function sumOf(report: LoopReport): string {
  return createHash("sha256").update(JSON.stringify(report), "utf8").digest("hex");
}

export function jsonFile(report: LoopReport): string {
  return `${JSON.stringify({ sha256: sumOf(report), report }, undefined, 2)}\n`;
}

/** Whether a JSON file is as it was written. */
export function isUntouched(file: string): boolean {
  const { sha256, report } = JSON.parse(file) as { sha256: string; report: LoopReport };
  return sumOf(report) === sha256;
}
