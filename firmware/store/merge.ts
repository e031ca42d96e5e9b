// Equal entries of a burst become one record with a count, so that trivia cannot flush a log. The first of a burst is written at once;
// the rest is counted in memory and written when a window ends, and the next window is twice as long. A power cut costs the count of one
// window, never the first entry.

import { appendEntry } from "./log.ts";
import type { Log } from "./log.ts";

/** Kinds of entry that are told apart at a time; all further ones are one kind together, with zeros in place of what they say. */
const KINDS = 12;
const WINDOW_MS = 60000;
const LONGEST_WINDOW_MS = 86400000;
const MOST = 65535;
/** The time with which an entry begins is no part of what makes two equal. */
const TIME_BYTES = 4;

export interface Merged {
  entry: string;
  count: number;
  windowMs: number;
  endMs: number;
}

export interface Merger {
  readonly log: Log;
  readonly kinds: Merged[];
}

/**
 * Logs an entry that may come in bursts: 4 bytes of time, then what makes it equal to others, two bytes less than an entry may have. True: the
 * first of its kind is in the log for good, or this one is counted.
 */
export function mergeEntry(merger: Merger, entry: string, nowMs: number): boolean {
  let kind = entry;
  let one: Merged | undefined;
  for (const each of merger.kinds) if (each.entry.substr(TIME_BYTES) === kind.substr(TIME_BYTES)) one = each;
  if (!one && merger.kinds.length >= KINDS) {
    kind = entry.substr(0, TIME_BYTES);
    while (kind.length < entry.length) kind += "\0";
    for (const each of merger.kinds) if (each.entry.substr(TIME_BYTES) === kind.substr(TIME_BYTES)) one = each;
  }
  if (one) {
    one.entry = kind;
    one.count++;
    if (one.count < MOST) return true;
    if (!appendEntry(merger.log, one.entry, one.count)) return false;
    one.count = 0;
    return true;
  }
  if (!appendEntry(merger.log, kind, 1)) return false;
  merger.kinds.push({ entry: kind, count: 0, windowMs: WINDOW_MS, endMs: nowMs + WINDOW_MS });
  return true;
}

/** Ends the windows whose time has come. */
export function flushMerged(merger: Merger, nowMs: number): void {
  const kinds = merger.kinds;
  for (let rest = kinds.length; rest > 0; rest--) {
    const one = kinds.shift()!;
    if (nowMs < one.endMs) kinds.push(one);
    else if (one.count > 0) {
      if (appendEntry(merger.log, one.entry, one.count)) one.count = 0;
      one.windowMs = Math.min(2 * one.windowMs, LONGEST_WINDOW_MS);
      one.endMs = nowMs + one.windowMs;
      kinds.push(one);
    }
  }
}
