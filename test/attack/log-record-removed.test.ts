// Somebody takes records out of a log: out of the exported file, or in the cells of the part with the mark that voids a slot.

import assert from "node:assert/strict";
import { verifyLog } from "../../bench/verify-log.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { acknowledge, RECORD_BEGIN } from "../../firmware/store/log.ts";
import { exported, exportedFrom, fill, KEYS, partWith, slotAddress, withRecords } from "../log-rig.ts";
import type { LogFile } from "../../bench/log-file.ts";

const file = exported(partWith(60).log);

/** The file without what stands before the last record but `keep` that begins a sector. */
function fromLaterSector(given: LogFile): LogFile {
  const begins = given.records.flatMap(({ text }, i) => (text.charCodeAt(0) === RECORD_BEGIN ? [i] : []));
  assert.ok(begins.length > 3);
  return withRecords(given, (all) => all.slice(begins[2]));
}

describe("attack: records of a log are removed", () => {
  it("each one but the last, alone and with those after it", () => {
    for (let record = 2; record < 60; record++)
      for (const count of [1, 2, 60 - record]) {
        if (record + count > 60) continue;
        const changed = withRecords(file, (all) => all.toSpliced(record - 1, count));
        assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "removed", record }, `${count} from ${record}`);
      }
  });

  it("the first ones: a log begins with its first record or with that of a sector", () => {
    for (const count of [1, 2, 30, 59])
      assert.deepEqual(
        verifyLog(
          withRecords(file, (all) => all.slice(count)),
          KEYS,
        ).verdict,
        {
          kind: "removed",
          record: count,
        },
      );
  });

  it("the first ones, after all were acknowledged: a sector begins with a record that says so", () => {
    const { log } = partWith(60);
    assert.ok(acknowledge(log, 60));
    for (const count of [1, 10, 60])
      assert.deepEqual(
        verifyLog(
          withRecords(exported(log), (all) => all.slice(count)),
          KEYS,
        ).verdict,
        {
          kind: "removed",
          record: count,
        },
      );
  });

  it("all of them", () => {
    assert.deepEqual(
      verifyLog(
        withRecords(file, () => []),
        KEYS,
      ).verdict,
      { kind: "cut-off", record: 0 },
    );
  });

  it("and those after it given new numbers: they are edited then", () => {
    const changed = withRecords(file, (all) => [
      ...all.slice(0, 20),
      ...all.slice(21).map(({ text, tag }, i) => ({ text: text.slice(0, 2) + u32(21 + i) + text.slice(6), tag })),
    ]);
    assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "edited", record: 21 });
  });

  it("one, and the next one edited: the missing one is named", () => {
    const changed = withRecords(file, (all) =>
      all.toSpliced(20, 1).map((one, i) => (i === 20 ? { ...one, tag: "\0".repeat(16) } : one)),
    );
    assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "removed", record: 21 });
  });

  it("by voiding its slot in the part", () => {
    const { part } = partWith(60);
    part.cells[slotAddress(part, 33)] = 0;
    assert.deepEqual(verifyLog(exportedFrom(part), KEYS).verdict, { kind: "removed", record: 33 });
  });

  it("whole sectors that nobody acknowledged, under the pretence that they made place", () => {
    const { log } = partWith(700);
    const changed = fromLaterSector(exported(log));
    const first = log.oldest + 126;
    assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "removed", record: first - 1 });
  });

  it("not promised: whole sectors at the beginning that were acknowledged look as if they had made place", () => {
    const { log } = partWith(700);
    assert.ok(acknowledge(log, 690));
    fill(log, 5);
    const { verdict, summary } = verifyLog(fromLaterSector(exported(log)), KEYS);
    assert.deepEqual(verdict, { kind: "intact", restarts: [] });
    assert.equal(summary.dropped, log.oldest + 125);
  });
});
