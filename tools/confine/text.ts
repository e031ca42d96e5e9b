// Rule C1: a text that this parser and the engine's read alike. It looks at characters and tokens, at the trusted half only where a
// misreading there would move the border of a partition, and prints the tree to see whether it comes back. It knows no names.

import { parse, tokTypes } from "acorn";
import type { Program, Token } from "acorn";
import { generate } from "astring";
import { PARSE } from "./shape.ts";
import type { Source } from "./shape.ts";
import { cited } from "./rules.ts";
import type { Report } from "./rules.ts";

/** The engine keeps so many characters of a name and drops the rest. */
const NAME_CHARACTERS = 63;

const NUMBER_FORM = /^(?:(?:0|[1-9][0-9]{0,19})(?:e[0-9]{1,2})?|0x[0-9a-fA-F]{1,13}|[0-9]{0,10}\.[0-9]{1,20})$/;

/** Escapes that the engine reads as the standard does, on every build: `\u` is cut to a byte on one and UTF-8 on another. */
const STRING_FORM = /^(["'])(?:[ -[\]-~]|\\(?:["'\\bfnrtv]|0(?![0-9])|x[0-9a-fA-F]{2}))*\1$/;

/** After these the engine takes "/" for a division; after `++` it takes it for the start of a regular expression. */
const ENDS_A_VALUE = new Set([tokTypes.name, tokTypes.num, tokTypes.string, tokTypes.parenR, tokTypes.bracketR]);

const HOLDS_ANY_TEXT = new Set([tokTypes.string, tokTypes.template, tokTypes.invalidTemplate, tokTypes.regexp]);

/** The whole bundle, the trusted half included. */
export function checkBundleText(text: string, source: Source, report: Report): void {
  for (const { index, 0: character } of text.matchAll(/[^\n -~]/g))
    report("C1", index, `character ${character.charCodeAt(0)} is not printable ASCII`);
  for (const comment of source.comments) report("C1", comment.start, "a comment");
  for (const { start, type } of source.tokens) {
    if (HOLDS_ANY_TEXT.has(type)) continue;
    for (const mark of ["<!--", "-->"])
      if (text.startsWith(mark, start)) report("C1", start, `"${mark}" outside a string`);
  }
  if (!printsTheSame(source.program)) report("C1", 0, "printed and read again it is another program");
}

/** One partition: characters `start` to `end` of the bundle. */
export function checkPartitionText(
  text: string,
  tokens: readonly Token[],
  { start, end }: { start: number; end: number },
  report: Report,
): void {
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1))
    report("C1", at, "a line break inside a partition");
  tokens.forEach((token, i) => {
    if (token.start < start || token.end > end) return;
    const wrong = tokenFault(text, token, tokens[i - 1]);
    if (wrong !== undefined) report("C1", token.start, wrong);
  });
}

function tokenFault(text: string, token: Token, before: Token | undefined): string | undefined {
  const raw = text.slice(token.start, token.end);
  if (token.type === tokTypes.num && !NUMBER_FORM.test(raw)) return `the number ${raw} is not in a plain form`;
  if (token.type === tokTypes.string && !STRING_FORM.test(raw))
    return `the string ${cited(text, token)} is not in a plain form`;
  if (token.type === tokTypes.name || token.type.keyword !== undefined) {
    if (raw.includes("\\")) return `the name ${cited(text, token)} is written with an escape`;
    if (raw.length > NAME_CHARACTERS)
      return `the name ${cited(text, token)} has ${raw.length} characters, the engine keeps ${NAME_CHARACTERS}`;
  }
  const isDivision = token.type === tokTypes.slash || (token.type === tokTypes.assign && raw === "/=");
  if (isDivision && before && !ENDS_A_VALUE.has(before.type)) return `"${raw}" after ${cited(text, before)}`;
  return undefined;
}

function printsTheSame(program: Program): boolean {
  try {
    return isSameTree(program, parse(generate(program), PARSE));
  } catch {
    return false;
  }
}

const POSITIONS = new Set(["start", "end", "raw"]);

function isSameTree(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => POSITIONS.has(key) || (key in right && isSameTree(left[key], right[key])));
}
