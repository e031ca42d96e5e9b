// What a processor says that cannot start, how often, and that it does not tire of it.

import assert from "node:assert/strict";
import { crc32 } from "../../bench/byte-string.ts";
import { openKeyFile, ROOM_MARK, SLOT_BYTES } from "../../firmware/keys/key-file.ts";
import {
  KEY_FILE_DAMAGED,
  KEY_FILE_LACKS_KEY,
  KEY_FILE_MISSING,
  keyFileRefusal,
  MEMORY_FOREIGN,
  refuse,
} from "../../firmware/keys/refusal.ts";
import { TestProcessor } from "./processor.ts";

/** A sound file with key 1 alone. */
function soundFile(): string {
  const body = `HK2HASM0001\0\x01\x01${"s".repeat(32)}`;
  const crc = crc32(body);
  return body + String.fromCharCode(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255);
}

/** The room that provisioning leaves for a later key file, with that file. */
function room(file: string): string {
  return (ROOM_MARK + String.fromCharCode(file.length >>> 8, file.length & 255) + file).padEnd(
    ROOM_MARK.length + SLOT_BYTES,
    "\xff",
  );
}

const BLANK_ROOM = ROOM_MARK.padEnd(ROOM_MARK.length + SLOT_BYTES, "\xff");

function processorWith(files: Readonly<Record<string, string>>) {
  return Object.assign(new TestProcessor(), {
    readFile: (name: string, from = 0, length = Infinity) => (files[name] ?? "").slice(from, from + length),
    writeFile: () => false,
  });
}

describe("refusal: why there are no keys", () => {
  const sound = soundFile();
  const flipped = sound.slice(0, 20) + "t" + sound.slice(21);
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ["no file", {}, KEY_FILE_MISSING],
    ["a file of another name", { "hasm.key": sound }, KEY_FILE_MISSING],
    ["a file cut short", { "hasm.keys": sound.slice(0, -1) }, KEY_FILE_DAMAGED],
    ["a file of one byte", { "hasm.keys": "H" }, KEY_FILE_DAMAGED],
    ["room for one and no file", { "hasm.keyb": BLANK_ROOM }, KEY_FILE_MISSING],
    [
      "a file with a byte of it wrong, and a blank room",
      { "hasm.keys": flipped, "hasm.keyb": BLANK_ROOM },
      KEY_FILE_DAMAGED,
    ],
    ["two files, both damaged", { "hasm.keys": flipped, "hasm.keyb": room(sound.slice(1)) }, KEY_FILE_DAMAGED],
    ["a sound file without the key", { "hasm.keys": sound }, KEY_FILE_LACKS_KEY],
    [
      "a damaged file and a sound one without the key",
      { "hasm.keys": flipped, "hasm.keyb": room(sound) },
      KEY_FILE_LACKS_KEY,
    ],
  ];
  for (const [title, files, reason] of cases) {
    it(title, () => {
      const processor = processorWith(files);
      assert.equal(openKeyFile(processor, [1, 3]), undefined);
      assert.equal(keyFileRefusal(processor), reason);
    });
  }
});

describe("refusal: what is said", () => {
  for (const [reason, title, text, line] of [
    [KEY_FILE_MISSING, "NO KEYS", "key file missing", "NO KEYS: key file missing (1)\r\n"],
    [KEY_FILE_DAMAGED, "NO KEYS", "key file damaged", "NO KEYS: key file damaged (2)\r\n"],
    [KEY_FILE_LACKS_KEY, "NO KEYS", "key file lacks a key", "NO KEYS: key file lacks a key (3)\r\n"],
    [MEMORY_FOREIGN, "WRONG MEMORY", "of another meter", "WRONG MEMORY: of another meter (4)\r\n"],
  ] as const) {
    it(`${line.trim()}, at once and every 10 s, on display and port`, () => {
      const processor = processorWith({});
      const said: [number, string][] = [];
      const rows: [number, number, string][] = [];
      const status = refuse(
        processor,
        reason,
        (row, shown) => void rows.push([processor.nowMs(), row, shown]),
        (bytes) => void said.push([processor.nowMs(), bytes]),
      );
      assert.deepEqual(status, { refused: reason });
      assert.deepEqual(said, []);
      processor.runFor(29_999);
      const times = [0, 10_000, 20_000];
      assert.deepEqual(
        said,
        times.map((atMs) => [atMs, line]),
      );
      assert.deepEqual(
        rows,
        times.flatMap((atMs) => [
          [atMs, 0, title],
          [atMs, 1, text],
        ]),
      );
      assert.ok(title.length <= 20 && text.length <= 20);
    });
  }

  it("without a display, without a port, and without either", () => {
    const processor = processorWith({});
    let rows = 0;
    let lines = 0;
    refuse(processor, KEY_FILE_MISSING, undefined, () => void lines++);
    refuse(processor, KEY_FILE_MISSING, () => void rows++);
    refuse(processor, KEY_FILE_MISSING);
    processor.runFor(100);
    assert.deepEqual([rows, lines], [2, 1]);
  });

  it("is not ended by a display or a port that fails", () => {
    const processor = processorWith({});
    let tries = 0;
    refuse(processor, KEY_FILE_MISSING, undefined, () => {
      tries++;
      throw new Error("broken");
    });
    for (let turn = 1; turn <= 3; turn++) {
      assert.throws(() => {
        processor.runFor(10_000);
      }, new Error("broken"));
      assert.equal(tries, turn);
    }
  });

  it("starts no watchdog, and kicks one that runs once a second", () => {
    const processor = processorWith({});
    refuse(processor, KEY_FILE_MISSING);
    processor.runFor(59_999);
    assert.equal(processor.watchdogSeconds, 0);
    assert.equal(processor.kicks, 60);
  });
});
