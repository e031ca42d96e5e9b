// Somebody sends command after command that is refused, so that the record of what he did before falls off the end of the log.

import assert from "node:assert/strict";
import type { Bench } from "../../bench/bench.ts";
import { openLogOn } from "../../bench/flash-part.ts";
import { frame } from "../../bench/frame-receiver.ts";
import { logEntries } from "../../bench/log-entries.ts";
import { decodeLogFile } from "../../bench/log-file.ts";
import { exportedLog } from "../../bench/meter-logs.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { readU16, u32 } from "../../firmware/messages/bytes.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { SECURITY_MERGED_BYTES } from "../../firmware/messages/security-entry.ts";

import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { appendEntry, payloadBytes, RECORD_DATA, RECORD_MERGED } from "../../firmware/store/log.ts";
import type { Log } from "../../firmware/store/log.ts";
import { flushMerged, mergeEntry } from "../../firmware/store/merge.ts";
import type { Merger } from "../../firmware/store/merge.ts";
import { HEAD_BYTES } from "../../firmware/store/slot.ts";
import { contentOf, exported, exportedFrom, freshPart, KEYS, METROLOGY, OFF_SWITCH, SECURITY } from "../log-rig.ts";
import { target, wait } from "./rig.ts";

const COMMANDS = 100_000;
const START_S = 1_768_500_000;
const HOUR_MS = 3_600_000;
/** Of the off-switch processor: messages/log-entry.ts. */
const SWITCH_ENTRY_BYTES = 8;
const EARLIER = "cover opened";
/** Messages that a stranger sends within the first window. */
const STRANGE = 50;

interface Flood {
  readonly log: Log;
  readonly merger: Merger;
  readonly part: ReturnType<typeof freshPart>;
}

/** Refused commands of some kinds, one each `spacingMs`, and the once-a-second work of the kernel. */
function flood(kinds: readonly string[], spacingMs: number): Flood {
  const part = freshPart();
  const log = openLogOn(part, SECURITY, KEYS);
  assert.ok(appendEntry(log, EARLIER, 1));
  const merger: Merger = { log, kinds: [] };
  let dueMs = 0;
  for (let i = 0; i < COMMANDS; i++) {
    const nowMs = i * spacingMs;
    for (; dueMs <= nowMs; dueMs += 1000) flushMerged(merger, dueMs);
    const entry = u32(START_S + Math.floor(nowMs / 1000)) + kinds[i % kinds.length]!;
    assert.ok(mergeEntry(merger, entry, nowMs));
  }
  return { log, merger, part };
}

/** How many commands the log speaks of. */
function counted(log: Log, kinds: readonly string[]): number {
  let sum = 0;
  for (const { text } of exported(log).records) {
    const type = text.charCodeAt(0);
    const payload = text.slice(HEAD_BYTES, HEAD_BYTES + text.charCodeAt(1));
    if (type === RECORD_DATA && kinds.includes(payload.slice(4))) sum++;
    if (type === RECORD_MERGED && kinds.includes(payload.slice(6))) sum += readU16(payload, 0);
  }
  return sum;
}

/** How many refusals each record of a meter's security log speaks of. */
function refusals(bench: Bench): number[] {
  const entries = logEntries(decodeLogFile(exportedLog(bench, "security")));
  return entries.filter(({ text }) => text.startsWith("refused what did not open")).map(({ count }) => count);
}

/** As long as what the meter merges. */
const kind = (event: string): string => event.padEnd(SECURITY_MERGED_BYTES - 4, "\0");
const ONE = kind("R0");
const EIGHT = Array.from({ length: 8 }, (_, i) => kind(`R${i}`));

describe("attack: a log is flooded with trivia", () => {
  for (const [kinds, spacingMs] of [
    [[ONE], 36],
    [[ONE], 360],
    [EIGHT, 360],
  ] as const) {
    const hours = (COMMANDS * spacingMs) / HOUR_MS;
    it(`100 000 refused commands of ${kinds.length} kind(s) in ${hours} h: what was there before stays, and all are counted`, () => {
      const { log, merger } = flood(kinds, spacingMs);
      const { records } = exported(log);
      assert.equal(log.oldest, 1);
      assert.equal(records[1]!.text.slice(HEAD_BYTES, HEAD_BYTES + EARLIER.length), EARLIER);
      // Windows of 1, 2, 4 ... minutes: a doubling of the time is one more record for each kind.
      assert.ok(records.length < kinds.length * (3 + Math.log2(60 * hours + 1)) + 2, `${records.length} records`);
      const inMemory = merger.kinds.reduce((sum, { count }) => sum + count, 0);
      assert.equal(counted(log, kinds) + inMemory, COMMANDS);
      flushMerged(merger, 100 * HOUR_MS);
      assert.equal(counted(log, kinds), COMMANDS);
      assert.deepEqual(verifyLog(exported(log), KEYS).verdict, { kind: "intact", restarts: [] });
    });
  }

  it("a power cut costs the count of the window that was open, and nothing else", () => {
    const { merger, part } = flood([ONE], 360);
    const inMemory = merger.kinds.reduce((sum, { count }) => sum + count, 0);
    assert.ok(inMemory > 0);
    assert.equal(counted(openLogOn(part, SECURITY, KEYS), [ONE]), COMMANDS - inMemory);
  });

  it("the other logs do not change by a byte", () => {
    const untouched = freshPart();
    const { part } = flood([ONE], 36);
    for (const segment of [METROLOGY, OFF_SWITCH]) {
      assert.equal(contentOf(part, segment), contentOf(untouched, segment));
      assert.deepEqual(verifyLog(exportedFrom(part, segment), KEYS).verdict, { kind: "intact", restarts: [] });
    }
  });

  it("succeeds where entries are not merged", () => {
    const log = openLogOn(freshPart(), SECURITY, KEYS);
    assert.ok(appendEntry(log, EARLIER, 1));
    for (let i = 0; i < 1000; i++) assert.ok(appendEntry(log, u32(START_S + i) + ONE, 1));
    assert.ok(log.oldest > 2);
    assert.equal(
      exported(log).records.some(({ text }) => text.includes(EARLIER)),
      false,
    );
  });

  it("any entry that is merged leaves room for its count", () => {
    for (const [system, name, bytes] of [
      [meterSystem, "security-log", SECURITY_MERGED_BYTES],
      [offSwitchSystem, "switch-log", SWITCH_ENTRY_BYTES],
    ] as const) {
      const { slotBytes } = system.segments.find((segment) => segment.name === name)!;
      assert.ok(payloadBytes(slotBytes) - 2 >= bytes, name);
    }
  });

  it("a stranger at the WAN of a whole meter fills one record, and another with the count of the rest", async () => {
    const bench = await target();
    wait(bench, 60);
    const before = refusals(bench).length;
    for (let i = 0; i < STRANGE; i++) {
      bench.toWan(frame(ROUTE_CS + String.fromCharCode(i).repeat(120)));
      wait(bench, 0.5);
    }
    wait(bench, 120);
    assert.equal(before, 0);
    assert.deepEqual(refusals(bench), [1, STRANGE - 1]);
  });
});
