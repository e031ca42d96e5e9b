// What an escape is: one attack on confinement, as data. A partition that tries it, what the checker says to it, and what comes of it on
// the engine when nobody checks.

import type { RuleId } from "../../../tools/confine.ts";

export interface Escape {
  readonly title: string;
  /** What the engine does that makes it work. */
  readonly reason: string;
  /** The one rule that refuses it. */
  readonly rule: Exclude<RuleId, "C0">;
  /** The partition: one function expression. */
  readonly partition: string;
  /** All that the checker says of a bundle with this partition, named "attack", as its only one. */
  readonly messages: readonly string[];
  readonly engine: {
    /** Script of the kernel's side, run first. `say` prints, `vault` and the scope of `victim` hold the word ESCAPED. */
    readonly setup?: string;
    /** What the partition is lent: the arguments of its one call. */
    readonly lends: string;
    /** Script of the kernel's side after the partition has started; else its first handler is called once. */
    readonly drive?: string;
    /** `escapes`: the word gets out. `silences`: the kernel's next statement is never reached. */
    readonly effect: "escapes" | "silences";
  };
}

/** A partition written on several lines, as the one line that a bundle has. Backslashes stand for themselves. */
export function oneLine(strings: TemplateStringsArray): string {
  return String.raw(strings)
    .split("\n")
    .map((line) => line.trim())
    .join("");
}
