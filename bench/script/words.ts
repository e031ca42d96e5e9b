// A line of text as words, and values of words: what acts, expectations and scripts are made of. Blanks part words, quotes hold a word together,
// "#" begins a remark. Everything throws UserError.

import { quoted } from "../log-file.ts";
import { UserError } from "../user-error.ts";

/** Words of a line without its remark. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  const word = /\s*(?:#.*|"([^"]*)"(?=[\s#]|$)|([^\s"#]+)(?=[\s#]|$))?/y;
  while (word.lastIndex < line.length) {
    const at = word.lastIndex;
    const [whole, held, plain] = word.exec(line) ?? [""];
    if (whole === "") throw new UserError(`what begins with ${quoted(line.slice(at, at + 20))} is no word`);
    const found = held ?? plain;
    if (found !== undefined) words.push(found);
  }
  return words;
}

/** A word as it has to be typed. */
export function typed(word: string): string {
  return word === "" || /[\s"#]/.test(word) ? `"${word}"` : word;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const LONGEST_S = 366 * 86_400;

/** Seconds, to the millisecond. */
export function spanOf(word: string): number {
  const found = /^(\d{1,9}(?:\.\d{1,3})?)([smhd])$/.exec(word);
  const seconds = found ? Math.round(Number(found[1]) * UNIT_SECONDS[found[2]!]! * 1000) / 1000 : 0;
  if (seconds > 0 && seconds <= LONGEST_S) return seconds;
  throw new UserError(`${quoted(word)} is no duration: a number and s, m, h or d, up to 366d, such as 30s or 2.5s`);
}

/** "a, b or c". */
export function listed(words: readonly string[]): string {
  const unique = [...new Set(words)];
  const last = unique.pop() ?? "";
  return unique.length === 0 ? last : `${unique.join(", ")} or ${last}`;
}

/** One of a closed list. */
export function choice<T extends string>(word: string, what: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === word);
  if (found === undefined) throw new UserError(`${what} is ${listed(allowed)}, not ${quoted(word)}`);
  return found;
}
