// What every display does that is there and works: the contract of hal/text-display.ts as steps, and the rows that a person reads at the end.

import assert from "node:assert/strict";
import { assertOutcome, outcomesOf, type Outcome, type Step, type Subject } from "./contract-steps.ts";

/** A display may need time after power, and a second write, before it shows something. */
const POWER_UP_MS = 200;

const write = (what: string, row: number, text: string, waitMs = 0): Step => ({
  what,
  waitMs,
  operation: "write",
  values: [row, text],
  gives: null,
});

export const displaySteps: readonly Step[] = [
  write("takes a text", 0, "a first, rather long", POWER_UP_MS),
  write("takes another text for the same row", 0, "short", POWER_UP_MS),
  write("takes a text that is too long", 1, "20 characters, no more"),
  write("takes a text", 2, "soon gone"),
  write("takes no text", 2, ""),
  write("takes a reading", 3, "      123.456 kWh"),
  write("takes the same reading", 3, "      123.456 kWh"),
  write("takes a reading that differs in one place", 3, "      123.457 kWh", 100),
];

export const displayRows: readonly string[] = [
  "short               ",
  "20 characters, no mo",
  "                    ",
  "      123.457 kWh   ",
];

/** `rows`: what a person reads after the run. */
export interface DisplaySubject extends Subject {
  rows(): readonly string[];
}

/** Runs the steps once, checks each of them, and what shows in the end. */
export function displayContract(name: string, subject: DisplaySubject, timeoutMs = 60_000): void {
  describe(`display contract: ${name}`, function () {
    this.timeout(timeoutMs);
    let outcomes: readonly Outcome[] = [];

    before(async () => {
      outcomes = await outcomesOf(subject, displaySteps);
    });

    for (const [index, step] of displaySteps.entries())
      it(`${index + 1}. ${step.what}`, () => {
        assertOutcome(step, outcomes[index]!);
      });

    it("fills a row with blanks, cuts what is too long, clears a row, and shows the latest of each", () => {
      assert.deepEqual(subject.rows(), displayRows);
    });
  });
}

/** The rows that the lines of a UART display leave, "R<row> <20 characters>" each. */
export function rowsOfLines(text: string): string[] {
  const rows = ["", "", "", ""];
  for (const [, row, shown] of text.matchAll(/R([0-3]) (.{20})\r?\n/g)) rows[Number(row)] = shown!;
  return rows;
}
