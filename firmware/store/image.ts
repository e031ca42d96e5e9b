// Two places for a whole image each: one is in force while the other is written. A place holds a whole image or none. Which of
// two whole images is in force is decided by who reads them, by version and time.
//
// A place is half of the segment. Its first page: 0 "HI" 2 · 2 format version 1 · 3 segment number 1 · 4 image version 4 ·
// 8 in force from, UTC seconds 4 · 12 length 4 · 16 CRC-32 over the CRC-32s of the body's pages 4 · 20 CRC-32 of all before 4 ·
// 24 void 1 · 25 state 1 · 26 erased 1: f0h once every sector of the place was found blank, 0 once it is given up. The body begins with the second page.

import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import { harden } from "./harden.ts";
import { eraseAt, isBlank, programAndHolds, programAt, readAt } from "./port.ts";
import type { Port } from "./port.ts";
import { STORE_FOREIGN, STORE_OK, STORE_PART, STORE_WORN } from "./ring.ts";
import { COMMITTED, isCommitted, isFirm, isVoid, ones } from "./slot.ts";

const FORMAT_VERSION = 1;
const HEADER_BYTES = 24;
/** Where the marks stand, one byte each, void before state as in a slot. */
const MARKS = 24;
const NOTHING = -1;

export interface Images extends Port {
  readonly number: number;
  /** Headers of the two places; "" where there is no whole image. */
  readonly headers: string[];
  /** The place that is being written, or -1. */
  place: number;
  /** How much of it is erased, and how much written. */
  erasedBytes: number;
  writtenBytes: number;
  /** The CRC-32 of each page that is written. */
  sums: string;
  isErasing: boolean;
  fault: number;
  damaged: number;
}

export function placeBytes(images: Images): number {
  return (images.sectors * SECTOR_BYTES) / 2;
}

/** The longest image. */
export function imageBytes(images: Images): number {
  return placeBytes(images) - PAGE_BYTES;
}

function bodyOffset(images: Images, place: number): number {
  return place * placeBytes(images) + PAGE_BYTES;
}

/** The CRC-32s of a body's pages as they read now. */
function readSums(images: Images, place: number, length: number): string {
  let sums = "";
  for (let at = 0; at < length; at += PAGE_BYTES)
    sums += u32(images.medium.crc32(readAt(images, bodyOffset(images, place) + at, Math.min(PAGE_BYTES, length - at))));
  return sums;
}

function isWhole(images: Images, place: number, header: string): boolean {
  const length = readU32(header, 12);
  return length <= imageBytes(images) && images.medium.crc32(readSums(images, place, length)) === readU32(header, 16);
}

/** Takes a place out of force, for good. */
function voidPlace(images: Images, place: number): boolean {
  const offset = place * placeBytes(images);
  images.headers[place] = "";
  programAt(images, offset + MARKS, "\0");
  let zeros = "";
  while (zeros.length < HEADER_BYTES) zeros += "\0\0\0\0\0\0\0\0";
  return programAndHolds(images, offset, zeros + "\0\0\0");
}

/** Looks at one place: what a power cut left there becomes a whole image or none, durably. */
function openPlace(images: Images, place: number): void {
  const offset = place * placeBytes(images);
  const page = readAt(images, offset, PAGE_BYTES);
  images.headers[place] = "";
  if (page === "") {
    images.fault = STORE_PART;
    return;
  }
  const header = page.substr(0, HEADER_BYTES);
  const marks = page.substr(MARKS, 2);
  const sound = images.medium.crc32(header.substr(0, 20)) === readU32(header, 20);
  if (
    sound &&
    (header.substr(0, 3) !== "HI" + String.fromCharCode(FORMAT_VERSION) || header.charCodeAt(3) !== images.number)
  ) {
    images.fault = STORE_FOREIGN;
    return;
  }
  const isErased = page[MARKS + 2] === COMMITTED;
  if (isVoid(marks)) {
    // A mark that a power cut left between its levels would come and go: once seen, it stands. The zeros were written after it.
    if (isErased) voidPlace(images, place);
  } else if (!sound || !isWhole(images, place, header)) {
    // Without its mark a place is what an erase left, finished or not: it says nothing, and nothing is made of it.
    if (!isErased || header === ones(HEADER_BYTES)) return;
    if (isCommitted(marks)) images.damaged++;
    else voidPlace(images, place);
  } else {
    images.headers[place] = header;
    if (isFirm(marks)) return;
    if (!harden(images, offset, header, offset + MARKS) && !isCommitted(marks)) voidPlace(images, place);
  }
}

/** Finds the whole images. False: the segment cannot be used, `fault` says why. */
export function openImages(images: Images): boolean {
  images.fault = STORE_OK;
  images.place = NOTHING;
  for (let place = 0; place < 2; place++) openPlace(images, place);
  return images.fault === STORE_OK;
}

/** Gives up what a place holds, so that a new image can be written there once `isReady`. */
export function beginImage(images: Images, place: number): boolean {
  if (images.fault !== STORE_OK || images.isErasing || !voidPlace(images, place)) return false;
  images.place = place;
  images.erasedBytes = 0;
  images.writtenBytes = 0;
  images.sums = "";
  return true;
}

/** Whether there is anything to erase: a look that costs less than `prepareImage`. */
export function wantsErase(images: Images): boolean {
  return images.place >= 0 && images.erasedBytes < placeBytes(images) && images.fault === STORE_OK;
}

/** One piece of the erasing of a place. Called where the processor has nothing else to do; never waits. */
export function prepareImage(images: Images): void {
  if (!wantsErase(images)) return;
  const offset = images.place * placeBytes(images) + images.erasedBytes;
  if (!images.isErasing) {
    images.isErasing = eraseAt(images, offset);
    return;
  }
  if (images.medium.flash.isErasing()) return;
  images.isErasing = false;
  const isLast = images.erasedBytes + SECTOR_BYTES >= placeBytes(images);
  const mark = images.place * placeBytes(images) + MARKS + 2;
  if (!isBlank(images, offset) || (isLast && !programAndHolds(images, mark, COMMITTED)))
    images.fault = images.medium.flash.fault !== 0 ? STORE_PART : STORE_WORN;
  else images.erasedBytes += SECTOR_BYTES;
}

export function isReady(images: Images): boolean {
  return images.place >= 0 && images.erasedBytes >= placeBytes(images);
}

/**
 * Writes the next page of the image: 256 bytes, the last one shorter. False: not ready, too long, behind a short page, or the part failed: the
 * image has to be begun again.
 */
export function writeImage(images: Images, page: string): boolean {
  const at = images.writtenBytes;
  if (!isReady(images) || page === "" || page.length > PAGE_BYTES || at % PAGE_BYTES !== 0) return false;
  if (at + page.length > imageBytes(images)) return false;
  if (!programAndHolds(images, bodyOffset(images, images.place) + at, page)) {
    images.place = NOTHING;
    return false;
  }
  images.writtenBytes = at + page.length;
  images.sums += u32(images.medium.crc32(page));
  return true;
}

/** Makes what was written a whole image. True: it is there for good. */
export function commitImage(images: Images, version: number, fromUtcSeconds: number): boolean {
  const place = images.place;
  if (!isReady(images) || images.writtenBytes === 0) return false;
  images.place = NOTHING;
  if (readSums(images, place, images.writtenBytes) !== images.sums) return false;
  const kind = "HI" + String.fromCharCode(FORMAT_VERSION, images.number);
  const text =
    kind + u32(version) + u32(fromUtcSeconds) + u32(images.writtenBytes) + u32(images.medium.crc32(images.sums));
  const header = text + u32(images.medium.crc32(text));
  const offset = place * placeBytes(images);
  if (!programAndHolds(images, offset, header) || !programAndHolds(images, offset + MARKS + 1, COMMITTED)) return false;
  images.headers[place] = header;
  return true;
}

/** Version of the whole image in a place, 0 where there is none. Versions begin with 1. */
export function imageVersion(images: Images, place: number): number {
  return images.headers[place] === "" ? 0 : readU32(images.headers[place]!, 4);
}

export function imageFromUtcSeconds(images: Images, place: number): number {
  return images.headers[place] === "" ? 0 : readU32(images.headers[place]!, 8);
}

/** A piece of a whole image; "" where there is none, or not so much of it. */
export function readImage(images: Images, place: number, offset: number, length: number): string {
  const header = images.headers[place]!;
  return header !== "" && offset >= 0 && offset + length <= readU32(header, 12)
    ? readAt(images, bodyOffset(images, place) + offset, length)
    : "";
}
