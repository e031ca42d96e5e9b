// What a page sends, looked at before anything is done with it. Whatever is not exactly as it should be is a UserError.

import { UserError } from "../user-error.ts";
import type { PaceRequest } from "./shape.ts";

const LONGEST_ACT = 200;

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new UserError("the body is no object");
  return body as Readonly<Record<string, unknown>>;
}

/** One line of printable characters. */
export function actOf(body: unknown): string {
  const { act } = fieldsOf(body);
  if (typeof act === "string" && act.length <= LONGEST_ACT && /^[\x20-\x7e]+$/.test(act)) return act.trim();
  throw new UserError(`an act is a line of at most ${LONGEST_ACT} printable characters`);
}

export function paceOf(body: unknown): PaceRequest {
  const fields = fieldsOf(body);
  const { speed, paused, step, leap } = fields;
  if (Object.keys(fields).length === 1) {
    if (typeof speed === "number" || speed === "max") return { speed };
    if (typeof paused === "boolean") return { paused };
    if (typeof step === "number") return { step };
    if (typeof leap === "number") return { leap };
  }
  throw new UserError("time takes one of speed, paused, step and leap");
}

export function pressOf(body: unknown): { readonly viewer: string; readonly down: boolean } {
  const { viewer, down } = fieldsOf(body);
  if (typeof viewer === "string" && typeof down === "boolean") return { viewer, down };
  throw new UserError("a press says viewer and down");
}

export function nameOf(body: unknown): string {
  const { name } = fieldsOf(body);
  if (typeof name === "string") return name;
  throw new UserError("an attack has a name");
}
