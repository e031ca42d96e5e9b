// The rules of the switch as the formal model reads them: each function of firmware/off-switch/switch.ts that decides about reasons is asked
// for every argument that there is, and its answers become tables of off-switch.pml. So the model follows an edit of that file by itself.
//
// A byte of the meter board's wish has 256 values; those that no rule tells apart are one to the model, too.

import { REASON_CREDIT, REASON_LIMIT, REASON_REMOTE, REASON_TAMPER } from "../firmware/messages/switch-state.ts";
import type * as code from "../firmware/off-switch/switch.ts";
import { promelaTokens } from "./tokens.ts";

export type Rules = Pick<
  typeof code,
  "afterEvent" | "afterLocal" | "opens" | "OFF" | "ON" | "CANCEL" | "EXPIRED" | "LOCAL_REASONS"
>;

const range = (count: number): number[] => Array.from({ length: count }, (_, number) => number);
const EVENTS = range(4);
const POSITIONS = range(2);
const REASONS = range(REASON_TAMPER * 2);
const WISHES = range(256);

/** A rule gave what the model has no place for: it is the rule's mistake, or the model has to grow. */
export class RuleError extends Error {
  override readonly name = "RuleError";
}

function reasons(rule: string, value: number, least = 0): number {
  if (Number.isInteger(value) && value >= least && value < REASONS.length) return value;
  throw new RuleError(`${rule} gives ${value}, which are no reasons`);
}

/** What the central system may let count: every set of local reasons. */
export function obeyable(rules: Rules): number[] {
  return REASONS.filter((number) => (number & ~rules.LOCAL_REASONS) === 0);
}

/** Of each wish (0 to 255) the first one that every rule takes alike, whatever is obeyed and whatever the reasons are. */
export function wishClasses(rules: Rules): number[] {
  const first = new Map<string, number>();
  return WISHES.map((wish) => {
    const answers = obeyable(rules).flatMap((obeyed) => REASONS.map((now) => rules.afterLocal(wish, obeyed, now)));
    const key = answers.join();
    if (!first.has(key)) first.set(key, wish);
    return first.get(key)!;
  });
}

const braces = (items: readonly (string | number)[]): string => `{${items.join(",")}}`;

function table(type: string, name: string, sizes: string, rows: readonly string[]): string {
  return `  static const ${type} ${name}${sizes} = {\n${rows.map((row) => `    ${row}`).join(",\n")}\n  };`;
}

function tables(rules: Rules, wishes: readonly number[]): string {
  const events = EVENTS.map((event) =>
    braces(
      POSITIONS.map((closed) =>
        braces(REASONS.map((now) => reasons("afterEvent", rules.afterEvent(event, closed, now), -1))),
      ),
    ),
  );
  const local = range(Math.max(...wishes) + 1).flatMap((wish) =>
    REASONS.map((obeyed) => braces(REASONS.map((now) => reasons("afterLocal", rules.afterLocal(wish, obeyed, now))))),
  );
  const opens = REASONS.map((now) => braces(REASONS.map((obeyed) => Number(rules.opens(now, obeyed)))));
  return [
    table("signed char", "AFTER_EVENT", "[4][2][16]", events),
    table("unsigned char", "AFTER_LOCAL", "[][16]", local),
    table("unsigned char", "OPENS", "[16][16]", opens),
  ].join("\n");
}

const choice = (name: string, values: readonly number[]): string =>
  `inline ${name}(x) {\n  if\n${values.map((value) => `  :: x = ${value}\n`).join("")}  fi\n}`;

/** The include file of the model. Throws RuleError. */
export function promelaRules(rules: Rules): string {
  const wishes = [...new Set(wishClasses(rules))];
  const names = { REMOTE: REASON_REMOTE, CREDIT: REASON_CREDIT, LIMIT: REASON_LIMIT, TAMPER: REASON_TAMPER };
  const events = { OFF: rules.OFF, ON: rules.ON, CANCEL: rules.CANCEL, EXPIRED: rules.EXPIRED };
  const constants = Object.entries({ ...names, ...events }).map(([name, value]) => `#define ${name} ${value}`);
  return [
    "/* Made from firmware/off-switch/switch.ts: do not edit. */",
    ...constants,
    promelaTokens(),
    "c_decl {",
    tables(rules, wishes),
    "}",
    choice("anyWish", wishes),
    choice("anyObeyable", obeyable(rules)),
    "",
  ].join("\n");
}
