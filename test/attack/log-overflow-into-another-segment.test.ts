// Consumption is logged without end, or written where it does not belong, in the hope that it grows into the security log.

import assert from "node:assert/strict";
import fc from "fast-check";
import { openLogOn } from "../../bench/flash-part.ts";
import { crc32 } from "../../bench/byte-string.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { appendEntry, payloadBytes, readRecord } from "../../firmware/store/log.ts";
import { eraseAt, programAt, readAt } from "../../firmware/store/port.ts";
import { prepare } from "../../firmware/store/ring.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";
import { contentOf, exportedFrom, fill, freshPart, KEYS, METROLOGY, SECURITY, SEGMENTS } from "../log-rig.ts";

const OTHERS = SEGMENTS.filter((segment) => segment !== METROLOGY);

describe("attack: a log overflows into another segment", () => {
  it("filled six times over, it loses its own oldest records, and every other segment stays byte for byte", () => {
    const part = freshPart();
    fill(openLogOn(part, SECURITY, KEYS), 100);
    const before = OTHERS.map((segment) => contentOf(part, segment));
    const log = openLogOn(part, METROLOGY, KEYS);
    for (let i = 0; i < 3000; i++) {
      assert.ok(appendEntry(log, `${i} Wh`, 1));
      prepare(log.ring);
    }
    assert.deepEqual(
      OTHERS.map((segment) => contentOf(part, segment)),
      before,
    );
    assert.ok(log.oldest > 2500);
    assert.equal(log.lost, log.oldest - 1);
    assert.equal(log.ring.medium.refused, 0);
    for (const segment of [METROLOGY, SECURITY])
      assert.deepEqual(verifyLog(exportedFrom(part, segment), KEYS).verdict, { kind: "intact", restarts: [] });
  });

  it("an entry that is longer than a slot is refused, and the longest one ends within its slot", () => {
    const part = freshPart();
    const log = openLogOn(part, METROLOGY, KEYS);
    const longest = payloadBytes(METROLOGY.slotBytes);
    assert.equal(appendEntry(log, "x".repeat(longest + 1), 1), false);
    assert.equal(appendEntry(log, "x".repeat(longest - 1), 2), false);
    assert.equal(log.ring.record, 1);
    assert.ok(appendEntry(log, "x".repeat(longest), 1));
    assert.ok(appendEntry(log, "x".repeat(longest - 2), 2));
    assert.equal(readRecord(log, 2).slice(6, 6 + longest), "x".repeat(longest));
  });

  it("the port of a segment asks the part for nothing outside of it", () => {
    const asked: string[] = [];
    const flash: NorFlash = {
      fault: 0,
      read: (address, length) => {
        asked.push(`${address} ${length}`);
        return "\xff".repeat(length);
      },
      program: (address, bytes) => asked.push(`${address} ${bytes.length}`) > 0,
      erase: (address) => asked.push(`${address} 4096`) > 0,
      isErasing: () => false,
    };
    const { baseAddress, bytes } = SECURITY;
    const check = (offset: number, length: number): void => {
      const medium = { flash, crc32, refused: 0 };
      const port = { medium, firstSector: baseAddress / 4096, sectors: bytes / 4096 };
      asked.length = 0;
      const inside = offset >= 0 && offset + length <= bytes;
      const sector = offset >= 0 && offset + 4096 <= bytes;
      assert.equal(readAt(port, offset, length), inside ? "\xff".repeat(length) : "");
      assert.equal(programAt(port, offset, "x".repeat(length)), inside);
      assert.equal(eraseAt(port, offset), sector);
      const expected = [
        ...(inside ? [`${baseAddress + offset} ${length}`, `${baseAddress + offset} ${length}`] : []),
        ...(sector ? [`${baseAddress + offset} 4096`] : []),
      ];
      assert.deepEqual([asked, medium.refused], [expected, 3 - expected.length]);
    };
    for (const length of [1, 2, 255, 256])
      for (const edge of [0, bytes - length, bytes - 4096, bytes, -baseAddress])
        for (const offset of [edge - 1, edge, edge + 1]) check(offset, length);
    fc.assert(fc.property(fc.integer({ min: -9000, max: bytes + 9000 }), fc.integer({ min: 1, max: 256 }), check), {
      numRuns: 1000,
    });
  });
});
