// Rules D32, D33, D38, D39, D40 and D42: what is written as text or number, and characters outside all tokens.

import type { Context } from "./context.ts";
import type { NodeOf } from "./tree.ts";

/** Whether the engine reads the literal as the number that the language means. */
function isExact(value: number): boolean {
  return Number.isInteger(value * 2) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function codeName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function checkString(node: NodeOf<"Literal">, value: string, context: Context): void {
  const raw = node.raw ?? "";
  for (let at = raw.indexOf("\\"); at !== -1; at = raw.indexOf("\\", at + 2)) {
    const escaped = raw[at + 1];
    if (escaped === "\n" || escaped === "\r") context.report("D39", node.start + at, "line break inside a string");
    if (escaped === "u" && raw[at + 2] === "{") context.report("D39", node.start + at, "\\u{} in a string");
  }
  for (let at = 0; at < value.length; at++) {
    const code = value.codePointAt(at) ?? 0;
    if (code > 0xff) {
      context.report("D39", node, `the character ${codeName(code)} in a string`);
      return;
    }
  }
}

export function checkLiteral(node: NodeOf<"Literal">, context: Context): void {
  const raw = node.raw ?? "";
  if (node.regex !== undefined) context.report("D33", node, `regular expression ${raw}`);
  else if (node.bigint !== undefined && node.bigint !== null) context.report("D32", node, `BigInt ${raw}`);
  else if (typeof node.value === "string") checkString(node, node.value, context);
  else if (typeof node.value === "number" && !isExact(node.value)) context.report("D40", node, `number ${raw}`);
}

export function checkMinus(node: NodeOf<"UnaryExpression">, context: Context): void {
  const zero = node.argument.type === "Literal" && node.argument.value === 0;
  if (node.operator === "-" && zero) context.report("D40", node, "number -0");
}

function isPlainCharacter(code: number): boolean {
  return (code >= 0x20 && code <= 0x7e) || code === 9 || code === 10 || code === 13;
}

/** Reports the first of each run of characters that must not be in the text. */
export function checkCharacters(text: string, report: Context["report"]): void {
  let running = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const plain = isPlainCharacter(code);
    if (!plain && !running) {
      report("D38", at, `the character ${codeName(code)}`);
    }
    running = !plain;
  }
}

/** Comments that only the script form of the language knows. */
export function checkComments(context: Context): void {
  for (const { start } of context.comments) {
    const opening = context.text.slice(start, start + 2);
    if (opening !== "//" && opening !== "/*") context.report("D42", start, "comment of an HTML page");
  }
}
