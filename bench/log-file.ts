// The exported log file: the records of one log in the order in which they stand, and the tag that says where the log ends.
// It only writes and reads the file; whether its content is what the meter wrote is decided in verify-log.ts.
//
//   0 "HL1" 3 · 3 meter id 8 · 11 segment number 1 · 12 bytes of a record's text 1 · 13 number of records 4 ·
//   then each record: text (type 1 · length 1 · sequence 4 · payload) · tag 16 · at the end: closing tag 16

import { readU32, u32 } from "../firmware/messages/bytes.ts";
import { TAG_BYTES } from "../firmware/store/chain.ts";
import { closing, readRecord, textBytes } from "../firmware/store/log.ts";
import type { Log } from "../firmware/store/log.ts";
import { HEAD_BYTES } from "../firmware/store/slot.ts";

const MAGIC = "HL";
const VERSION = "1";
const HEADER_BYTES = 17;
/** With place for the marks of a sector's first record. */
const LEAST_TEXT_BYTES = HEAD_BYTES + 8;

/** A record as it was exported. Nothing in it is vouched for. */
export interface LogFileRecord {
  /** Type to payload, filled up with ones. */
  readonly text: string;
  readonly tag: string;
}

export interface LogFile {
  readonly meterId: string;
  readonly segment: number;
  /** The same for each record, 14 to 255. */
  readonly textBytes: number;
  readonly records: readonly LogFileRecord[];
  /** 16 bytes, or "" where the file ends before it. */
  readonly closing: string;
}

/** What keeps a file from being read. To blame is the file, or whoever gave it. */
export type LogFileErrorKind = "not-a-log" | "other-version" | "bad-record-size" | "cut-short" | "too-long";

export class LogFileError extends Error {
  override readonly name = "LogFileError";
  readonly kind: LogFileErrorKind;

  constructor(kind: LogFileErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Bytes of a file for a person to see: nothing in them reaches the terminal as a control character. */
export function quoted(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]|["\\]/g, (c) => "\\x" + c.charCodeAt(0).toString(16).padStart(2, "0"));
  return `"${plain}"`;
}

const bytes = (count: number): string => (count === 1 ? "1 byte" : `${count} bytes`);

export function encodeLogFile(file: LogFile): string {
  const head = MAGIC + VERSION + file.meterId + String.fromCharCode(file.segment, file.textBytes);
  const records = file.records.map(({ text, tag }) => text + tag).join("");
  return head + u32(file.records.length) + records + file.closing;
}

/** Reads an exported log. Throws LogFileError. A file that lacks its closing tag, and nothing else, is read without one. */
export function decodeLogFile(file: string): LogFile {
  if (!file.startsWith(MAGIC)) throw new LogFileError("not-a-log", "is no exported log");
  const version = file.slice(MAGIC.length, MAGIC.length + 1);
  if (version !== "" && version !== VERSION)
    throw new LogFileError("other-version", `is an exported log of version ${quoted(version)}, not "${VERSION}"`);
  const short = (wanted: number): LogFileError =>
    new LogFileError("cut-short", `is cut short: ${bytes(wanted - file.length)} missing`);
  if (file.length < HEADER_BYTES) throw short(HEADER_BYTES);
  const size = file.charCodeAt(12);
  if (size < LEAST_TEXT_BYTES)
    throw new LogFileError("bad-record-size", `has records of ${bytes(size)}, which is too few`);
  const count = readU32(file, 13);
  const end = HEADER_BYTES + count * (size + TAG_BYTES);
  const whole = end + TAG_BYTES;
  if (file.length > whole) throw new LogFileError("too-long", `is ${bytes(file.length - whole)} longer than it says`);
  if (file.length < whole && file.length !== end) throw short(whole);
  const records: LogFileRecord[] = [];
  for (let at = HEADER_BYTES; at < end; at += size + TAG_BYTES)
    records.push({ text: file.slice(at, at + size), tag: file.slice(at + size, at + size + TAG_BYTES) });
  return {
    meterId: file.slice(3, 11),
    segment: file.charCodeAt(11),
    textBytes: size,
    records,
    closing: file.slice(end),
  };
}

/** An opened log as a file. Records that can no longer be read are left out: their numbers are then missing in it. */
export function exportLog(log: Log): string {
  const { ring } = log;
  const size = textBytes(ring.slotBytes);
  const records: LogFileRecord[] = [];
  for (let sequence = log.oldest; sequence <= ring.record; sequence++) {
    const record = readRecord(log, sequence);
    if (record !== "") records.push({ text: record.slice(0, size), tag: record.slice(size) });
  }
  const { meterId } = log.root;
  return encodeLogFile({ meterId, segment: ring.number, textBytes: size, records, closing: closing(log) });
}
