// Somebody who has read the whole part, and the root out of the chip, makes the log end earlier: he holds everything that is there at that
// moment, the key of the record to come included, and may write any cell.

import assert from "node:assert/strict";
import { openDumpedLog, openLogOn } from "../../bench/flash-part.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { NO_KEY } from "../../firmware/store/log.ts";
import { crc32, fromByteString, toByteString } from "../../bench/byte-string.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import {
  exported,
  exportedFrom,
  fill,
  forge,
  forgeClosing,
  KEYS,
  partWith,
  SECURITY,
  slotAddress,
  withRecords,
} from "../log-rig.ts";

const WRITTEN = 60;
const KEPT = 45;
const CUT = { kind: "cut-off", record: KEPT };

/** The part as if nothing had been written after record KEPT, with a chain key in that record's slot. */
function cutBack(chainKey: string): NorArray {
  const { part } = partWith(WRITTEN);
  for (let record = KEPT + 1; record <= WRITTEN; record++) {
    const at = slotAddress(part, record);
    part.cells.fill(0xff, at, at + SECURITY.slotBytes);
  }
  const end = slotAddress(part, KEPT) + SECURITY.slotBytes;
  part.cells.set(fromByteString(chainKey + (chainKey === NO_KEY ? "\0\0\0\0" : u32(crc32(chainKey)))), end - 20);
  return part;
}

describe("attack: a log is cut off at its end", () => {
  const { part, log } = partWith(WRITTEN);
  const file = exported(log);
  const todaysKey = openDumpedLog(part.cells, SECURITY, KEYS).key;

  it("the part holds no chain key but that of the record to come", () => {
    const content = toByteString(part.cells);
    let chainKey = KEYS.firstKeys.get(SECURITY.number)!;
    for (const { text } of file.records) {
      assert.equal(content.includes(chainKey), false);
      const { next } = forge(SECURITY, { type: 0, sequence: text.charCodeAt(5), payload: "", chainKey });
      chainKey = next;
    }
    assert.equal(chainKey, todaysKey);
    assert.equal(content.includes(chainKey), true);
  });

  it("the exported file loses its last records, at each place, or its closing tag", () => {
    for (let kept = 1; kept < WRITTEN; kept++)
      assert.deepEqual(
        verifyLog(
          withRecords(file, (all) => all.slice(0, kept)),
          KEYS,
        ).verdict,
        {
          kind: "cut-off",
          record: kept,
        },
      );
    assert.deepEqual(verifyLog({ ...file, closing: "" }, KEYS).verdict, { kind: "cut-off", record: WRITTEN });
  });

  it("with a closing tag made with today's key and the root", () => {
    for (const chainKey of [todaysKey, NO_KEY]) {
      const closing = forgeClosing(SECURITY, KEPT, chainKey);
      const changed = { ...withRecords(file, (all) => all.slice(0, KEPT)), closing };
      assert.deepEqual(verifyLog(changed, KEYS).verdict, CUT);
    }
    assert.equal(forgeClosing(SECURITY, WRITTEN, todaysKey), file.closing);
  });

  it("in the part, with today's key put into the last slot: the meter goes on, and everything after is edited", () => {
    const cut = cutBack(todaysKey);
    assert.deepEqual(verifyLog(exportedFrom(cut), KEYS).verdict, CUT);
    const again = openLogOn(cut, SECURITY, KEYS);
    assert.equal(again.ring.record, KEPT);
    fill(again, 30);
    assert.deepEqual(verifyLog(exported(again), KEYS).verdict, { kind: "edited", record: KEPT + 1 });
  });

  it("in the part, without a key: the meter begins the chain anew, and says so", () => {
    const cut = cutBack(NO_KEY);
    assert.deepEqual(verifyLog(exportedFrom(cut), KEYS).verdict, CUT);
    const again = openLogOn(cut, SECURITY, KEYS);
    fill(again, 30);
    const [record, restarts] = [KEPT + 1, [KEPT + 1]];
    const { verdict, summary } = verifyLog(exported(again), KEYS);
    assert.deepEqual(verdict, { kind: "begins-anew", record, restarts, after: undefined });
    assert.deepEqual([summary.verified, summary.last], [again.ring.record, again.ring.record]);
    const later = withRecords(exported(again), (all) => all.toSpliced(60, 1));
    assert.deepEqual(verifyLog(later, KEYS).verdict, {
      kind: "begins-anew",
      record,
      restarts,
      after: { kind: "removed", record: 61 },
    });
    const before = withRecords(exported(again), (all) => all.toSpliced(20, 1));
    assert.deepEqual(verifyLog(before, KEYS).verdict, { kind: "removed", record: 21 });
  });

  it("the part is erased: the log begins anew with its first record", () => {
    const { part: blank } = partWith(WRITTEN);
    blank.cells.fill(0xff, SECURITY.baseAddress, SECURITY.baseAddress + SECURITY.bytes);
    assert.deepEqual(verifyLog(exportedFrom(blank), KEYS).verdict, { kind: "cut-off", record: 0 });
    fill(openLogOn(blank, SECURITY, KEYS), 20);
    const { verdict } = verifyLog(exportedFrom(blank), KEYS);
    assert.deepEqual(verdict, { kind: "begins-anew", record: 1, restarts: [1], after: undefined });
  });

  it("not promised: a part set back whole to what it was before is intact, and shorter than what was seen of it", () => {
    const { part: old, log: oldLog } = partWith(KEPT);
    const content = old.cells.slice();
    fill(oldLog, WRITTEN - KEPT);
    old.cells.set(content);
    const { verdict, summary } = verifyLog(exportedFrom(old), KEYS);
    assert.deepEqual([verdict, summary.last], [{ kind: "intact", restarts: [] }, KEPT]);
  });
});
