// Words that a shell offers for a value where they are too many for the page of --help: there commander's own closed lists would stand.

import type { Argument, Option } from "commander";

const OFFERED = new WeakMap<Argument | Option, readonly string[]>();

export function offering<T extends Argument | Option>(value: T, words: readonly string[]): T {
  OFFERED.set(value, words);
  return value;
}

export function offered(value: Argument | Option): readonly string[] | undefined {
  return OFFERED.get(value) ?? value.argChoices;
}
