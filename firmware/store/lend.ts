// What a partition is lent of a segment: functions bound to that one segment and to one way of using it. A partition may be
// hostile: what it hands over is looked at here, before the store takes it for what it should be. To hand over anything but byte strings and
// numbers is a fault of the partition.

import { u32 } from "../messages/bytes.ts";
import type { Processor } from "../../hal/processor.ts";
import { IMAGE_DONE, IMAGE_ERASING, IMAGE_FAILED, IMAGE_TOO_OLD } from "../messages/image-step.ts";
import { beginImage, commitImage, imageFromUtcSeconds, imageVersion, openImages } from "./image.ts";
import { isReady, prepareImage, wantsErase, writeImage } from "./image.ts";
import type { Images } from "./image.ts";
import { acknowledge, appendEntry, closing, openLog, readRecord } from "./log.ts";
import type { Log } from "./log.ts";
import { flushMerged, mergeEntry } from "./merge.ts";
import type { Merger } from "./merge.ts";
import { prepare, STORE_OK, wantsSpare } from "./ring.ts";
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

function logOf(logs: readonly Log[], segment: unknown): Log | undefined {
  for (const log of logs) if (log.ring.number === segment) return log;
  return undefined;
}

/** Reads several logs: `segment` is the number of one of them; a log that is not among them has no record. */
export function lendReadLog(logs: readonly Log[]): (segment: number, sequence: number) => string {
  return (segment, sequence) => {
    const log = logOf(logs, segment);
    return log ? readRecord(log, whole(sequence)) : "";
  };
}

export function lendCloseLog(logs: readonly Log[]): (segment: number) => string {
  return (segment) => {
    const log = logOf(logs, segment);
    return log ? u32(log.ring.record) + closing(log) : "";
  };
}

/** `first`: the number under which the store knows the partition's number 0. */
export function lendPut(values: Values, first: number): (number: number, value: string) => boolean {
  return (number, value) => putValue(values, first + whole(number), byteString(value));
}

export function lendGet(values: Values, first: number): (number: number) => string {
  return (number) => getValue(values, first + whole(number));
}

/** The place that has to stay: the newest image whose time has come; else the newest. */
function placeInForce(images: Images, utcSeconds: number): number {
  const newer = imageVersion(images, 1) > imageVersion(images, 0) ? 1 : 0;
  const older = 1 - newer;
  const isDue = imageVersion(images, older) > 0 && imageFromUtcSeconds(images, older) <= utcSeconds;
  return isDue && imageFromUtcSeconds(images, newer) > utcSeconds ? older : newer;
}

/**
 * Gives up the image that is not in force at `utcSeconds` (0: no clock), to make room for a new one. Once more before anything was written
 * it changes nothing. Like the two below it returns a step of messages/image-step.ts.
 */
export function lendBegin(images: Images): (utcSeconds: number) => string {
  return (utcSeconds) => {
    const nowSeconds = whole(utcSeconds);
    if (images.fault === STORE_OK && images.place >= 0 && images.writtenBytes === 0) return IMAGE_DONE;
    // An image that could not be read at the start, or a part that was away, may be back: what is sound is not given up for it.
    openImages(images);
    const begun = nowSeconds > 0 && beginImage(images, 1 - placeInForce(images, nowSeconds));
    return begun ? IMAGE_DONE : IMAGE_FAILED;
  };
}

/** Writes the next 256 bytes; "" only asks whether it would. After IMAGE_FAILED the image has to be begun again. */
export function lendWrite(images: Images): (page: string) => string {
  return (page) => {
    const bytes = byteString(page);
    if (images.place < 0 || images.fault !== STORE_OK) return IMAGE_FAILED;
    if (!isReady(images)) return IMAGE_ERASING;
    return bytes === "" || writeImage(images, bytes) ? IMAGE_DONE : IMAGE_FAILED;
  };
}

/** Writes the last page, where `rest` is not "", and makes all of it a whole image. IMAGE_TOO_OLD: nothing was done. */
export function lendCommit(images: Images): (version: number, fromUtcSeconds: number, rest: string) => string {
  return (version, fromUtcSeconds, rest) => {
    const number = whole(version);
    const fromSeconds = whole(fromUtcSeconds);
    const bytes = byteString(rest);
    if (number <= imageVersion(images, 0) || number <= imageVersion(images, 1)) return IMAGE_TOO_OLD;
    const written = bytes === "" || writeImage(images, bytes);
    return written && commitImage(images, number, fromSeconds) ? IMAGE_DONE : IMAGE_FAILED;
  };
}

/** The erasing of a place in a cycle. Apart from `storeWork`, for most processors have no image. */
export function imageWork(all: readonly Images[]): void {
  for (const images of all) if (wantsErase(images)) prepareImage(images);
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
