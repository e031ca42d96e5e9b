// Power cuts in changes of the key file: at every byte of several changes in a row, with all that the word then being programmed may hold,
// and again in the change after the cut. A boot finds the keys before the change or those after it, and the change then goes through.

import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import type { BoardStorage, TornByte } from "../../bench/engine/board-storage.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import { bundleDrivers } from "../drivers/bundle-drivers.ts";
import { Cut, fileOf, found, open, PROVISIONED, ROOM, roomOf, secretOf, storageOf } from "./key-file-rig.ts";

const START = { 1: "a", 3: "l", 4: "m", 5: "n" };
/** Number, letter, key dropped; and what then stands in the file. */
const STEPS: readonly (readonly [number, string, number, string])[] = [
  [65, "b", 0, "1a 3l 4m 5n 65b"],
  [1, "b", 65, "1b 3l 4m 5n"],
  [5, "c", 0, "1b 3l 4m 5c"],
  [65, "d", 0, "1b 3l 4m 5c 65d"],
  [1, "d", 65, "1d 3l 4m 5c"],
];
const BEFORE = ["1a 3l 4m 5n", ...STEPS.map(([, , , then]) => then)];
const NEEDED = [1, 3, 4, 5];

/** Boots, and makes the change of a step where it is not made yet. Returns whether the supply held. */
function bootAndChange(storage: BoardStorage, step: number): boolean {
  const file = open(storage, NEEDED);
  assert.ok(file);
  const [number, letter, drop, then] = STEPS[step]!;
  if (found(storage, NEEDED) === then) return true;
  try {
    assert.equal(file.change(number, secretOf(letter), drop), true);
    return true;
  } catch (error) {
    assert.ok(error instanceof Cut);
    return false;
  }
}

/** A flash on which the first `steps` changes were made, and how many bytes the next one programs. */
function prepared(steps: number): [BoardStorage, number] {
  const storage = storageOf(fileOf(1, START), roomOf(9));
  for (let step = 0; step < steps; step++) bootAndChange(storage, step);
  const before = storage.programmedBytes;
  const [number, letter, drop] = STEPS[steps]!;
  const probe = storageOf(storage.read(PROVISIONED)!, storage.read(ROOM)!);
  assert.equal(open(probe)!.change(number, secretOf(letter), drop), true);
  assert.equal(storage.programmedBytes, before);
  return [storage, probe.programmedBytes];
}

describe("power cut in a change of the key file", () => {
  const random = new Random(4);
  const shapes: readonly (TornByte | undefined)[] = [
    undefined,
    () => 0xff,
    () => random.below(256),
    () => random.below(256),
  ];

  it("leaves the keys before or the keys after, at every byte of changes in a row", () => {
    const seen = { before: 0, after: 0 };
    for (let step = 0; step < STEPS.length; step++) {
      const bytes = prepared(step)[1];
      for (let at = 0; at <= bytes; at++)
        for (const torn of shapes) {
          const [storage] = prepared(step);
          storage.cutAfter(at, torn);
          assert.equal(bootAndChange(storage, step), false);
          const left = found(storage, NEEDED);
          assert.ok(left === BEFORE[step] || left === BEFORE[step + 1], `step ${step}, byte ${at}: ${left}`);
          seen[left === BEFORE[step] ? "before" : "after"]++;
          assert.equal(bootAndChange(storage, step), true);
          assert.equal(found(storage, NEEDED), BEFORE[step + 1]);
        }
    }
    assert.ok(seen.before > 20 * seen.after && seen.after >= STEPS.length * shapes.length, JSON.stringify(seen));
  });

  it("leaves them also where every change of a row is cut, twice", () => {
    for (let at = 0; at <= 185; at++) {
      const storage = storageOf(fileOf(1, START), roomOf(3 * STEPS.length));
      for (let step = 0; step < STEPS.length; step++) {
        for (const bytes of [at, (at * 7 + 13 * step) % 185]) {
          storage.cutAfter(bytes, shapes[(at + step) % shapes.length]);
          bootAndChange(storage, step);
          const left = found(storage, NEEDED);
          assert.ok(left === BEFORE[step] || left === BEFORE[step + 1], `step ${step}, byte ${at}: ${left}`);
        }
        storage.cutAfter(Infinity);
        assert.equal(bootAndChange(storage, step), true);
        assert.equal(found(storage, NEEDED), BEFORE[step + 1]);
      }
    }
  });
});

/** Says what keys it found, makes the next change and says what came of it, exception or not. */
const BUNDLE = `
  import { open } from "./espruino.ts";
  import { openKeyFile } from "../../firmware/keys/key-file.ts";
  const file = openKeyFile(open(), [1, 3]);
  const first = (number) => file.secret(number).substr(0, 1);
  print(file ? first(1) + first(65) : "none");
  setTimeout(function () {
    try {
      const next = String.fromCharCode(first(1).charCodeAt(0) + 1).repeat(32);
      print(file.secret(65) ? file.change(1, file.secret(65), 65) : file.change(65, next, 0));
    } catch (error) {
      print("caught");
    }
    print("on");
  }, 100);`;

describe("power cut in a change of the key file on the virtual board", () => {
  let bundle = "";
  before(async () => {
    bundle = await bundleDrivers(BUNDLE);
  });

  /** The board's lines from one boot on. */
  const lives = (board: VirtualBoard): (() => string[]) => {
    let read = board.console.length;
    return () => {
      board.boot(bundle);
      board.clock.runUntil(board.clock.nowUs + 1_000_000);
      const text = board.console.slice(read);
      read = board.console.length;
      return text.split("\n").slice(0, -1);
    };
  };
  const newBoard = (): VirtualBoard =>
    new VirtualBoard({
      clock: new SimulationClock(),
      name: "unit",
      variables: 5450,
      consolePort: "",
      files: { [PROVISIONED]: fileOf(1, { 1: "a", 3: "l" }), [ROOM]: roomOf(9) },
    });

  it("changes them from life to life", () => {
    const live = lives(newBoard());
    for (const keys of ["a", "ab", "b", "bc", "c"]) assert.deepEqual(live(), [keys, "true", "on"]);
  });

  it("leaves the keys before or after at every byte, and nothing runs behind the cut", () => {
    const BYTES = 2 + 13 + 2 * 33 + 33 + 4;
    for (let at = 0; at <= BYTES; at += 1) {
      const board = newBoard();
      const live = lives(board);
      const startUs = board.clock.nowUs;
      let cutUs = 0;
      const whenCut = (timeUs: number): void => {
        cutUs = timeUs;
      };
      board.cutInWrite(at, whenCut, () => 0x5a);
      assert.deepEqual(live(), ["a"]);
      assert.equal(board.isPowered, false);
      assert.ok(cutUs >= startUs + 100_000 && cutUs < startUs + 102_000, String(cutUs));
      const keys = at === BYTES ? "ab" : "a";
      board.cutInWrite((at * 7) % 82, whenCut);
      assert.deepEqual(live(), [keys]);
      assert.deepEqual(live(), [keys, "true", "on"]);
      assert.deepEqual(live()[0], at === BYTES ? "b" : "ab");
    }
  });
});
