// Keys of logs, provisioned parts and exported logs: each to the byte, and what is refused.

import assert from "node:assert/strict";
import fc from "fast-check";
import { openDumpedLog, provisionedPart } from "../../bench/flash-part.ts";
import {
  FIXED_KEYS,
  KEY_LOG_ROOT,
  keyFile,
  meterKeyFile,
  meterLogKeysFile,
  offSwitchKeyFile,
  offSwitchLogKeysFile,
  readLogKeys,
} from "../../bench/key-file.ts";
import { decodeLogFile, encodeLogFile, exportLog, LogFileError } from "../../bench/log-file.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { closing, readRecord } from "../../firmware/store/log.ts";
import { hex } from "../../bench/byte-string.ts";
import {
  exportedFrom,
  flipBit,
  freshPart,
  KEYS,
  METER_KEYS,
  PART_BYTES,
  partWith,
  SECURITY,
  SEGMENTS,
  TARIFFS,
} from "../log-rig.ts";

const intact = { kind: "intact", restarts: [] };
const verdictOf = (...given: Parameters<typeof verifyLog>): unknown => verifyLog(...given).verdict;

describe("keys of logs", () => {
  it("go into both boards' files as number 3, and differ", () => {
    const { meterLogs, offSwitchLogs } = METER_KEYS;
    for (const [file, keys] of [
      [meterKeyFile(METER_KEYS), meterLogs],
      [offSwitchKeyFile(METER_KEYS), offSwitchLogs],
    ] as const)
      assert.deepEqual(readLogKeys(file), { meterId: "HASM0001", root: keys.root, firstKeys: new Map() });
    assert.ok(meterKeyFile(METER_KEYS).includes("\x03" + meterLogs.root + "\0".repeat(16)));
    assert.notEqual(meterLogs.root, offSwitchLogs.root);
  });

  it("of the central system are one file for each processor, number 32 + n for segment n", () => {
    assert.deepEqual(readLogKeys(meterLogKeysFile(METER_KEYS)), METER_KEYS.meterLogs);
    assert.deepEqual(readLogKeys(offSwitchLogKeysFile(METER_KEYS)), METER_KEYS.offSwitchLogs);
    assert.deepEqual([...METER_KEYS.meterLogs.firstKeys.keys()], [1, 2, 3]);
    assert.deepEqual([...METER_KEYS.offSwitchLogs.firstKeys.keys()], [1]);
    const zeros = "\0".repeat(16);
    const first = (segment: number): string => METER_KEYS.meterLogs.firstKeys.get(segment)! + zeros;
    const expected = keyFile("HASM0001", 1, [
      [3, METER_KEYS.meterLogs.root + zeros],
      [33, first(1)],
      [34, first(2)],
      [35, first(3)],
    ]);
    assert.equal(hex(meterLogKeysFile(METER_KEYS)), hex(expected));
    assert.equal(FIXED_KEYS.meterLogs.root.length, 16);
  });

  it("are refused by what is wrong", () => {
    const file = meterLogKeysFile(METER_KEYS);
    const refused = (bytes: string, message: string): void =>
      assert.throws(() => readLogKeys(bytes), { name: "KeyFileError", message });
    for (const bytes of ["", "HK", "HK1" + file.slice(3), "HL1"]) refused(bytes, "is no key file");
    for (const bytes of ["HK2", file.slice(0, -1), file + "\0", flipBit(file, 100), flipBit(file, 8 * file.length - 1)])
      refused(bytes, "is damaged: its length or its CRC is wrong");
    refused(keyFile("HASM0001", 1, [[1, "c".repeat(32)]]), "holds no log root (key 3)");
    assert.equal(readLogKeys(keyFile("HASM0001", 1, [[KEY_LOG_ROOT, "r".repeat(32)]])).root, "r".repeat(16));
  });
});

describe("a provisioned part", () => {
  it("has each log begun under its first key, and is blank elsewhere", () => {
    const part = freshPart();
    for (const segment of SEGMENTS) {
      const content = part.read(segment.baseAddress, segment.bytes);
      const written = content.findLastIndex((byte) => byte !== 0xff);
      if (segment.kind === "log") {
        assert.equal(written, 2 * segment.slotBytes - 1, segment.name);
        const { verdict, summary } = verifyLog(exportedFrom(part, segment), KEYS);
        assert.deepEqual([verdict, summary.records, summary.last], [intact, 1, 1]);
      } else assert.equal(written, -1, segment.name);
    }
  });

  it("is refused by what is wrong", () => {
    const name = "FlashPartError";
    const noKey = { ...KEYS, firstKeys: new Map([[1, KEYS.firstKeys.get(1)!]]) };
    const notBegun = "could not be begun: it is not empty, or has no first chain key";
    assert.throws(() => provisionedPart(PART_BYTES, SEGMENTS, noKey), {
      name,
      message: `segment security-log ${notBegun}`,
    });
    assert.throws(() => provisionedPart(PART_BYTES, [SECURITY, SECURITY], KEYS), {
      name,
      message: `segment security-log ${notBegun}`,
    });
    assert.throws(() => provisionedPart(SECURITY.baseAddress, [SECURITY], KEYS), {
      name,
      message: "segment security-log does not lie within the part",
    });
    assert.throws(() => openDumpedLog(freshPart().cells, { ...SECURITY, slotBytes: 128 }, KEYS), {
      name,
      message: "segment security-log was written in a format, for a use or with slots that are not known here",
    });
    assert.equal(SEGMENTS.includes(TARIFFS), true);
  });

  it("read out is never changed by an export, even where a record was left half written", () => {
    const { part, log } = partWith(10);
    const slot = SECURITY.baseAddress + log.ring.tail * SECURITY.slotBytes;
    part.cells[slot + 1] = 0xff;
    const before = part.cells.slice();
    assert.deepEqual(verdictOf(exportedFrom(part), KEYS), intact);
    assert.deepEqual(part.cells, before);
  });
});

describe("an exported log file", () => {
  it("has this layout", () => {
    const { log } = partWith(3);
    const records = [1, 2, 3].map((sequence) => readRecord(log, sequence));
    const head = "HL1" + "HASM0001" + "\x02" + "\x16" + "\0\0\0\x03";
    assert.equal(hex(exportLog(log)), hex(head + records.join("") + closing(log)));
    assert.deepEqual(
      records.map((record) => record.length),
      [38, 38, 38],
    );
    assert.equal(records[2]!.slice(0, 18), "\x81\x0c\0\0\0\x03entry 1     ");
  });

  it("decodes to what was encoded, and encodes to the same bytes", () => {
    const plain = { noNullPrototype: true };
    const record = fc.record({ text: bytesOf(22), tag: bytesOf(16) }, plain);
    const file = fc.record(
      {
        meterId: bytesOf(8),
        segment: fc.integer({ min: 0, max: 255 }),
        textBytes: fc.constant(22),
        records: fc.array(record, { maxLength: 5 }),
        closing: fc.oneof(bytesOf(16), fc.constant("")),
      },
      plain,
    );
    fc.assert(fc.property(file, (one) => assert.deepEqual(decodeLogFile(encodeLogFile(one)), one)));
  });

  it("says at each length how much is missing, and reads a file that lacks the closing tag alone", () => {
    const file = exportLog(partWith(3).log);
    for (let length = 3; length < file.length; length++) {
      const missing = (length < 17 ? 17 : file.length) - length;
      if (length === file.length - 16) assert.equal(decodeLogFile(file.slice(0, length)).closing, "");
      else
        refused(file.slice(0, length), "cut-short", `is cut short: ${missing} byte${missing === 1 ? "" : "s"} missing`);
    }
  });

  it("is refused where it is none, of another version, too long, or has records without place", () => {
    const file = exportLog(partWith(3).log);
    for (const bytes of ["", "H", "HK1" + file.slice(3), "\0" + file])
      refused(bytes, "not-a-log", "is no exported log");
    refused("HL", "cut-short", "is cut short: 15 bytes missing");
    refused("HL2" + file.slice(3), "other-version", 'is an exported log of version "2", not "1"');
    refused("HL\x1b", "other-version", 'is an exported log of version "\\x1b", not "1"');
    refused(file + "\0", "too-long", "is 1 byte longer than it says");
    refused(file + "\0\0", "too-long", "is 2 bytes longer than it says");
    refused(
      file.slice(0, 12) + "\x0d" + file.slice(13),
      "bad-record-size",
      "has records of 13 bytes, which is too few",
    );
  });

  it("of any bytes is refused or read, and never throws anything else", () => {
    const given = fc.oneof(
      bytesUpTo(80),
      fc.tuple(fc.constant("HL1"), bytesUpTo(80)).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(given, (bytes) => {
        try {
          verifyLog(decodeLogFile(bytes), { ...KEYS, meterId: bytes.slice(3, 11) });
        } catch (error) {
          assert.ok(error instanceof LogFileError);
        }
      }),
    );
  });
});

function byteText(
  constraints: fc.IntArrayConstraints | { minLength: number; maxLength: number },
): fc.Arbitrary<string> {
  return fc.uint8Array(constraints).map((bytes) => String.fromCharCode(...bytes));
}
const bytesOf = (length: number): fc.Arbitrary<string> => byteText({ minLength: length, maxLength: length });
const bytesUpTo = (length: number): fc.Arbitrary<string> => byteText({ minLength: 0, maxLength: length });

function refused(bytes: string, kind: string, message: string): void {
  assert.throws(() => decodeLogFile(bytes), { name: "LogFileError", kind, message });
}
