// Somebody changes what a record says: in the exported file, or in the cells of the part, where he mends every checksum.

import assert from "node:assert/strict";
import { crc32, fromByteString } from "../../bench/byte-string.ts";
import { openDumpedLog } from "../../bench/flash-part.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { coveredBytes, readRecord } from "../../firmware/store/log.ts";
import { BODY, PAYLOAD } from "../../firmware/store/slot.ts";
import {
  exported,
  exportedFrom,
  flipBit,
  forge,
  KEYS,
  partWith,
  SECURITY,
  slotAddress,
  withRecords,
} from "../log-rig.ts";

const file = exported(partWith(60).log);

describe("attack: a record of a log is edited", () => {
  it("each bit of a record and of its tag counts", () => {
    const text = 8 * file.textBytes;
    for (let bit = 0; bit < text + 128; bit++) {
      const changed = withRecords(file, (all) => {
        const one = all[24]!;
        all[24] = bit < text ? { ...one, text: flipBit(one.text, bit) } : { ...one, tag: flipBit(one.tag, bit - text) };
        return all;
      });
      assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "edited", record: 25 }, `bit ${bit}`);
    }
  });

  it("in each record, and the first of several is named", () => {
    for (let record = 1; record <= 60; record++) {
      const changed = withRecords(file, (all) =>
        all.map((one, i) =>
          i >= record - 1 && i % 7 === (record - 1) % 7 ? { ...one, text: flipBit(one.text, 70) } : one,
        ),
      );
      assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "edited", record });
    }
  });

  it("another record's text, another record's tag, another meter's or another segment's record do not pass", () => {
    const moved = { ...KEYS, meterId: "HASM0002" };
    assert.deepEqual(verifyLog({ ...file, meterId: "HASM0002" }, moved).verdict, { kind: "wrong-keys" });
    for (const foreign of [
      { text: file.records[30]!.text, tag: file.records[20]!.tag },
      { text: file.records[20]!.text, tag: file.records[30]!.tag },
      forge({ ...SECURITY, number: 1 }, { type: 129, sequence: 21, payload: "x", chainKey: KEYS.firstKeys.get(2)! })
        .record,
    ]) {
      const changed = withRecords(file, (all) => all.with(20, foreign));
      assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "edited", record: 21 });
    }
  });

  it("in the cells with its CRC mended, so that the meter itself reads it as sound", () => {
    const { part } = partWith(60);
    const slot = slotAddress(part, 40);
    const covered = coveredBytes(SECURITY.slotBytes);
    part.cells.set(fromByteString("nothing here"), slot + PAYLOAD);
    const body = String.fromCharCode(...part.read(slot + BODY, covered));
    part.cells.set(fromByteString(u32(crc32(body))), slot + BODY + covered);
    assert.ok(readRecord(openDumpedLog(part.cells, SECURITY, KEYS), 40).includes("nothing here"));
    assert.deepEqual(verifyLog(exportedFrom(part), KEYS).verdict, { kind: "edited", record: 40 });
  });

  it("in the cells without the CRC: the record can no longer be read, and is missing", () => {
    const { part } = partWith(60);
    part.cells[slotAddress(part, 40) + PAYLOAD]! ^= 1;
    assert.deepEqual(verifyLog(exportedFrom(part), KEYS).verdict, { kind: "removed", record: 40 });
  });
});
