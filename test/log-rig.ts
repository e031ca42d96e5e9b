// A meter's logs below the level of a bus: a small provisioned part, its keys, what an attacker may do to an exported log and to cells.

import assert from "node:assert/strict";
import nacl from "tweetnacl";
import { fromByteString, toByteString } from "../bench/byte-string.ts";
import { Random } from "../bench/engine/random.ts";
import { openDumpedLog, openLogOn, provisionedPart } from "../bench/flash-part.ts";
import type { PartSegment } from "../bench/flash-part.ts";
import { makeKeys } from "../bench/key-file.ts";
import { decodeLogFile, exportLog } from "../bench/log-file.ts";
import type { LogFile, LogFileRecord } from "../bench/log-file.ts";
import type { NorArray } from "../bench/parts/nor-array.ts";
import { u32 } from "../firmware/messages/bytes.ts";
import { appendEntry, textBytes } from "../firmware/store/log.ts";
import type { Log } from "../firmware/store/log.ts";
import { isCommitted, slotSequence } from "../firmware/store/slot.ts";
import { SECTOR_BYTES } from "../hal/nor-flash.ts";

const random = new Random(20);
export const METER_KEYS = makeKeys("HASM0001", (count) => random.byteString(count));
export const KEYS = METER_KEYS.meterLogs;

function segment(
  number: number,
  name: string,
  kind: PartSegment["kind"],
  sectors: number,
  slotBytes: number,
): PartSegment {
  const baseAddress = (number - 1) * 8 * SECTOR_BYTES;
  return {
    name,
    number,
    kind,
    baseAddress,
    bytes: sectors * SECTOR_BYTES,
    slotBytes,
    values: kind === "values" ? 8 : 0,
  };
}

export const METROLOGY = segment(1, "metrology-log", "log", 8, 64);
export const SECURITY = segment(2, "security-log", "log", 8, 64);
export const OFF_SWITCH = segment(3, "off-switch-log", "log", 8, 128);
export const TARIFFS = segment(4, "tariffs", "image", 8, 0);
export const PARAMETERS = segment(5, "parameters", "values", 8, 32);
export const SEGMENTS = [METROLOGY, SECURITY, OFF_SWITCH, TARIFFS, PARAMETERS];
export const PART_BYTES = SEGMENTS.length * 8 * SECTOR_BYTES;

export function freshPart(): NorArray {
  return provisionedPart(PART_BYTES, SEGMENTS, KEYS);
}

export function contentOf(part: NorArray, { baseAddress, bytes }: PartSegment): string {
  return toByteString(part.read(baseAddress, bytes));
}

/** Entries that say their own number. */
export function fill(log: Log, count: number): void {
  for (let i = 0; i < count; i++) assert.ok(appendEntry(log, `entry ${i}`.padEnd(12), 1));
}

/** A part whose security log has so many records, the one of provisioning included. */
export function partWith(records: number, of: PartSegment = SECURITY): { part: NorArray; log: Log } {
  const part = freshPart();
  const log = openLogOn(part, of, KEYS);
  fill(log, records - 1);
  return { part, log };
}

export function exported(log: Log): LogFile {
  return decodeLogFile(exportLog(log));
}

/** Address of the slot in which a record stands. */
export function slotAddress(part: NorArray, record: number, of: PartSegment = SECURITY): number {
  const { baseAddress, bytes, slotBytes } = of;
  for (let at = baseAddress; at < baseAddress + bytes; at += slotBytes) {
    const slot = toByteString(part.cells.subarray(at, at + slotBytes));
    if (!slot.startsWith("HS") && isCommitted(slot) && slotSequence(slot) === record) return at;
  }
  assert.fail(`record ${record} is nowhere`);
}

/** What is exported from a part that was read out. */
export function exportedFrom(part: NorArray, of: PartSegment = SECURITY): LogFile {
  return exported(openDumpedLog(part.cells, of, KEYS));
}

/** The file with its records changed, one way or another. */
export function withRecords(file: LogFile, change: (records: LogFileRecord[]) => LogFileRecord[]): LogFile {
  return { ...file, records: change([...file.records]) };
}

export function flipBit(text: string, bit: number): string {
  const at = bit >>> 3;
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << (bit & 7))) + text.slice(at + 1);
}

export interface Forged {
  readonly type: number;
  readonly sequence: number;
  readonly payload: string;
  /** 16 bytes. */
  readonly chainKey: string;
}

function box(purpose: string, of: PartSegment, sequence: number, chainKey: string, text: string): string {
  const nonce = KEYS.meterId + purpose + String.fromCharCode(of.number) + "\0".repeat(10) + u32(sequence);
  const plain = fromByteString("\0".repeat(32) + text);
  return toByteString(nacl.secretbox(plain, fromByteString(nonce), fromByteString(chainKey + KEYS.root)));
}

/** A record as somebody makes it who holds the root and some chain key, and the key that follows from it. */
export function forge(
  of: PartSegment,
  { type, sequence, payload, chainKey }: Forged,
): { record: LogFileRecord; next: string } {
  const head = String.fromCharCode(type, payload.length) + u32(sequence);
  const text = (head + payload).padEnd(textBytes(of.slotBytes), "\xff");
  const sealed = box("\x03", of, sequence, chainKey, text);
  return { record: { text, tag: sealed.slice(0, 16) }, next: sealed.slice(16, 32) };
}

export function forgeClosing(of: PartSegment, sequence: number, chainKey: string): string {
  return box("\x04", of, sequence, chainKey, "").slice(0, 16);
}
