// The verdict on an exported log that nobody touched, through all that happens to a log, and on keys that are not its own. What an attacker
// does to a log is in test/attack.

import assert from "node:assert/strict";
import { openLogOn, provisionedPart } from "../../bench/flash-part.ts";
import type { LogKeys } from "../../bench/key-file.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { acknowledge, appendEntry, RECORD_BEGIN, RECORD_DATA } from "../../firmware/store/log.ts";
import {
  exported,
  exportedFrom,
  fill,
  flipBit,
  forge,
  forgeClosing,
  freshPart,
  KEYS,
  METER_KEYS,
  METROLOGY,
  OFF_SWITCH,
  PART_BYTES,
  partWith,
  SECURITY,
} from "../log-rig.ts";

const intact = { kind: "intact", restarts: [] };
const verdictOf = (...given: Parameters<typeof verifyLog>): unknown => verifyLog(...given).verdict;

describe("the verdict on a log that nobody touched", () => {
  it("is intact from the first record to many sectors later, and counts what fell off", () => {
    const { log } = partWith(1);
    let dropped = 0;
    for (let round = 0; round < 30; round++) {
      fill(log, 37);
      const { verdict, summary } = verifyLog(exported(log), KEYS);
      assert.deepEqual(verdict, intact);
      assert.deepEqual(
        [summary.records, summary.verified, summary.last],
        [log.ring.record - log.oldest + 1, summary.records, log.ring.record],
      );
      assert.deepEqual(
        [summary.first, summary.dropped, summary.lostUnacknowledged],
        [log.oldest, log.oldest - 1, log.lost],
      );
      dropped = summary.dropped;
    }
    assert.ok(dropped > 600);
  });

  it("counts as lost only what nobody had acknowledged", () => {
    const { log } = partWith(400);
    assert.ok(acknowledge(log, 300));
    fill(log, 400);
    const { verdict, summary } = verifyLog(exported(log), KEYS);
    assert.deepEqual(verdict, intact);
    assert.ok(summary.first > 301);
    assert.equal(summary.lostUnacknowledged, summary.first - 1 - 300);
    assert.ok(acknowledge(log, log.ring.record));
    fill(log, 300);
    const later = verifyLog(exported(log), KEYS);
    assert.deepEqual([later.verdict, later.summary.lostUnacknowledged], [intact, summary.lostUnacknowledged]);
    assert.ok(later.summary.dropped > summary.dropped);
  });

  it("counts merged entries", () => {
    const { log } = partWith(5);
    for (const count of [7, 65_535, 2]) assert.ok(appendEntry(log, "same", count));
    const { verdict, summary } = verifyLog(exported(log), KEYS);
    assert.deepEqual([verdict, summary.mergedRecords, summary.mergedEntries], [intact, 3, 65_544]);
  });

  it("holds over starts, and for each log under its own key", () => {
    const part = freshPart();
    for (const segment of [METROLOGY, SECURITY, OFF_SWITCH]) {
      for (let start = 0; start < 12; start++) fill(openLogOn(part, segment, KEYS), 25);
      const file = exportedFrom(part, segment);
      assert.deepEqual(verdictOf(file, KEYS), intact);
      assert.deepEqual(verdictOf({ ...file, segment: segment.number === 1 ? 2 : 1 }, KEYS), { kind: "wrong-keys" });
    }
  });

  it("of 40 000 records takes seconds", function () {
    this.timeout(20_000);
    const records = [];
    let chainKey = KEYS.firstKeys.get(2)!;
    for (let sequence = 1; sequence <= 40_000; sequence++) {
      const type = sequence === 1 ? RECORD_BEGIN : RECORD_DATA;
      const { record, next } = forge(SECURITY, { type, sequence, payload: "\0".repeat(8), chainKey });
      records.push(record);
      chainKey = next;
    }
    const file = {
      meterId: "HASM0001",
      segment: 2,
      textBytes: 22,
      records,
      closing: forgeClosing(SECURITY, 40_000, chainKey),
    };
    const began = performance.now();
    const { verdict, summary } = verifyLog(file, KEYS);
    assert.deepEqual([verdict, summary.verified], [intact, 40_000]);
    assert.ok(performance.now() - began < 10_000);
    const last = { ...file, records: records.slice(-10) };
    assert.deepEqual(verdictOf(last, KEYS), { kind: "removed", record: 39_990 });
  });
});

describe("the verdict on keys", () => {
  const { part, log } = partWith(40);
  const file = exported(log);
  const changed = (change: Partial<LogKeys>): unknown => verdictOf(file, { ...KEYS, ...change });

  it("names the wrong meter", () => {
    assert.deepEqual(changed({ meterId: "HASM0002" }), {
      kind: "wrong-meter",
      expected: "HASM0002",
      found: "HASM0001",
    });
    assert.deepEqual(verdictOf({ ...file, meterId: "HASM0002" }, { ...KEYS, meterId: "HASM0002" }), {
      kind: "wrong-keys",
    });
  });

  it("names a wrong root, a wrong or missing first key, and the keys of the other processor", () => {
    const first = new Map([[2, flipBit(KEYS.firstKeys.get(2)!, 5)]]);
    for (const change of [{ root: flipBit(KEYS.root, 7) }, { firstKeys: first }, { firstKeys: new Map() }])
      assert.deepEqual(changed(change), { kind: "wrong-keys" });
    assert.deepEqual(verdictOf(exportedFrom(part, METROLOGY), METER_KEYS.offSwitchLogs), { kind: "wrong-keys" });
  });

  it("takes a part that was never provisioned under the root alone, and says so", () => {
    const bare = openLogOn(provisionedPart(PART_BYTES, [METROLOGY], KEYS), SECURITY, KEYS);
    fill(bare, 20);
    const root = { ...KEYS, firstKeys: new Map<number, string>() };
    assert.deepEqual(verdictOf(exported(bare), root), { kind: "intact", restarts: [1] });
    assert.deepEqual(verdictOf(exported(bare), KEYS), {
      kind: "begins-anew",
      record: 1,
      restarts: [1],
      after: undefined,
    });
  });

  it("of an empty log can be said only by who holds the first key", () => {
    const bare = openLogOn(provisionedPart(PART_BYTES, [METROLOGY], KEYS), SECURITY, KEYS);
    const root = { ...KEYS, firstKeys: new Map<number, string>() };
    assert.deepEqual(verdictOf(exported(bare), root), { kind: "intact", restarts: [1] });
    assert.deepEqual(verdictOf(exported(bare), KEYS), { kind: "cut-off", record: 0 });
  });
});
