// What a plain text says by the tables of docs/protocol.md alone, in words; a byte that a layout does not explain fails.

import assert from "node:assert/strict";
import { decode, layoutBytes, table, words } from "./docs-protocol-page.ts";
import type { Row } from "./docs-protocol-page.ts";

export const PLAIN_BYTES = 96;
const OFF_SWITCH_KEY = 2;
/** What the off-switch processor answers with as the meter board does; all else with how the switch is. */
const OF_LOGS = ["record", "closing"];

function only(rows: readonly Row[], column: string, value: string): Row {
  const found = rows.filter((row) => row[column] === value);
  assert.equal(found.length, 1, `one row has ${column} ${value}`);
  return found[0]!;
}

/** What the layouts of a body leave of it must be zero. */
function rest(bytes: Buffer, from: number, what: string): void {
  assert.match(bytes.subarray(from).toString("hex"), /^0*$/, `${what}: zeros behind it`);
}

/** Layout of the body of an order; undefined where it has none. */
export function bodyLayout(order: Row): string | undefined {
  if (order["body"] === "0") return undefined;
  return order["order"] === "time-step" ? "time" : order["order"]!;
}

function body(layout: string | undefined, bytes: Buffer, what: string): string {
  rest(bytes, layout === undefined ? 0 : layoutBytes(layout), what);
  return layout === undefined ? "" : `; ${words(layout, bytes)}`;
}

export function orderOf(code: string): Row {
  return only(table("Orders"), "code", code);
}

function command(plain: Buffer): string {
  const parts = decode("command", plain);
  const order = orderOf(parts.get("order")!);
  const bytes = Buffer.from(parts.get("body")!, "hex");
  const layout = bodyLayout(order);
  assert.equal(layout === undefined ? 0 : layoutBytes(layout), Number(order["body"]), `bytes of ${order["order"]}`);
  return `command ${order["order"]}${body(layout, bytes, order["order"]!)}`;
}

function answer(plain: Buffer, key: number): string {
  const parts = decode("answer", plain);
  const order = orderOf(parts.get("order")!);
  const result = only(table("Results"), "code", parts.get("result")!)["result"]!;
  const with_ = order["when done, answers with"]!;
  const bytes = Buffer.from(parts.get("body")!, "hex");
  let layout = result === "done" && with_ !== "-" ? with_ : undefined;
  if (key === OFF_SWITCH_KEY && !OF_LOGS.includes(with_)) layout = "switch";
  const head = `answer to ${order["order"]} of counter ${parts.get("counter")}: ${result}`;
  return head + body(layout, bytes, `answer to ${order["order"]}`);
}

/** `plain` is 96 bytes that came under `key`. */
export function says(plain: Buffer, key: number): string {
  assert.equal(plain.length, PLAIN_BYTES);
  const kind = only(table("Classes"), "class", plain.toString("hex", 0, 1));
  const name = kind["name"]!;
  assert.ok(kind["under key"]!.split(", ").includes(`${key}`), `${name} under key ${key}`);
  if (name === "command") return command(plain);
  if (name === "answer") return answer(plain, key);
  rest(plain, layoutBytes(name), name);
  if (name !== "now") return `${name}; ${words(name, plain).replace(/^class ., /, "")}`;
  const text = decode("now", plain);
  const appliances = Buffer.from(text.get("appliances")!, "hex").toString("latin1").replaceAll("\0", "");
  const credit = words("credit", Buffer.from(text.get("credit")!, "hex"));
  return `now; ${words("reading", plain)}, appliances ${appliances}, profile ${text.get("profile")}; ${credit}`;
}

/** Bytes of a plain text that a layout lays out at all. */
export function plainOf(bytes: Buffer): Buffer {
  assert.ok(bytes.length <= PLAIN_BYTES);
  return Buffer.concat([bytes, Buffer.alloc(PLAIN_BYTES - bytes.length)]);
}

/** What crosses the link in clear: titles of vectors, and their layouts. */
export const IN_CLEAR = [
  ["state report", "state"],
  ["local message", "local"],
  ["event", "event"],
] as const;

/** A message in clear; of an event its payload, too. */
export function clearWords(layout: string, bytes: Buffer): string {
  const end = layoutBytes(layout);
  const text = words(layout, bytes);
  if (layout !== "event") {
    assert.equal(bytes.length, end);
    return text;
  }
  const payload = bytes.subarray(end);
  assert.equal(`${payload.length}`, decode(layout, bytes).get("length"));
  return payload.length === 0 ? text : `${text}; ${payload.toString("hex")}`;
}
