// Stretches of a local day in words: "07:00-16:30 normal". Days are cut in half hours.

import type { Field } from "./fields.ts";
import { HALF_HOURS } from "./tariff.ts";

const SPAN = /^(\d\d):([03]0)-(\d\d):([03]0)(?: (.+))?$/;

export function clockText(halfHour: number): string {
  return `${String(Math.floor(halfHour / 2)).padStart(2, "0")}:${halfHour % 2 === 0 ? "00" : "30"}`;
}

/** "07:30" as a half hour of the day, at most `most`. Throws UserError. */
export function readClock(field: Field, most = HALF_HOURS - 1): number {
  const must = `a half hour from 00:00 to ${clockText(most)}`;
  const [hours = "", minutes = ""] = field.match(/^(\d\d):([03]0)$/, must);
  const halfHour = Number(hours) * 2 + (minutes === "30" ? 1 : 0);
  if (halfHour > most) throw field.isNot(must);
  return halfHour;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

function readSpan(field: Field, must: string): Span {
  const [fromHour = "", fromMinute = "", toHour = "", toMinute = "", name = ""] = field.match(SPAN, must);
  const from = Number(fromHour) * 2 + (fromMinute === "30" ? 1 : 0);
  const to = Number(toHour) * 2 + (toMinute === "30" ? 1 : 0);
  if (to > HALF_HOURS || from >= to) throw field.isNot(must);
  return { from, to, name };
}

/** Spans that cover the whole day in order: for each half hour what its name stands for. Throws UserError. */
export function readDay<T>(field: Field, names: ReadonlyMap<string, T>): T[] {
  const halfHours: T[] = [];
  for (const one of field.list(1, HALF_HOURS)) {
    const { from, to, name } = readSpan(one, 'a span and a rate such as "00:00-07:00 low"');
    if (from !== halfHours.length)
      throw one.wrong(`begins at ${clockText(from)}, where ${clockText(halfHours.length)} is to begin`);
    const found = names.get(name);
    if (found === undefined) throw one.wrong(`names no rate: rates are ${[...names.keys()].join(", ")}`);
    for (let at = from; at < to; at++) halfHours.push(found);
  }
  if (halfHours.length < HALF_HOURS)
    throw field.wrong(`end at ${clockText(halfHours.length)}, and a day ends at 24:00`);
  return halfHours;
}

/** Spans of a day, in order and with or without gaps: for each half hour whether it is in one. Absent: none is. Throws UserError. */
export function readMarks(field: Field): boolean[] {
  const marks = Array.from({ length: HALF_HOURS }, () => false);
  let end = 0;
  for (const one of field.value === undefined ? [] : field.list(0, HALF_HOURS)) {
    const must = 'a span such as "18:00-24:00"';
    const { from, to, name } = readSpan(one, must);
    if (name !== "") throw one.isNot(must);
    if (from < end)
      throw one.wrong(`begins at ${clockText(from)}, before ${clockText(end)}, where the one before ends`);
    marks.fill(true, from, to);
    end = to;
  }
  return marks;
}

/** The longest spans over which the values are the same. */
export function spansOf<T>(halfHours: readonly T[]): { readonly span: string; readonly value: T }[] {
  const spans: { span: string; value: T }[] = [];
  let from = 0;
  for (let at = 1; at <= halfHours.length; at++)
    if (at === halfHours.length || halfHours[at] !== halfHours[from]) {
      spans.push({ span: `${clockText(from)}-${clockText(at)}`, value: halfHours[from]! });
      from = at;
    }
  return spans;
}
