// A log: a ring of authenticated records with sequence numbers, of which the oldest sector falls off the end when all are full. What
// falls off is counted, and said aloud where nobody had acknowledged it. It does not know what its records mean, nor the time.
//
// A slot (slot.ts) goes on after its payload: tag 16 · CRC-32 4 · next chain key 16 · CRC-32 of that key 4. The key of a record that
// has been written is overwritten with zeros.

import type { ChainRoot } from "./chain.ts";
import { CHAIN_KEY_BYTES, chainStep, closingTag, TAG_BYTES } from "./chain.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import { programAndHolds, readAt } from "./port.ts";
import { recover, walk } from "./recover.ts";
import { advance, slotCount, slotOffset, STORE_PART, write } from "./ring.ts";
import type { Ring } from "./ring.ts";
import { BODY, CRC_BYTES, encodeText, HEAD_BYTES, isCommitted, isSound, isVoid, PAYLOAD } from "./slot.ts";
import { slotSequence, slotType } from "./slot.ts";

/** The first record of a sector. Its payload are the marks: last acknowledged sequence number 4 · records lost unacknowledged 4. */
export const RECORD_BEGIN = 128;
export const RECORD_DATA = 129;
/** So many equal entries, from one to 65535, in one record: count 2 · entry. */
export const RECORD_MERGED = 130;
/** So many per cent of the log wait to be acknowledged: 1. */
export const RECORD_FILL = 131;
/** Everything up to the sequence number in its marks is in safe hands. */
export const RECORD_ACKNOWLEDGED = 132;
/** The chain begins here, under no key from before: the part was not provisioned, or its key was lost. With marks. */
export const RECORD_RESTART = 133;

const KEY_FIELD_BYTES = 20;
export const NO_KEY = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
/** Of which all but one stand before it: the first of a sector, one for a full log, and others for slots that are spoilt. */
const MOST_RECORDS = 8;
const NO_KEY_FIELD = NO_KEY + "\0\0\0\0";

export interface Log {
  readonly ring: Ring;
  readonly root: ChainRoot;
  /** Of the record to come; all zero: there is none, the chain restarts. */
  key: string;
  /** Where that key lies in the part; -1: nowhere. */
  keyOffset: number;
  acknowledged: number;
  /** Which fill has a record since it was reached: 0, 75 or 90. */
  announced: number;
  /** Sequence number of the oldest record that is still there. */
  oldest: number;
  /** Records that fell off before they were acknowledged. */
  lost: number;
}

/** Bytes of text that the tag covers: type, length, sequence, payload. */
export function textBytes(slotBytes: number): number {
  return slotBytes - BODY - TAG_BYTES - CRC_BYTES - KEY_FIELD_BYTES;
}

/** What the CRC of a slot covers. */
export function coveredBytes(slotBytes: number): number {
  return textBytes(slotBytes) + TAG_BYTES;
}

/** The longest payload. */
export function payloadBytes(slotBytes: number): number {
  return textBytes(slotBytes) - HEAD_BYTES;
}

/** The chain key that a slot holds for the next record, or no key. */
function keyOf(log: Log, slot: string): string {
  const at = log.ring.slotBytes - KEY_FIELD_BYTES;
  const key = slot.substr(at, CHAIN_KEY_BYTES);
  return key !== NO_KEY && log.ring.medium.crc32(key) === readU32(slot, at + CHAIN_KEY_BYTES) ? key : NO_KEY;
}

/** Overwrites the chain key in a slot. A key that is zero already costs nothing. */
function destroyKey(log: Log, offset: number): void {
  const ring = log.ring;
  if (offset >= 0 && readAt(ring, offset, KEY_FIELD_BYTES) !== NO_KEY_FIELD)
    programAndHolds(ring, offset, NO_KEY_FIELD);
}

function keyOffset(log: Log, sequence: number, slot: number): number {
  return slotOffset(log.ring, sequence, slot + 1) - KEY_FIELD_BYTES;
}

/** Finds the end of the log, its chain key and its marks. False: it cannot be used, the ring's `fault` says why. */
export function openLog(log: Log): boolean {
  const ring = log.ring;
  let place = 0;
  let marked = false;
  log.key = NO_KEY;
  log.keyOffset = -1;
  ring.record = 0;
  const opened = recover(
    ring,
    (slot) => keyOf(log, slot) !== NO_KEY,
    (text, slot, sound) => {
      if (place === 0) {
        log.key = keyOf(log, text);
        log.keyOffset = keyOffset(log, ring.sequence, slot);
      } else if (place === 1) destroyKey(log, keyOffset(log, ring.sequence, slot));
      place++;
      if (!sound) return false;
      // A damaged record in between had its number, too.
      if (ring.record === 0) ring.record = slotSequence(text) + place - 1;
      marked = marked || readMarks(log, text);
      return marked && place > 1;
    },
  );
  // The key before the first record of a sector lies in the sector before.
  if (opened && place === 1 && ring.sequence > ring.sectors)
    walk(ring, ring.sequence - 1, slotCount(ring) - 1, (_text, slot) => {
      destroyKey(log, keyOffset(log, ring.sequence - 1, slot));
      return true;
    });
  log.oldest = oldestRecord(log, ring.sequence);
  // Rather said twice than not at all: the record that says it may be the one that a power cut took.
  log.announced = fillPercent(log, -2);
  return opened;
}

function readMarks(log: Log, slot: string): boolean {
  const type = slotType(slot);
  if (type !== RECORD_BEGIN && type !== RECORD_ACKNOWLEDGED && type !== RECORD_RESTART) return false;
  log.acknowledged = readU32(slot, PAYLOAD);
  log.lost = readU32(slot, PAYLOAD + 4);
  return true;
}

function marks(log: Log): string {
  return u32(log.acknowledged) + u32(log.lost);
}

/** Sequence number of the first record of a sector, 0 where none can be read. */
function firstRecord(ring: Ring, sequence: number): number {
  for (let slot = 1; sequence >= ring.sectors && slot < slotCount(ring); slot++) {
    const text = readAt(ring, slotOffset(ring, sequence, slot), ring.slotBytes);
    if (text === "" || isVoid(text) || !isCommitted(text)) continue;
    if (isSound(text, ring.soundBytes, ring.medium.crc32)) return slotSequence(text);
    ring.damaged++;
  }
  return 0;
}

/** The oldest record where `newest` is the last sector: one less than all sectors count, the one after `newest` is as good as gone. */
function oldestRecord(log: Log, newest: number): number {
  const ring = log.ring;
  for (let sequence = Math.max(ring.sectors, newest + 2 - ring.sectors); sequence <= newest; sequence++) {
    const first = firstRecord(ring, sequence);
    if (first > 0) return first;
  }
  return ring.record + 1;
}

/** Begins the next sector; what falls off for it is counted in its first record. */
function nextSector(log: Log): boolean {
  const ring = log.ring;
  if (!advance(ring, 1)) return false;
  const oldest = oldestRecord(log, ring.sequence);
  const lost = oldest - 1 - Math.max(log.acknowledged, log.oldest - 1);
  if (lost > 0) log.lost += lost;
  log.oldest = oldest;
  return true;
}

/** 75 or 90 where so many per cent of the log wait to be acknowledged, `more` records from now; else 0. */
function fillPercent(log: Log, more: number): number {
  const ring = log.ring;
  // One sector is erased, and one may just have been begun.
  const capacity = (ring.sectors - 2) * (slotCount(ring) - 2);
  const waiting = ring.record + more - Math.max(log.acknowledged, log.oldest - 1);
  if (waiting * 10 >= capacity * 9) return 90;
  return waiting * 4 >= capacity * 3 ? 75 : 0;
}

/**
 * The text of the record that has to be written next so that one of this type and payload gets into the log: that one, or one that
 * comes before it. "": the log cannot take it, the ring's `fault` says why.
 */
export function nextText(log: Log, type: number, payload: string): string {
  const ring = log.ring;
  // After a part that was away, or a record that the engine gave up in the middle, the log is opened anew.
  if ((ring.writing || ring.fault === STORE_PART) && !openLog(log)) return "";
  const full = ring.slot >= slotCount(ring);
  if (full && (!ring.begun || !nextSector(log))) return "";
  const percent = fillPercent(log, 1);
  if (percent < log.announced) log.announced = percent;
  if (log.key === NO_KEY || !ring.begun) {
    type = log.key === NO_KEY ? RECORD_RESTART : RECORD_BEGIN;
    payload = marks(log);
  } else if (percent > log.announced && type !== RECORD_ACKNOWLEDGED) {
    type = RECORD_FILL;
    payload = String.fromCharCode(percent);
  }
  return encodeText(type, ring.record + 1, payload, textBytes(ring.slotBytes));
}

/** Writes a record: its text, its tag and the key of the next one. False: not written; another try may find another slot. */
export function putRecord(log: Log, text: string, step: string): boolean {
  const ring = log.ring;
  const covered = text + step.substr(0, TAG_BYTES);
  const key = step.substr(TAG_BYTES);
  const coveredCrc = ring.medium.crc32(covered);
  const keyCrc = ring.medium.crc32(key);
  ring.writing = true;
  const written = write(ring, covered + u32(coveredCrc) + key + u32(keyCrc));
  if (written) {
    destroyKey(log, log.keyOffset);
    ring.record++;
    ring.begun = true;
    if (text.charCodeAt(0) === RECORD_FILL) log.announced = text.charCodeAt(HEAD_BYTES);
    log.key = key;
    log.keyOffset = keyOffset(log, ring.sequence, ring.tail);
  }
  ring.writing = false;
  return written;
}

/** Writes a record and whatever has to stand before it. True: it is in the log for good. Sealing and writing never need memory together. */
function append(log: Log, type: number, payload: string): boolean {
  if (payload.length > payloadBytes(log.ring.slotBytes)) return false;
  for (let tries = 0; tries < MOST_RECORDS; tries++) {
    const text = nextText(log, type, payload);
    if (text === "") return false;
    const step = chainStep(log.root, log.ring.number, log.key, log.ring.record + 1, text);
    if (putRecord(log, text, step) && text.charCodeAt(0) === type) return true;
  }
  return false;
}

/** Begins a log that is empty under its first chain key, 16 bytes. False: it is not empty, or could not be written. */
export function provision(log: Log, firstKey: string): boolean {
  if (log.ring.sequence >= log.ring.sectors) return false;
  log.key = firstKey;
  return append(log, RECORD_BEGIN, "");
}

/** Appends an entry of up to `payloadBytes`, or two less where it stands for `count` equal ones. True: it is in the log for good. */
export function appendEntry(log: Log, entry: string, count: number): boolean {
  return append(log, count > 1 ? RECORD_MERGED : RECORD_DATA, count > 1 ? u32(count).substr(2) + entry : entry);
}

/** Notes that all records up to `sequence` are in safe hands. False: there is no such record, or it could not be written. */
export function acknowledge(log: Log, sequence: number): boolean {
  if (sequence > log.ring.record) return false;
  if (sequence <= log.acknowledged) return true;
  const before = log.acknowledged;
  log.acknowledged = sequence;
  const done = append(log, RECORD_ACKNOWLEDGED, marks(log));
  if (!done) log.acknowledged = before;
  return done;
}

/** Type, length, sequence, payload and tag of a record; "" where it fell off, is damaged, or was never written. */
export function readRecord(log: Log, sequence: number): string {
  const ring = log.ring;
  if (sequence < log.oldest || sequence > ring.record) return "";
  let sector = Math.max(ring.sectors, ring.sequence + 2 - ring.sectors);
  for (let end = ring.sequence + 1; end - sector > 1;) {
    const middle = (sector + end) >> 1;
    const first = firstRecord(ring, middle);
    if (first > 0 && first <= sequence) sector = middle;
    else end = middle;
  }
  let found = "";
  walk(ring, sector, slotCount(ring) - 1, (text, _slot, sound) => {
    if (sound && slotSequence(text) === sequence) found = text.substr(BODY, ring.soundBytes);
    return found !== "" || (sound && slotSequence(text) < sequence);
  });
  return found;
}

/** 16 bytes that end an exported log: only who holds the next key can make them. */
export function closing(log: Log): string {
  return closingTag(log.root, log.ring.number, log.key, log.ring.record);
}
