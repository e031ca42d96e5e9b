// What a check is given and how it reports. At one place several rules may speak, but each of them once.

import type { AnyNode, Comment } from "acorn";
import { ruleOf } from "./rules.ts";
import type { Scopes } from "./scope.ts";

export interface Finding {
  /** Id of the rule, "D7". */
  readonly rule: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** "D7 at 3:14: what is wrong; what to write instead". */
  readonly message: string;
}

export interface Context {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly scopes: Scopes;
  /** Reports a rule at a node or an offset. */
  report(rule: string, place: AnyNode | number, what: string): void;
}

export class Findings {
  readonly #lineStarts: number[] = [0];
  readonly #found = new Map<string, Finding & { readonly offset: number }>();

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  report(rule: string, place: AnyNode | number, what: string): void {
    const offset = typeof place === "number" ? place : place.start;
    const line = this.#lineOf(offset);
    const column = offset - (this.#lineStarts[line - 1] ?? 0) + 1;
    const message = `${rule} at ${line}:${column}: ${what}; ${ruleOf(rule).instead}`;
    const key = `${rule}@${offset}`;
    if (!this.#found.has(key)) this.#found.set(key, { rule, line, column, message, offset });
  }

  /** All findings in the order of the text, rules of one place in the order of their numbers. */
  list(): Finding[] {
    const inOrder = [...this.#found.values()].sort(
      (a, b) => a.offset - b.offset || Number(a.rule.slice(1)) - Number(b.rule.slice(1)),
    );
    return inOrder.map(({ rule, line, column, message }) => ({ rule, line, column, message }));
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
