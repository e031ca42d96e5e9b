// The confinement checker: reads the JavaScript of a bundle as the board will run it and decides, by allow-lists, that each partition
// reaches nothing but the functions it is lent, ends by itself, and leaves the stack alone. What it does not know it refuses.
//
// It does not judge the trusted function. It does not bound memory (a partition can fill the heap, and the kernel must survive that) nor
// the time of one native call beyond what the heap bounds (a search in a long text): behind both stands the watchdog. It takes two things
// on trust from the kernel: what a lent function returns is a plain value or an array of numbers made for this call, and what it is given
// may be of any type.

import { checkArrays } from "./confine/arrays.ts";
import { checkBudget } from "./confine/budget.ts";
import { Kinds } from "./confine/kinds.ts";
import { checkMembers } from "./confine/members.ts";
import { checkNames } from "./confine/names.ts";
import type { Report, RuleId, Violation } from "./confine/rules.ts";
import { namesOf } from "./confine/scope.ts";
import { checkHandlers, partitionsOf, readSource } from "./confine/shape.ts";
import type { Factory, Source } from "./confine/shape.ts";
import { checkStack } from "./confine/stack.ts";
import { checkSyntax } from "./confine/syntax.ts";
import { checkBundleText, checkPartitionText } from "./confine/text.ts";

export { explain } from "./confine/rules.ts";
export type { RuleId, Violation } from "./confine/rules.ts";

const BUNDLE = "bundle";

/** Violations by place. What several walks find at one place in the same words counts once. */
class Findings {
  readonly #text: string;
  readonly #found = new Map<string, { readonly at: number; readonly violation: Violation }>();

  constructor(text: string) {
    this.#text = text;
  }

  reporter(partition: string): Report {
    return (rule, at, found) => {
      const before = this.#text.slice(0, at);
      const line = before.split("\n").length;
      const column = at - before.lastIndexOf("\n");
      const message = `${rule} ${partition} ${line}:${column}: ${found}`;
      this.#found.set(message, { at, violation: { rule, partition, line, column, message } });
    };
  }

  sorted(without: readonly RuleId[]): Violation[] {
    const all = [...this.#found.values()].filter(({ violation }) => !without.includes(violation.rule));
    return all.sort((a, b) => a.at - b.at).map(({ violation }) => violation);
  }
}

/**
 * Judges a bundle. `partitionNames` are the partitions in the order in which they stand in it. Returns what it refuses, in the order of
 * the text; nothing when the bundle is confined. It does not throw, whatever the text is. `without` switches rules off, so that tests can
 * show that each is needed.
 */
export function confine(
  bundle: string,
  partitionNames: readonly string[],
  { without = [] }: { readonly without?: readonly RuleId[] } = {},
): Violation[] {
  const findings = new Findings(bundle);
  try {
    judge(bundle, partitionNames, findings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    findings.reporter(BUNDLE)("C0", 0, "the text does not parse: it is nested too deeply");
  }
  return findings.sorted(without);
}

function judge(bundle: string, names: readonly string[], findings: Findings): void {
  const report = findings.reporter(BUNDLE);
  const source = readSource(bundle, report);
  if (!source) return;
  checkBundleText(bundle, source, report);
  partitionsOf(source.program, names, report)?.forEach((factory, i) => {
    judgePartition(bundle, source, factory, findings.reporter(names[i]!));
  });
}

function judgePartition(text: string, source: Source, factory: Factory, report: Report): void {
  checkPartitionText(text, source.tokens, factory, report);
  checkSyntax(text, factory, report);
  const names = namesOf(factory, report);
  const kinds = new Kinds(factory, names);
  checkNames(text, factory, names, report, (key) => kinds.isNumber(key));
  checkMembers(text, factory, names, kinds, report);
  checkBudget(factory, names, report);
  checkStack(text, factory, report);
  checkArrays(text, factory, names, kinds, report);
  checkHandlers(factory, names.returns.get(factory) ?? [], report);
}
