// Reads docs/protocol.md: its tables by their captions, its layouts, its vectors. A layout is taken from the page and from nowhere else, so
// that an offset that is wrong there is wrong in the test, too. It knows no cryptography (docs-protocol-sodium.ts).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGE = readFileSync(fileURLToPath(new URL("../docs/protocol.md", import.meta.url)), "utf8");

export type Row = Readonly<Record<string, string>>;

function cells(line: string): string[] {
  return line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim().replaceAll("`", ""));
}

/** The rows of the table below the bold line `caption`, by the names of its columns. */
export function table(caption: string): Row[] {
  const found = PAGE.split(`\n**${caption}**\n\n|`);
  assert.equal(found.length, 2, `the page has one table "${caption}"`);
  const lines = `|${found[1]!}`.split("\n\n")[0]!.split("\n");
  const names = cells(lines[0]!);
  return lines.slice(2).map((line) => Object.fromEntries(cells(line).map((cell, i) => [names[i]!, cell])));
}

export const unhex = (digits: string): Buffer => {
  assert.match(digits, /^([0-9a-f]{2})*$/, digits);
  return Buffer.from(digits, "hex");
};

export interface Field {
  readonly at: number;
  readonly bytes: number;
  readonly field: string;
  readonly as: string;
}

const layouts = new Map<string, readonly Field[]>();

/** The rows of the table of a layout. */
export function fields(layout: string): readonly Field[] {
  let found = layouts.get(layout);
  if (found) return found;
  found = table(`Layout: ${layout}`).map(({ at, bytes, field, as }) => ({
    at: Number(at),
    bytes: Number(bytes),
    field: field!,
    as: as!,
  }));
  layouts.set(layout, found);
  return found;
}

export function layoutBytes(layout: string): number {
  const last = fields(layout).at(-1)!;
  return last.at + last.bytes;
}

function value(bytes: Buffer, as: string): string {
  switch (as) {
    case "number":
      return BigInt(`0x0${bytes.toString("hex")}`).toString();
    case "signed":
      return BigInt.asIntN(bytes.length * 8, BigInt(`0x0${bytes.toString("hex")}`)).toString();
    case "text":
      return bytes.toString("latin1");
    default:
      assert.equal(as, "hex");
      return bytes.toString("hex");
  }
}

/** Each field of a layout by its name; `bytes` may go on behind it. */
export function decode(layout: string, bytes: Buffer): Map<string, string> {
  const all = fields(layout);
  let end = 0;
  for (const { at, bytes: length, field } of all) {
    assert.equal(at, end, `${layout}, ${field}: begins where the field before it ends`);
    end += length;
  }
  assert.ok(bytes.length >= end, `${layout}: ${end} bytes, not ${bytes.length}`);
  return new Map(all.map(({ at, bytes: length, field, as }) => [field, value(bytes.subarray(at, at + length), as)]));
}

/** "field value, field value": zeros at the end of a hex field are left out. */
export function words(layout: string, bytes: Buffer): string {
  const as = new Map(fields(layout).map((one) => [one.field, one.as]));
  return [...decode(layout, bytes)]
    .map(([field, text]) => `${field} ${as.get(field) === "hex" ? text.replace(/(00)+$/, "") || "0" : text}`)
    .join(", ");
}

/** What stands for one message, or one thing else, in a block of vectors: its lines by their first word. */
export type Vector = Readonly<Record<string, string>> & { readonly title: string };

function vector(title: string, text: string): Vector {
  const lines: [string, string][] = [["title", title]];
  for (const line of text.split("\n")) {
    const [, name, rest] = /^(\S*) +(.*)$/.exec(line) ?? assert.fail(`${title}: ${line}`);
    if (name === "") lines.at(-1)![1] += ` ${rest!}`;
    else lines.push([name!, rest!]);
  }
  return Object.fromEntries(lines) as Vector;
}

/** All vectors, in the order of the page. */
export const vectors: readonly Vector[] = [...PAGE.matchAll(/\*\*([^*\n]+)\*\*\n\n```text\n([^`]*)\n```/g)].flatMap(
  ([, title, text]) => text!.split("\n\n").map((one) => vector(title!, one)),
);

export function vectorsOf(title: string): Vector[] {
  const found = vectors.filter((one) => one.title === title);
  assert.ok(found.length > 0, `the page has vectors "${title}"`);
  return found;
}

/** The bytes of a line of a vector, which may be broken into several. */
export function bytesOf(one: Vector, name: string): Buffer {
  return unhex((one[name] ?? assert.fail(`${one.title} has no ${name}`)).replaceAll(" ", ""));
}

/** A secret that the vectors are made with, by the first column of its table. */
export function secret(name: number | string, meterId = "HASM0001"): Buffer {
  const row = table("Secrets").find((one) => one["meter"] === meterId && one["secret"] === `${name}`);
  return unhex(row?.["bytes"] ?? assert.fail(`the page has no secret ${name} of ${meterId}`));
}
