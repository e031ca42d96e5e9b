// What a partition is lent of a segment: functions bound to that one segment and to one way of using it. A partition may be
// hostile: what it hands over is looked at here, before the store takes it for what it should be. To hand over anything but byte strings and
// numbers is a fault of the partition.
//
// Bound, and not closures: the engine keeps a scope for each closure, and a list of scopes for each function in it.

import { PAGE_BYTES } from "../../hal/nor-flash.ts";
import { u32 } from "../messages/bytes.ts";
import type { Processor } from "../../hal/processor.ts";
import { IMAGE_DONE, IMAGE_ERASING, IMAGE_FAILED, IMAGE_TOO_OLD } from "../messages/image-step.ts";
import { beginImage, commitImage, imageFromUtcSeconds, imageVersion, openImages } from "./image.ts";
import { isReady, prepareImage, readImage, wantsErase, writeImage } from "./image.ts";
import type { Images } from "./image.ts";
import { acknowledge, appendEntry, closing, openLog, readRecord, RECORD_DATA } from "./log.ts";
import type { Log } from "./log.ts";
import { flushMerged, mergeEntry } from "./merge.ts";
import type { Merger } from "./merge.ts";
import { prepare, STORE_OK, wantsSpare } from "./ring.ts";
import { getValue, openValues, putValue } from "./values.ts";
import type { Values } from "./values.ts";

/** So many records in a row that are no longer to be read are passed over. */
const MOST_SPOILT = 8;

function byteString(value: unknown): string {
  if (typeof value !== "string") throw 1;
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== "number" || !(value >= 0)) throw 1;
  return Math.floor(value);
}

function lentAppend(log: Log, entry: string): boolean {
  return appendEntry(log, byteString(entry), 1);
}

export function lendAppend(log: Log): (entry: string) => boolean {
  return lentAppend.bind(undefined, log);
}

function lentMerge(merger: Merger, processor: Processor, entry: string): boolean {
  return mergeEntry(merger, byteString(entry), processor.nowMs());
}

export function lendMerge(merger: Merger, processor: Processor): (entry: string) => boolean {
  return lentMerge.bind(undefined, merger, processor);
}

function lentAcknowledge(log: Log, sequence: number): boolean {
  return acknowledge(log, whole(sequence));
}

export function lendAcknowledge(log: Log): (sequence: number) => boolean {
  return lentAcknowledge.bind(undefined, log);
}

function lentNext(log: Log, sequence: number): string {
  let next = Math.max(whole(sequence) + 1, log.oldest);
  const end = Math.min(next + MOST_SPOILT, log.ring.record + 1);
  let record = "";
  while (record === "" && next < end) record = readRecord(log, next++);
  return record;
}

/** The first record behind `sequence` that can be read, and "" where there is none, or the next are all spoilt. */
export function lendNext(log: Log): (sequence: number) => string {
  return lentNext.bind(undefined, log);
}

function lentLatest(log: Log): string {
  let record = "";
  for (let back = 0; record === "" && back < MOST_SPOILT; back++) {
    const one = readRecord(log, log.ring.record - back);
    if (one.charCodeAt(0) === RECORD_DATA) record = one;
  }
  return record;
}

/** The newest entry, of the last few records; "" where there is none. */
export function lendLatest(log: Log): () => string {
  return lentLatest.bind(undefined, log);
}

function logOf(logs: readonly Log[], segment: unknown): Log | undefined {
  for (const log of logs) if (log.ring.number === segment) return log;
  return undefined;
}

function lentReadLog(logs: readonly Log[], segment: number, sequence: number): string {
  const log = logOf(logs, segment);
  return log ? readRecord(log, whole(sequence)) : "";
}

/** Reads several logs: `segment` is the number of one of them; a log that is not among them has no record. */
export function lendReadLog(logs: readonly Log[]): (segment: number, sequence: number) => string {
  return lentReadLog.bind(undefined, logs);
}

function lentCloseLog(logs: readonly Log[], segment: number): string {
  const log = logOf(logs, segment);
  return log ? u32(log.ring.record) + closing(log) : "";
}

export function lendCloseLog(logs: readonly Log[]): (segment: number) => string {
  return lentCloseLog.bind(undefined, logs);
}

function lentPut(values: Values, first: number, number: number, value: string): boolean {
  return putValue(values, first + whole(number), byteString(value));
}

/** `first`: the number under which the store knows the partition's number 0. */
export function lendPut(values: Values, first: number): (number: number, value: string) => boolean {
  return lentPut.bind(undefined, values, first);
}

function lentGet(values: Values, first: number, number: number): string {
  return getValue(values, first + whole(number));
}

export function lendGet(values: Values, first: number): (number: number) => string {
  return lentGet.bind(undefined, values, first);
}

/** The place that has to stay: the newest image whose time has come; else the newest. */
function placeInForce(images: Images, utcSeconds: number): number {
  const newer = imageVersion(images, 1) > imageVersion(images, 0) ? 1 : 0;
  const older = 1 - newer;
  const isDue = imageVersion(images, older) > 0 && imageFromUtcSeconds(images, older) <= utcSeconds;
  return isDue && imageFromUtcSeconds(images, newer) > utcSeconds ? older : newer;
}

function lentBegin(images: Images, utcSeconds: number): string {
  const nowSeconds = whole(utcSeconds);
  if (images.fault === STORE_OK && images.place >= 0 && images.writtenBytes === 0) return IMAGE_DONE;
  // An image that could not be read at the start, or a part that was away, may be back: what is sound is not given up for it.
  openImages(images);
  const begun = nowSeconds > 0 && beginImage(images, 1 - placeInForce(images, nowSeconds));
  return begun ? IMAGE_DONE : IMAGE_FAILED;
}

/**
 * Gives up the image that is not in force at `utcSeconds` (0: no clock), to make room for a new one. Once more before anything was written
 * it changes nothing. Like the two below it returns a step of messages/image-step.ts.
 */
export function lendBegin(images: Images): (utcSeconds: number) => string {
  return lentBegin.bind(undefined, images);
}

function lentWrite(images: Images, page: string): string {
  const bytes = byteString(page);
  if (images.place < 0 || images.fault !== STORE_OK) return IMAGE_FAILED;
  if (!isReady(images)) return IMAGE_ERASING;
  return bytes === "" || writeImage(images, bytes) ? IMAGE_DONE : IMAGE_FAILED;
}

/** Writes the next 256 bytes; "" only asks whether it would. After IMAGE_FAILED the image has to be begun again. */
export function lendWrite(images: Images): (page: string) => string {
  return lentWrite.bind(undefined, images);
}

function lentCommit(images: Images, version: number, fromUtcSeconds: number, rest: string): string {
  const number = whole(version);
  const fromSeconds = whole(fromUtcSeconds);
  const bytes = byteString(rest);
  if (number <= imageVersion(images, 0) || number <= imageVersion(images, 1)) return IMAGE_TOO_OLD;
  const written = bytes === "" || writeImage(images, bytes);
  return written && commitImage(images, number, fromSeconds) ? IMAGE_DONE : IMAGE_FAILED;
}

/** Writes the last page, where `rest` is not "", and makes all of it a whole image. IMAGE_TOO_OLD: nothing was done. */
export function lendCommit(images: Images): (version: number, fromUtcSeconds: number, rest: string) => string {
  return lentCommit.bind(undefined, images);
}

function lentImage(images: Images, utcSeconds: number, offset: number, length: number): string {
  const place = placeInForce(images, whole(utcSeconds));
  const from = whole(offset);
  const isDue = imageVersion(images, place) > 0 && imageFromUtcSeconds(images, place) <= utcSeconds;
  if (!isDue) return "";
  if (from < PAGE_BYTES) return images.headers[place]!.substr(from, whole(length));
  return readImage(images, place, from - PAGE_BYTES, whole(length));
}

/**
 * Reads the image in force: up to 256 bytes; from offset 0 its header (image.ts), from 256 what was written; "" where there is none, or not so
 * much of it.
 */
export function lendImage(images: Images): (utcSeconds: number, offset: number, length: number) => string {
  return lentImage.bind(undefined, images);
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
