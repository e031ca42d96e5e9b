// How something is typed, as a text that people read and this program goes by: "tariff FILE [from MOMENT] [local-time]". A word in small letters
// stands as it is, one in capitals is a value, one with bars is a choice, what is in brackets may be left out.

import { quoted } from "../log-file.ts";
import { UserError } from "../user-error.ts";
import { choice, listed } from "./words.ts";

/** Values by the word of the form that they stand for; a word in brackets that was typed stands for itself. */
export type Values = ReadonlyMap<string, string>;

export interface Form {
  readonly form: string;
}

interface Part {
  readonly words: readonly string[];
  readonly isOptional: boolean;
}

const isValue = (word: string): boolean => /[A-Z]/.test(word);
const isLiteral = (word: string): boolean => !isValue(word) && !word.includes("|");

function partsOf(form: string): Part[] {
  const parts = [...form.matchAll(/\[([^\]]+)\]|(\S+)/g)];
  return parts.map(([, optional, word]) => ({
    words: (optional ?? word ?? "").split(" "),
    isOptional: optional !== undefined,
  }));
}

/** The words with which it begins whatever its values. */
export function head(form: string): string[] {
  const words: string[] = [];
  for (const { words: some, isOptional } of partsOf(form)) {
    if (isOptional || !some.every(isLiteral)) break;
    words.push(...some);
  }
  return words;
}

function take(part: Part, words: string[], form: string, values: Map<string, string>): void {
  for (const expected of part.words) {
    const word = words.shift();
    if (word === undefined) throw new UserError(`it is ${quoted(form)}: ${expected} is missing`);
    if (isLiteral(expected) && word !== expected)
      throw new UserError(`it is ${quoted(form)}: ${expected} stands where ${quoted(word)} is`);
    if (!isValue(expected) && expected.includes("|"))
      choice(word, `in ${quoted(form)} what stands there`, expected.split("|"));
    values.set(expected, word);
  }
}

function valuesOf(form: string, typed: readonly string[]): Values {
  const words = [...typed];
  const values = new Map<string, string>();
  for (const part of partsOf(form)) {
    const [first = ""] = part.words;
    const isThere = !part.isOptional || (isLiteral(first) ? words[0] === first : words.length > 0);
    if (isThere) take(part, words, form, values);
  }
  if (words.length > 0) throw new UserError(`it is ${quoted(form)}: ${quoted(words[0]!)} is too much`);
  return values;
}

function begins(words: readonly string[], with_: readonly string[]): boolean {
  return with_.every((word, i) => words[i] === word);
}

/** The form that was typed, with its values; `what` is what all of the forms are. Throws UserError. */
export function matched<F extends Form>(
  words: readonly string[],
  forms: readonly F[],
  what: string,
): readonly [F, Values] {
  const [first] = words;
  if (first === undefined) throw new UserError(`an ${what} is missing`);
  const heads = forms.map((form) => ({ form, words: head(form.form) }));
  const fitting = heads.filter((one) => begins(words, one.words));
  const best = fitting.reduce<(typeof heads)[number] | undefined>(
    (longest, one) => (longest === undefined || one.words.length > longest.words.length ? one : longest),
    undefined,
  );
  if (best !== undefined) return [best.form, valuesOf(best.form.form, words)];
  const near = heads.filter((one) => one.words[0] === first);
  if (near.length === 0)
    throw new UserError(`${quoted(first)} is no ${what}: it begins with ${listed(heads.map((one) => one.words[0]!))}`);
  const deep = nearest(
    words,
    near.map((one) => one.words),
  );
  const next = near.filter((one) => begins(one.words, words.slice(0, deep))).map((one) => one.words[deep]!);
  const found = words[deep] === undefined ? "nothing" : quoted(words[deep]);
  throw new UserError(`behind ${quoted(words.slice(0, deep).join(" "))} comes ${listed(next)}, not ${found}`);
}

/** So many words are those of some head. */
function nearest(words: readonly string[], heads: readonly (readonly string[])[]): number {
  let deep = 1;
  while (heads.some((one) => one.length > deep && begins(one, words.slice(0, deep + 1)) && deep < words.length)) deep++;
  return deep;
}
