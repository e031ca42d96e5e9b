// A script as text: a head that says on what it plays, and steps, a line each, with the moment at which they are taken. docs/scripts.md is its
// reference. It is taken whole or not at all: a line that is not understood is a UserError with its place.

import { sourcesOf } from "../bench-plan.ts";
import { parseStart } from "../duration.ts";
import { quoted } from "../log-file.ts";
import { UserError } from "../user-error.ts";
import { actOf } from "./act.ts";
import type { Act } from "./act.ts";
import { expectationOf } from "./expectation.ts";
import type { Expectation } from "./expectation.ts";
import { listed, spanOf, typed, wordsOf } from "./words.ts";

export const HEAD_WORDS = ["start", "household", "meters", "generation", "seed", "window"] as const;
export type HeadWord = (typeof HEAD_WORDS)[number];
/** Of each word that is there what stands behind it. */
export type Head = Readonly<Partial<Record<HeadWord, string>>>;

export type When =
  | { readonly kind: "now" }
  | { readonly kind: "after"; readonly seconds: number }
  /** Seconds of the day, UTC; `day` from 1, the day of the start; undefined: the next such moment. */
  | { readonly kind: "at"; readonly daySeconds: number; readonly day: number | undefined };

/** "now": at once. "within": at some moment of that time. "for": at all of them. */
export interface Look {
  readonly expectation: Expectation;
  readonly how: "now" | "within" | "for";
  readonly seconds: number;
}

export interface Step {
  readonly line: number;
  /** As it is typed. */
  readonly text: string;
  readonly when: When;
  readonly does: Act | Look;
}

export interface Script {
  /** For messages. */
  readonly file: string;
  readonly head: Head;
  readonly steps: readonly Step[];
}

export function isLook(does: Act | Look): does is Look {
  return "expectation" in does;
}

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const MOST_DAYS = 9999;

function daySecondsOf(word: string | undefined): number {
  const found = CLOCK.exec(word ?? "");
  if (!found)
    throw new UserError(`behind at comes a time of day in UTC, such as 08:00 or 08:00:30, not ${shown(word)}`);
  return Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3] ?? 0);
}

function shown(word: string | undefined): string {
  return word === undefined ? "nothing" : quoted(word);
}

function spanBehind(first: string, word: string | undefined): number {
  if (word === undefined) throw new UserError(`behind ${first} comes a duration, such as 30s`);
  return spanOf(word);
}

/** Takes the moment from the front of the words. */
function takeWhen(words: string[]): When {
  const [first] = words;
  if (first === "after") {
    words.shift();
    return { kind: "after", seconds: spanBehind(first, words.shift()) };
  }
  let day: number | undefined;
  if (first === "day") {
    words.shift();
    const number = words.shift() ?? "";
    if (!/^[1-9]\d{0,3}$/.test(number))
      throw new UserError(`behind day comes 1 to ${MOST_DAYS}, not ${quoted(number)}`);
    if (words[0] !== "at") throw new UserError(`behind day ${number} comes at, not ${shown(words[0])}`);
    day = Number(number);
  }
  if (words[0] !== "at") return { kind: "now" };
  words.shift();
  return { kind: "at", daySeconds: daySecondsOf(words.shift()), day };
}

function lookOf(words: string[]): Look | undefined {
  const [first] = words;
  if (first !== "within" && first !== "for" && first !== "expect") return undefined;
  words.shift();
  let seconds = 0;
  if (first !== "expect") {
    seconds = spanBehind(first, words.shift());
    if (words[0] !== "expect")
      throw new UserError(`behind ${first} and its duration comes expect, not ${shown(words[0])}`);
    words.shift();
  }
  return { expectation: expectationOf(words), how: first === "expect" ? "now" : first, seconds };
}

/** Throws UserError; what a household is, is found out when it is read. */
function demandHead(word: HeadWord, value: string): void {
  try {
    if (word === "start") parseStart(value);
    else if (word !== "household") sourcesOf({ [word]: value });
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message.replace(/^--/, "")) : error;
  }
}

class Reader {
  readonly head: Partial<Record<HeadWord, string>> = {};
  readonly steps: Step[] = [];

  read(text: string, line: number): void {
    const words = wordsOf(text);
    const word = HEAD_WORDS.find((one) => one === words[0]);
    if (word !== undefined) this.#readHead(word, words.slice(1));
    else if (words.length > 0) this.#readStep(words, line);
  }

  #readHead(word: HeadWord, [value, ...more]: readonly string[]): void {
    if (this.steps.length > 0) throw new UserError(`${word} stands before the first step`);
    if (this.head[word] !== undefined) throw new UserError(`${word} is there twice`);
    if (value === undefined || more.length > 0) throw new UserError(`behind ${word} comes one word`);
    demandHead(word, value);
    this.head[word] = value;
  }

  #readStep(words: readonly string[], line: number): void {
    const rest = [...words];
    const when = takeWhen(rest);
    if (rest.length === 0) throw new UserError("a moment, and nothing to do or to expect then");
    const does = lookOf(rest) ?? actOrSay(rest);
    this.steps.push({ line, text: words.map(typed).join(" "), when, does });
  }
}

/** A line begins with a word of the head, a moment, an expectation or an act. */
function actOrSay(words: readonly string[]): Act {
  try {
    return actOf(words);
  } catch (error) {
    const isUnknown = error instanceof UserError && error.message.startsWith(`${quoted(words[0] ?? "")} is no act: `);
    if (!isUnknown) throw error;
    throw new UserError(
      `${error.message}; a line may also begin with ${listed([...HEAD_WORDS, "at", "day", "after", "within", "for", "expect"])}`,
    );
  }
}

/** Throws UserError: "FILE:LINE: what is wrong". */
export function parseScript(text: string, file: string): Script {
  const reader = new Reader();
  for (const [index, line] of text.split(/\r?\n/).entries())
    try {
      reader.read(line, index + 1);
    } catch (error) {
      throw error instanceof UserError ? new UserError(`${file}:${index + 1}: ${error.message}`) : error;
    }
  if (reader.steps.length === 0) throw new UserError(`${file} has no step`);
  return { file, head: reader.head, steps: reader.steps };
}
