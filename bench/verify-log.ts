// Decides whether an exported log is what the meter wrote, and if not, names the first thing that is wrong with it. It is given the keys
// of the central system and believes nothing in the file. What it cannot know: whether a part was set back to an earlier state of itself,
// whole; whether records at the beginning that were acknowledged long ago fell off or were taken away.

import { readU16, readU32 } from "../firmware/messages/bytes.ts";
import { RECORD_ACKNOWLEDGED, RECORD_BEGIN, RECORD_MERGED, RECORD_RESTART } from "../firmware/store/log.ts";
import { HEAD_BYTES } from "../firmware/store/slot.ts";
import { fromByteString } from "./byte-string.ts";
import type { LogKeys } from "./key-file.ts";
import { ChainSeal, KeyChain, NO_CHAIN_KEY } from "./log-chain.ts";
import type { LogFile } from "./log-file.ts";

/**
 * What is wrong. `record` is the number of the record that should stand where the file is wrong. "edited": something stands there that the
 * meter did not write. "removed": nothing stands there, or the part could not read it any more. "out-of-order": another record of
 * this log stands there. "cut-off": the meter wrote more records after `record`.
 */
export interface Finding {
  readonly kind: "edited" | "removed" | "out-of-order" | "cut-off";
  readonly record: number;
}

export type Verdict =
  /** `restarts`: 1 where there is no first chain key, for the part was never provisioned: all is vouched for under the root alone. */
  | { readonly kind: "intact"; readonly restarts: readonly number[] }
  | Finding
  /**
   * At `record` the chain begins under no key from before. What stands before is vouched for; what comes after only under the root, which
   * whoever has read the part and the chip holds. `after`: the first thing wrong there.
   */
  | {
      readonly kind: "begins-anew";
      readonly record: number;
      readonly restarts: readonly number[];
      readonly after: Finding | undefined;
    }
  | { readonly kind: "wrong-meter"; readonly expected: string; readonly found: string }
  /** Nothing in the file was made under these keys. */
  | { readonly kind: "wrong-keys" };

export interface LogSummary {
  /** In the file. */
  readonly records: number;
  /** From the first on, up to what is wrong or to the end. */
  readonly verified: number;
  /** Numbers of the first and the last record, 0 where there is none. */
  readonly first: number;
  readonly last: number;
  /** Records before the first, which made place. */
  readonly dropped: number;
  /** Of those the ones that nobody had acknowledged, as the log itself says last. */
  readonly lostUnacknowledged: number;
  /** Records that stand for several equal entries, and the number of those entries. */
  readonly mergedRecords: number;
  readonly mergedEntries: number;
}

export interface Verification {
  readonly verdict: Verdict;
  readonly summary: LogSummary;
}

/** How far a number may lie from those beside it, or beyond the others, and still be walked to: farther off it is taken for an edit. */
const NEAR = 65_536;
/** One record each 38 s for 20 years: numbers above are taken for edits, so that no file keeps a verifier busy for hours. */
const HIGHEST = 16_777_216;

interface Checked {
  readonly text: string;
  readonly type: number;
  readonly sequence: number;
  /** The meter wrote it, under the number that it gives. */
  readonly good: boolean;
  /** It is the first of a chain that begins where none should. */
  readonly restart: boolean;
}

interface Evidence {
  readonly records: readonly Checked[];
  /** Whether the file's closing tag says that this record is the last. */
  readonly endsAfter: (sequence: number) => boolean;
}

function highestToWalk(numbers: readonly number[]): number {
  const isNear = (one: number, other: number | undefined): boolean =>
    other !== undefined && Math.abs(one - other) <= NEAR;
  let highest = 0;
  for (const [i, one] of numbers.entries())
    if (numbers.length === 1 || isNear(one, numbers[i - 1]) || isNear(one, numbers[i + 1]))
      highest = Math.max(highest, one);
  return Math.min(highest + NEAR, HIGHEST);
}

/** Looks at each record by itself. */
function examine(file: LogFile, keys: LogKeys): Evidence {
  const seal = new ChainSeal(keys.meterId, file.segment, keys.root);
  const numbers = file.records.map(({ text }) => readU32(text, 2));
  const wanted = new Set([1, ...numbers, ...numbers.map((number) => number + 1)]);
  const limit = highestToWalk(numbers);
  const firstKey = keys.firstKeys.get(file.segment);
  let chain = new KeyChain(seal, 1, firstKey === undefined ? NO_CHAIN_KEY : fromByteString(firstKey), wanted, limit);
  const records = file.records.map(({ text, tag }, i): Checked => {
    const sequence = numbers[i]!;
    const type = text.charCodeAt(0);
    const isProvisionedLater = sequence > 1 || firstKey !== undefined;
    const restart = type === RECORD_RESTART && isProvisionedLater && seal.sealed(NO_CHAIN_KEY, sequence, text, tag);
    if (restart) chain = new KeyChain(seal, sequence, NO_CHAIN_KEY, wanted, limit);
    const key = chain.keyOf(sequence);
    return {
      text,
      type,
      sequence,
      restart,
      good: restart || (key !== undefined && seal.sealed(key, sequence, text, tag)),
    };
  });
  const endsAfter = (sequence: number): boolean => {
    const key = file.closing === "" ? undefined : chain.keyOf(sequence + 1);
    return key !== undefined && seal.closed(key, sequence, file.closing);
  };
  return { records, endsAfter };
}

/** The number that the first record should have: by the first good one and its place. */
function firstNumber(records: readonly Checked[]): number {
  const place = records.findIndex(({ good }) => good);
  return place < 0 ? (records[0]?.sequence ?? 1) : Math.max(1, records[place]!.sequence - place);
}

/** What the last good record that has marks says of its log. */
function lastMarks(records: readonly Checked[]): { readonly acknowledged: number; readonly lost: number } {
  const hasMarks = [RECORD_BEGIN, RECORD_ACKNOWLEDGED, RECORD_RESTART];
  const text = records.findLast(({ good, type }) => good && hasMarks.includes(type))?.text;
  if (text === undefined) return { acknowledged: 0, lost: 0 };
  return { acknowledged: readU32(text, HEAD_BYTES), lost: readU32(text, HEAD_BYTES + 4) };
}

/** What is wrong at the beginning: a log begins with its first record, or with that of a sector, and says what it lost. */
function wrongBefore({ records }: Evidence): Finding | undefined {
  const first = records[0];
  if (first === undefined || !first.good || first.sequence === 1) return undefined;
  const { acknowledged, lost } = lastMarks(records);
  const isBeginning = first.type === RECORD_BEGIN || first.type === RECORD_RESTART;
  const isAnnounced = first.sequence - 1 - acknowledged <= lost;
  return isBeginning && isAnnounced ? undefined : { kind: "removed", record: first.sequence - 1 };
}

/** What is wrong with the record at a place where `expected` should stand. */
function wrongAt(records: readonly Checked[], place: number, expected: number): Finding | undefined {
  const one = records[place]!;
  if (one.good && one.sequence === expected) return undefined;
  if (!one.good) {
    // The number that it gives may be edited, too: how far the next good one lies from here tells whether some are missing before it.
    const next = records.findIndex(({ good }, i) => good && i > place);
    const isLater = next >= 0 && records[next]!.sequence - (next - place) > expected;
    return { kind: isLater ? "removed" : "edited", record: expected };
  }
  const standsElsewhere = records.some(({ good, sequence }, i) => good && i > place && sequence === expected);
  return { kind: one.sequence < expected || standsElsewhere ? "out-of-order" : "removed", record: expected };
}

/** The restarts before the first other finding, that finding, and how many records stand right before it. */
function inspect(evidence: Evidence): { restarts: number[]; finding: Finding | undefined; verified: number } {
  const { records } = evidence;
  const restarts: number[] = [];
  const before = wrongBefore(evidence);
  if (before !== undefined) return { restarts, finding: before, verified: 0 };
  let expected = firstNumber(records);
  for (const [place, one] of records.entries()) {
    const finding = wrongAt(records, place, expected);
    if (finding !== undefined) return { restarts, finding, verified: place };
    if (one.restart) restarts.push(expected);
    expected++;
  }
  const last = expected - 1;
  const finding: Finding | undefined = evidence.endsAfter(last) ? undefined : { kind: "cut-off", record: last };
  return { restarts, finding, verified: records.length };
}

/** Whether nothing before the first restart, nor the end, was made under the keys. */
function isForeign({ records, endsAfter }: Evidence): boolean {
  const restart = records.findIndex(({ restart }) => restart);
  const mine = restart < 0 ? records : records.slice(0, restart);
  if (mine.length === 0 || mine.some(({ good }) => good)) return false;
  return restart >= 0 || !endsAfter(mine.at(-1)!.sequence);
}

function summarize(records: readonly Checked[], verified: number): LogSummary {
  const first = records.length > 0 ? firstNumber(records) : 0;
  const merged = records.slice(0, verified).filter(({ type }) => type === RECORD_MERGED);
  return {
    records: records.length,
    verified,
    first,
    last: records.at(-1)?.sequence ?? 0,
    dropped: Math.max(0, first - 1),
    lostUnacknowledged: lastMarks(records).lost,
    mergedRecords: merged.length,
    mergedEntries: merged.reduce((sum, { text }) => sum + readU16(text, HEAD_BYTES), 0),
  };
}

export function verifyLog(file: LogFile, keys: LogKeys): Verification {
  const unknown = { ...summarize([], 0), records: file.records.length };
  if (file.meterId !== keys.meterId)
    return { verdict: { kind: "wrong-meter", expected: keys.meterId, found: file.meterId }, summary: unknown };
  const evidence = examine(file, keys);
  if (isForeign(evidence)) return { verdict: { kind: "wrong-keys" }, summary: unknown };
  const { restarts, finding, verified } = inspect(evidence);
  const summary = summarize(evidence.records, verified);
  const [record] = restarts;
  if (record !== undefined) return { verdict: { kind: "begins-anew", record, restarts, after: finding }, summary };
  if (finding !== undefined) return { verdict: finding, summary };
  return { verdict: { kind: "intact", restarts: keys.firstKeys.has(file.segment) ? [] : [1] }, summary };
}
