// What the metrology log of a meter says, for a bill: its entries, in the order in which they were written, and what is missing between them.
// It reads the bytes by itself, as docs/flash-format.md and docs/tariff.md give them, and shares nothing with the firmware that wrote them.
//
//   UTC seconds of the end 4 · import register Wh 4 · export register Wh 4 · rate, bits 0-2 1 · low byte of the tariff's version 1 ·
//   status 1 · alarms 1

import type { LogFileRecord } from "../log-file.ts";
import { UserError } from "../user-error.ts";

const DATA = 129;
const MERGED = 130;
const HEAD_BYTES = 6;
const ENTRY_BYTES = 16;
const RATE_BITS = 7;

export interface Entry {
  /** Number of its record. */
  readonly record: number;
  /** 0: the meter did not know the time. */
  readonly utcSeconds: number;
  readonly importWh: number;
  /** From 0 on. */
  readonly rate: number;
  /** Low byte of its version; 0: none was in force. */
  readonly tariff: number;
  readonly status: number;
  readonly alarms: number;
}

export interface Span {
  readonly first: number;
  readonly last: number;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** Whether the first record of all is among them, so that the register began at 0. */
  readonly fromTheBeginning: boolean;
  /** Numbers of records that the file lacks between its first and its last. */
  readonly missing: readonly Span[];
}

function entryOf(record: number, bytes: Buffer): Entry {
  return {
    record,
    utcSeconds: bytes.readUInt32BE(0),
    importWh: bytes.readUInt32BE(4),
    rate: bytes.readUInt8(12) & RATE_BITS,
    tariff: bytes.readUInt8(13),
    status: bytes.readUInt8(14),
    alarms: bytes.readUInt8(15),
  };
}

/** The entry in a record: a log has records of its own between them, which say nothing of energy. Throws UserError. */
function entryIn(record: number, text: Buffer): Entry | undefined {
  const type = text.readUInt8(0);
  if (type !== DATA && type !== MERGED) return undefined;
  const head = type === MERGED ? HEAD_BYTES + 2 : HEAD_BYTES;
  const entry = text.subarray(head, HEAD_BYTES + text.readUInt8(1));
  if (entry.length !== ENTRY_BYTES) throw new UserError(`record ${record} is no entry of a metrology log`);
  return entryOf(record, entry);
}

/** Throws UserError where the records are not those of a metrology log, or not in their order. */
export function entriesOf(records: readonly LogFileRecord[]): Entries {
  const entries: Entry[] = [];
  const missing: Span[] = [];
  let first = 0;
  let before = 0;
  for (const { text } of records) {
    const bytes = Buffer.from(text, "latin1");
    const record = bytes.readUInt32BE(2);
    if (record <= before) throw new UserError(`record ${record} stands behind record ${before}: this cannot be billed`);
    if (first === 0) first = record;
    else if (record > before + 1) missing.push({ first: before + 1, last: record - 1 });
    before = record;
    const entry = entryIn(record, bytes);
    if (entry !== undefined) entries.push(entry);
  }
  return { entries, fromTheBeginning: first === 1, missing };
}
