// What every clock does that is there and works: the contract of hal/clock.ts as steps.

import { FIRST_UTC_SECONDS, LAST_UTC_SECONDS } from "../../hal/clock.ts";
import { assertOutcome, outcomesOf, type Outcome, type Step, type Subject } from "./contract-steps.ts";

const seconds = (iso: string): number => Date.parse(iso) / 1000;
/** How late an engine on a busy computer may be with a step. */
const LATE_S = 4;

/** Sets a time and looks `afterMs` later; the wait begins with the second at which the clock was set. */
function setAndRead(what: string, utcSeconds: number, afterMs: number): Step[] {
  const from = Math.floor(utcSeconds) + Math.floor(afterMs / 1000);
  const gives = { from, to: from + LATE_S };
  return [
    { what: `sets ${what}`, waitMs: 0, operation: "setUtcSeconds", values: [utcSeconds], gives: true },
    { what: `reads ${what}, ${afterMs} ms later`, waitMs: afterMs, operation: "utcSeconds", values: [], gives },
  ];
}

/** Refuses a time, and goes on with the one that it has. */
function refuse(what: string, utcSeconds: number, has: number): Step[] {
  const gives = { from: has, to: has + 4 * LATE_S };
  return [
    { what: `refuses ${what}`, waitMs: 0, operation: "setUtcSeconds", values: [utcSeconds], gives: false },
    { what: `goes on after ${what}`, waitMs: 0, operation: "utcSeconds", values: [], gives },
  ];
}

const NOON = seconds("2025-06-15T12:00:00Z");

export const clockSteps: readonly Step[] = [
  ...setAndRead("a time", NOON, 0),
  ...setAndRead("the same time again", NOON, 2200),
  ...setAndRead("a time in the past", seconds("2003-01-02T03:04:05Z"), 1200),
  ...setAndRead("the second before a leap day", seconds("2024-02-28T23:59:59Z"), 1200),
  ...setAndRead("the last second of a common February", seconds("2023-02-28T23:59:59Z"), 1200),
  ...setAndRead("the last second of a year", seconds("2025-12-31T23:59:59Z"), 1200),
  ...setAndRead("the first time of all", FIRST_UTC_SECONDS, 0),
  ...setAndRead("one of the last times", LAST_UTC_SECONDS - 30, 0),
  ...setAndRead("a fraction of a second, which it cuts", NOON + 0.5, 0),
  ...refuse("the second before the first", FIRST_UTC_SECONDS - 1, NOON),
  ...refuse("the second after the last", LAST_UTC_SECONDS + 1, NOON),
  ...refuse("0", 0, NOON),
  ...refuse("a time before 1970", -1, NOON),
];

/** Runs the steps once and checks each of them. */
export function clockContract(name: string, subject: Subject, timeoutMs = 60_000): void {
  describe(`clock contract: ${name}`, function () {
    this.timeout(timeoutMs);
    let outcomes: readonly Outcome[] = [];

    before(async () => {
      outcomes = await outcomesOf(subject, clockSteps);
    });

    for (const [index, step] of clockSteps.entries())
      it(step.what, () => {
        assertOutcome(step, outcomes[index]!);
      });
  });
}
