// The key file and its changes on a flash without faults: which file a boot takes, what a change makes of it, and what it refuses. Power cuts
// are in key-file-cuts.test.ts.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { KeyFile } from "../../firmware/keys/key-file.ts";
import { SLOT_BYTES } from "../../firmware/keys/key-file.ts";
import { hex } from "../../bench/byte-string.ts";
import { BoardStorage } from "../../bench/engine/board-storage.ts";
import { byteString } from "./arbitrary.ts";
import {
  fileOf,
  found,
  ID,
  open,
  PROVISIONED,
  ROOM,
  roomOf,
  secretOf,
  show,
  slotOf,
  storageOf,
  withCrc,
} from "./key-file-rig.ts";

function opened(storage: BoardStorage, numbers?: readonly number[]): KeyFile {
  const file = open(storage, numbers);
  assert.ok(file);
  return file;
}

describe("key file", () => {
  it("has this layout, with and without room beside it", () => {
    const text = fileOf(1, { 1: "a", 3: "b" });
    const body = `484b32${hex(ID)}0001` + "01" + "61".repeat(32) + "03" + "62".repeat(32);
    assert.equal(hex(text).slice(0, -8), body);
    for (const storage of [storageOf(text, roomOf(2)), new BoardStorage({ [PROVISIONED]: text })]) {
      const file = opened(storage, [3, 1]);
      assert.equal(file.meterId, ID);
      assert.deepEqual([file.secret(1), file.secret(3), file.secret(2)], [secretOf("a"), secretOf("b"), ""]);
      // The beginning of the CRC is not a key, whatever it is.
      assert.equal(file.secret(text.charCodeAt(text.length - 4)), "");
    }
  });

  it("is none where it is missing, without a needed key, cut anywhere, longer, or changed in any bit", () => {
    const text = fileOf(1, { 1: "a", 3: "b" });
    const none = (file: string, numbers = [1]): void => {
      assert.equal(found(storageOf(file, roomOf(1)), numbers), "none");
    };
    assert.equal(found(new BoardStorage({})), "none");
    none(text, [2]);
    none(text, [1, 2]);
    for (let length = 0; length < text.length; length++) none(text.slice(0, length));
    for (let bit = 0; bit < text.length * 8; bit++) {
      const at = bit >>> 3;
      none(text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << (bit & 7))) + text.slice(at + 1));
    }
    fc.assert(
      fc.property(byteString(1, 70), (more) => {
        none(text + more);
      }),
    );
  });

  it("is none with another beginning or an odd length, even where its CRC is right", () => {
    const body = fileOf(1, { 1: "a" }).slice(0, -4);
    assert.equal(found(storageOf(withCrc(body), "")), "1a");
    for (const other of ["HK1" + body.slice(3), body + "\0", body.slice(0, -1)])
      assert.equal(found(storageOf(withCrc(other), ""), []), "none");
  });

  it("is the sound one with the larger generation that has all keys", () => {
    const old = fileOf(1, { 1: "a", 3: "l" });
    const cases: [string, string, string][] = [
      [old, roomOf(3, [fileOf(2, { 1: "b", 3: "l" })]), "1b 3l"],
      [old, roomOf(3, [fileOf(2, { 1: "b", 3: "l" }), fileOf(3, { 1: "c", 3: "l" })]), "1c 3l"],
      [old, roomOf(3, [fileOf(2, { 1: "b", 3: "l" }), fileOf(3, { 3: "l" })]), "1b 3l"],
      [old, roomOf(3, [fileOf(2, { 1: "b", 3: "l" }), fileOf(3, { 1: "c", 3: "l" }).replace("c", "d")]), "1b 3l"],
      [fileOf(7, { 1: "a", 3: "l" }), roomOf(3, [fileOf(7, { 1: "b", 3: "l" })]), "1a 3l"],
      [fileOf(255, { 1: "a", 3: "l" }), roomOf(3, [fileOf(256, { 1: "b", 3: "l" })]), "1b 3l"],
      ["damaged", roomOf(3, [fileOf(2, { 1: "b", 3: "l" })]), "1b 3l"],
      ["damaged", roomOf(3, [fileOf(2, { 3: "l" })]), "none"],
    ];
    for (const [provisioned, room, wanted] of cases) assert.equal(found(storageOf(provisioned, room), [1, 3]), wanted);
  });

  it("is found with anything in the room", () => {
    fc.assert(
      fc.property(byteString(0, 3 * SLOT_BYTES), (bytes) => {
        assert.equal(found(storageOf(fileOf(1, { 1: "a" }), bytes)), "1a");
      }),
    );
  });
});

describe("change of the key file", () => {
  const start = (slots = 4, keys: Record<number, string> = { 1: "a", 3: "l" }): [BoardStorage, KeyFile] => {
    const storage = storageOf(fileOf(1, keys), roomOf(slots));
    return [storage, opened(storage)];
  };

  it("sets, replaces and promotes keys, at once and for every later boot", () => {
    const [storage, file] = start();
    const steps: [number, string, number, string][] = [
      [65, secretOf("b"), 0, "1a 3l 65b"],
      [65, secretOf("c"), 0, "1a 3l 65c"],
      [1, secretOf("c"), 65, "1c 3l"],
      [9, secretOf("d"), 9, "1c 3l 9d"],
    ];
    for (const [number, secret, drop, wanted] of steps) {
      assert.equal(file.change(number, secret, drop), true);
      assert.deepEqual([show(file), found(storage)], [wanted, wanted]);
    }
    const keys = "\x03" + secretOf("l") + "\x01" + secretOf("c") + "\x09" + secretOf("d");
    const body = "HK2" + ID + "\0\x05" + keys;
    assert.equal(storage.read(ROOM, 4 + 3 * SLOT_BYTES), slotOf(withCrc(body)));
    assert.equal(storage.read(PROVISIONED), fileOf(1, { 1: "a", 3: "l" }));
  });

  it("goes on where an earlier boot ended", () => {
    const storage = start()[0];
    for (const letter of "bcd") assert.equal(opened(storage).change(1, secretOf(letter), 0), true);
    assert.equal(found(storage), "1d 3l");
  });

  it("refuses what cannot be, and changes nothing", () => {
    const [storage, file] = start();
    const refused: [number, string, number][] = [
      [0, secretOf("b"), 0],
      [256, secretOf("b"), 0],
      [-1, secretOf("b"), 0],
      [1, "", 65],
      [1, "b".repeat(31), 0],
      [1, "b".repeat(33), 0],
      [3, secretOf("b"), 1],
    ];
    for (const [number, secret, drop] of refused) assert.equal(file.change(number, secret, drop), false);
    assert.equal(storage.programmedBytes, 0);
    assert.deepEqual([show(file), found(storage)], ["1a 3l", "1a 3l"]);
  });

  it("refuses once the room is used up, the generations are, or the slot is too short", () => {
    const none = open(new BoardStorage({ [PROVISIONED]: fileOf(1, { 1: "a" }) }));
    assert.equal(none?.change(1, secretOf("b"), 0), false);
    const [storage, file] = start(2);
    assert.deepEqual(
      ["b", "c", "d", "e"].map((letter) => file.change(1, secretOf(letter), 0)),
      [true, true, false, false],
    );
    assert.deepEqual(
      [show(file), found(storage), opened(storage).change(1, secretOf("d"), 0)],
      ["1c 3l", "1c 3l", false],
    );
    const last = opened(storageOf(fileOf(65534, { 1: "a" }), roomOf(4)));
    assert.deepEqual(
      [last.change(1, secretOf("b"), 0), last.change(1, secretOf("c"), 0), show(last)],
      [true, false, "1b"],
    );
    const letters = Object.fromEntries("abcdefghij".split("").map((letter, at) => [at + 1, letter]));
    const long = storageOf(fileOf(1, letters), roomOf(4));
    const full = opened(long);
    assert.equal(full.change(11, secretOf("k"), 0), true);
    const programmed = long.programmedBytes;
    assert.equal(full.change(12, secretOf("l"), 0), false);
    assert.equal(long.programmedBytes, programmed);
    assert.equal(full.change(12, secretOf("l"), 11), true);
  });

  it("passes over a slot that does not take what is written, and says so", () => {
    const [storage, file] = start();
    storage.write(ROOM, "\x7f", 4 + 50, () => undefined);
    assert.equal(file.change(1, secretOf("b"), 0), true);
    assert.equal(storage.read(ROOM, 4 + SLOT_BYTES + 2, 3), "HK2");
    assert.equal(found(storage), "1b 3l");
    const write = storage.write.bind(storage);
    storage.write = (name, text, at, spend) => write(name, text.slice(0, 50) + "\0" + text.slice(51), at, spend);
    assert.equal(file.change(1, secretOf("c"), 0), false);
    assert.deepEqual([show(file), found(storage)], ["1b 3l", "1b 3l"]);
    storage.write = write;
    assert.equal(file.change(1, secretOf("d"), 0), true);
    assert.deepEqual([show(file), found(storage)], ["1d 3l", "1d 3l"]);
  });

  it("follows a map of keys through any changes and boots", () => {
    const change = fc.record({
      number: fc.integer({ min: 1, max: 12 }),
      letter: fc.constantFrom("a", "b", "c", "d"),
      drop: fc.integer({ min: 0, max: 12 }),
      boots: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const storage = storageOf(fileOf(1, { 1: "a" }), roomOf(40));
        const keys = new Map([[1, "a"]]);
        let file = opened(storage);
        for (const { number, letter, drop, boots } of changes) {
          const next = new Map(keys);
          next.delete(drop);
          next.set(number, letter);
          const taken = next.has(1) && next.size <= 11;
          assert.equal(file.change(number, secretOf(letter), drop), taken);
          if (taken) {
            keys.clear();
            for (const [one, value] of next) keys.set(one, value);
          }
          if (boots) file = opened(storage);
          const wanted = [...keys].sort(([a], [b]) => a - b).map(([one, value]) => `${one}${value}`);
          assert.equal(show(file), wanted.join(" "));
        }
      }),
    );
  });
});
