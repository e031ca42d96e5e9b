// What is expected of something seen, and whether it is so. Nothing that is not known meets an expectation.

import { quoted } from "../log-file.ts";
import { amountWords } from "../send/words.ts";
import { UserError } from "../user-error.ts";
import type { Seen } from "./sight.ts";

export type Unit = "W" | "Wh" | "%" | "money" | "";

export type Wanted =
  /** Both included. */
  | { readonly kind: "range"; readonly least: number; readonly most: number; readonly unit: Unit }
  /** The word, or one that goes on behind it: "refused" is also "refused busy". */
  | { readonly kind: "word"; readonly word: string }
  /** All of them and no others, in any order. */
  | { readonly kind: "names"; readonly names: readonly string[] }
  /** Some line has it in it. */
  | { readonly kind: "text"; readonly text: string }
  /** It is not there. */
  | { readonly kind: "absent" };

const NUMBER = /^-?\d{1,10}(?:\.\d{1,5})?$/;

function numberOf(word: string, unit: Unit): number {
  return unit === "money" ? Math.round(Number(word) * 100_000) : Number(word);
}

/** "5", "5..7", "5.." or "..7". Throws UserError. */
export function rangeOf(word: string, unit: Unit): Wanted {
  const [least = "", most = least, ...more] = word.split("..");
  const isOpen = word.includes("..");
  const isRight = (one: string): boolean => (one === "" && isOpen) || NUMBER.test(one);
  const isBoth = least === "" && most === "";
  const range = {
    least: least === "" ? -Infinity : numberOf(least, unit),
    most: most === "" ? Infinity : numberOf(most, unit),
  };
  if (!isRight(least) || !isRight(most) || isBoth || more.length > 0 || range.least > range.most)
    throw new UserError(`${quoted(word)} is no number and no range of numbers: 5, 5..7, 5.. or ..7`);
  return { kind: "range", ...range, unit };
}

/** Of a closed list with commas between, or "none". Throws UserError. */
export function namesOf(word: string, what: string, allowed: readonly string[]): Wanted {
  if (word === "none") return { kind: "names", names: [] };
  const names = word.split(",");
  const wrong = names.find((name) => !allowed.includes(name));
  if (wrong !== undefined)
    throw new UserError(`${what} is ${allowed.join(", ")}, with commas between, or none, not ${quoted(wrong)}`);
  return { kind: "names", names };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return [...new Set(some)].sort().join() === [...new Set(others)].sort().join();
}

function isObject(seen: Seen): seen is readonly string[] {
  return typeof seen === "object";
}

export function meets(seen: Seen, wanted: Wanted): boolean {
  switch (wanted.kind) {
    case "range":
      return typeof seen === "number" && seen >= wanted.least && seen <= wanted.most;
    case "word":
      return typeof seen === "string" && (seen === wanted.word || seen.startsWith(`${wanted.word} `));
    case "names":
      return isObject(seen) && isSame(seen, wanted.names);
    case "text":
      return (isObject(seen) ? seen : [seen]).some((line) => typeof line === "string" && line.includes(wanted.text));
    case "absent":
      return seen === undefined;
  }
}

/** What was seen, in the words of an expectation. */
export function seenWords(seen: Seen, wanted: Wanted): string {
  if (seen === undefined) return "nothing";
  if (typeof seen === "number") {
    if (wanted.kind !== "range" || wanted.unit === "") return String(seen);
    return wanted.unit === "money" ? amountWords(seen) : `${seen} ${wanted.unit}`;
  }
  if (wanted.kind === "names") return isObject(seen) && seen.length > 0 ? seen.join(",") : "none";
  if (wanted.kind === "word") return String(seen);
  return (isObject(seen) ? seen : [seen]).map(quoted).join(", ");
}
