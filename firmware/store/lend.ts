// What a partition is lent of a segment: functions bound to that one segment and to one way of using it. A partition may be
// hostile: what it hands over is looked at here, before the store takes it for what it should be. To hand over anything but byte strings and
// numbers is a fault of the partition.

import type { Processor } from "../../hal/processor.ts";
import { acknowledge, appendEntry, closing, openLog, readRecord } from "./log.ts";
import type { Log } from "./log.ts";
import { flushMerged, mergeEntry } from "./merge.ts";
import type { Merger } from "./merge.ts";
import { prepare, wantsSpare } from "./ring.ts";
import { getValue, openValues, putValue } from "./values.ts";
import type { Values } from "./values.ts";

function byteString(value: unknown): string {
  if (typeof value !== "string") throw 1;
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== "number" || !(value >= 0)) throw 1;
  return Math.floor(value);
}

export function lendAppend(log: Log): (entry: string) => boolean {
  return (entry) => appendEntry(log, byteString(entry), 1);
}

export function lendMerge(merger: Merger, processor: Processor): (entry: string) => boolean {
  return (entry) => mergeEntry(merger, byteString(entry), processor.nowMs());
}

export function lendAcknowledge(log: Log): (sequence: number) => boolean {
  return (sequence) => acknowledge(log, whole(sequence));
}

export function lendRead(log: Log): (sequence: number) => string {
  return (sequence) => readRecord(log, whole(sequence));
}

export function lendClosing(log: Log): () => string {
  return () => closing(log);
}

export function lendPut(values: Values): (number: number, value: string) => boolean {
  return (number, value) => putValue(values, whole(number), byteString(value));
}

export function lendGet(values: Values): (number: number) => string {
  return (number) => getValue(values, whole(number));
}

export function openSegments(logs: readonly Log[], values: readonly Values[]): void {
  for (const log of logs) openLog(log);
  for (const one of values) openValues(one);
}

/** The store's work in a cycle: a blank sector ahead in every ring, bursts that have ended. */
export function storeWork(
  logs: readonly Log[],
  values: readonly Values[],
  mergers: readonly Merger[],
  nowMs: number,
): void {
  for (const log of logs) if (wantsSpare(log.ring)) prepare(log.ring);
  for (const one of values) if (wantsSpare(one.ring)) prepare(one.ring);
  for (const merger of mergers)
    for (const kind of merger.kinds)
      if (kind.endMs <= nowMs) {
        flushMerged(merger, nowMs);
        break;
      }
}
