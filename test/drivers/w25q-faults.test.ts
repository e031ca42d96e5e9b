// The W25Q driver with plugs that are not as they should be: the exact fault, nothing thrown, every call bounded, and the way back.

import assert from "node:assert/strict";
import { PART_MISSING, PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { W25q } from "../../bench/parts/w25q.ts";
import { inject, w25qBoard } from "./w25q-board.ts";
import type { NorBoard } from "./nor-board.ts";

interface Damage {
  readonly name: string;
  readonly fault: number;
  readonly apply: (chip: W25q, board: NorBoard) => void;
  readonly repair: (chip: W25q, board: NorBoard) => void;
  /** Longest opening and longest later call in simulated milliseconds, as measured, with a little room. */
  readonly openMs: number;
  readonly callMs: number;
}

const plug = (name: W25q["plug"], fault: number, openMs: number, callMs: number): Damage => ({
  ...{ name, fault, openMs, callMs },
  apply: (chip) => (chip.plug = name),
  repair: (chip) => (chip.plug = "good"),
});

const damages: readonly Damage[] = [
  plug("missing", PART_MISSING, 1.3, 1.3),
  plug("miso-low", PART_MISSING, 1.3, 1.3),
  plug("miso-floating", PART_NONSENSE, 1.4, 1.4),
  plug("mosi-open", PART_MISSING, 1.3, 1.3),
  plug("always-busy", PART_STUCK, 604, 10),
  {
    ...{ name: "another part", fault: PART_NONSENSE, openMs: 1.3, callMs: 1.3 },
    apply: (chip) => (chip.jedecId = 0xc22016),
    repair: (chip) => (chip.jedecId = 0xef4016),
  },
  {
    ...{ name: "no supply", fault: PART_MISSING, openMs: 1.3, callMs: 1.3 },
    apply: (chip, board) => chip.powerOff(board.clock.nowUs),
    repair: (chip, board) => chip.powerOn(board.clock.nowUs),
  },
];

function assertDead(board: NorBoard, fault: number, when: string): void {
  assert.equal(board.call("read", 0, 16), "", when);
  assert.equal(board.fault, fault, when);
  assert.equal(board.call("program", 300, "x"), false, when);
  assert.equal(board.call("erase", 0), false, when);
  assert.equal(board.call("isErasing"), false, when);
  assert.equal(board.fault, fault, when);
}

function assertAlive(board: NorBoard, when: string): void {
  assert.equal(board.call("read", 0, 4), "data", when);
  assert.equal(board.fault, PART_OK, when);
  assert.equal(board.call("program", 8, "x"), true, when);
}

async function setUp(damage?: Damage) {
  const { board, chip } = await w25qBoard({ timing: "worst" });
  chip.array.program(0, Buffer.from("data"));
  damage?.apply(chip, board);
  board.boot().wait(5);
  return { board, chip };
}

describe("w25q on a virtual board: faults", () => {
  for (const damage of damages) {
    it(`${damage.name} from the start: fault ${damage.fault}, and found within 10 s of its repair`, async () => {
      const { board, chip } = await setUp(damage);
      assert.equal(board.fault, damage.fault);
      assert.ok(board.openMs <= damage.openMs, `open took ${board.openMs} ms`);
      for (let second = 0; second < 40; second++) {
        assertDead(board, damage.fault, `second ${second}`);
        board.wait(1000);
      }
      assert.ok(board.worstMs <= damage.callMs, `a call took ${board.worstMs} ms`);
      damage.repair(chip, board);
      board.wait(10_000);
      assertAlive(board, "repaired");
    });

    it(`${damage.name} in the middle: fault ${damage.fault}, and found within 10 s of its repair`, async () => {
      const { board, chip } = await setUp();
      for (let round = 0; round < 3; round++) {
        assertAlive(board, `round ${round}`);
        board.wait(12_000);
        damage.apply(chip, board);
        assertDead(board, damage.fault, `round ${round}`);
        damage.repair(chip, board);
        board.wait(10_000);
      }
      assertAlive(board, "at last");
      assert.ok(board.worstMs <= Math.max(damage.callMs, 5), `a call took ${board.worstMs} ms`);
    });

    it(`${damage.name} in the middle of an erase: no erase, fault ${damage.fault}, and found again`, async () => {
      const { board, chip } = await setUp();
      assert.equal(board.call("erase", SECTOR_BYTES), true);
      damage.apply(chip, board);
      assert.equal(board.call("ended"), true);
      board.call("read", 0, 4);
      assert.equal(board.fault, damage.fault);
      board.wait(1000);
      damage.repair(chip, board);
      board.wait(10_000);
      assertAlive(board, "repaired");
    });
  }

  it("a missing part is looked for once in 10 s, and nothing is sent in between", async () => {
    const { board, chip } = await setUp(damages[5]);
    const sent: number[] = [];
    const startUs = board.clock.nowUs;
    chip.onCommand = () => sent.push(Math.round((board.clock.nowUs - startUs) / 1e6));
    for (let second = 0; second < 35; second++) {
      board.call("read", 0, 16);
      board.call("program", 0, "x");
      board.wait(1000);
    }
    assert.deepEqual([...new Set(sent)], [10, 20, 30]);
  });

  it("a part that was away for a moment is out for 10 s", async () => {
    const { board, chip } = await setUp();
    board.wait(60_000);
    chip.plug = "missing";
    assert.equal(board.call("read", 0, 4), "");
    assert.equal(board.fault, PART_MISSING);
    chip.plug = "good";
    board.wait(10_000);
    assertAlive(board, "back");
  });

  it("a write-protected part is read, says stuck for each write, and so until one works", async () => {
    const { board, chip } = await setUp();
    chip.plug = "write-protected";
    const sent: number[] = [];
    chip.onCommand = (command) => sent.push(command);
    assert.equal(board.call("read", 0, 4), "data");
    assert.equal(board.fault, PART_OK, "nobody has written");
    assert.equal(board.call("program", 16, "x"), false);
    assert.equal(board.fault, PART_STUCK);
    assert.equal(board.call("erase", 0), false);
    assert.equal(board.call("isErasing"), false);
    assert.equal(board.call("read", 0, 4), "data");
    assert.equal(board.fault, PART_STUCK, "a read says nothing of writes");
    assert.ok(board.worstMs < 1, `a call took ${board.worstMs} ms`);
    assert.ok(sent.includes(0x06) && !sent.includes(0x02) && !sent.includes(0x20), sent.join());
    chip.plug = "good";
    inject(board, chip, 0x06);
    inject(board, chip, 0x01, 0x00);
    board.wait(20);
    assert.equal(board.call("program", 16, "x"), true);
    assert.equal(board.fault, PART_OK);
    assert.equal(board.call("read", 16, 1), "x");
  });

  it("blocks protected by the complement bit alone: the program that the part ignores is a failure", async () => {
    const { board, chip } = await setUp();
    inject(board, chip, 0x06);
    inject(board, chip, 0x31, 0x40);
    board.wait(20);
    assert.equal(board.call("program", 16, "x"), false);
    assert.equal(board.fault, PART_STUCK);
    assert.equal(board.call("erase", 0), false);
    assert.equal(board.call("read", 16, 1), "\xff");
  });

  it("a cut supply in an erase that comes back: the erase has ended, torn, and the part goes on", async () => {
    const { board, chip } = await setUp();
    assert.equal(board.call("erase", SECTOR_BYTES), true);
    board.wait(50);
    chip.powerOff(board.clock.nowUs);
    board.wait(5);
    chip.powerOn(board.clock.nowUs);
    board.wait(10);
    assert.equal(board.call("isErasing"), false);
    assertAlive(board, "after the cut");
  });

  it("good: the longest calls, a part of worst times", async () => {
    const { board } = await setUp();
    const longest = (...call: Parameters<NorBoard["call"]>): number => {
      board.call(...call);
      return board.lastMs;
    };
    assert.ok(board.openMs < 1.3, `open ${board.openMs}`);
    assert.ok(longest("read", 0, 256) < 2.3, `read ${board.lastMs}`);
    assert.ok(longest("program", 256, "x".repeat(256)) < 5.5, `program ${board.lastMs}`);
    assert.ok(longest("erase", SECTOR_BYTES) < 0.3, `erase ${board.lastMs}`);
    assert.ok(longest("program", 512, "x".repeat(256)) < 7, `program beside an erase ${board.lastMs}`);
    assert.ok(longest("read", 256, 256) < 4, `read beside an erase ${board.lastMs}`);
  });
});
