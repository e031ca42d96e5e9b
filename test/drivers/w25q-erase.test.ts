// What is the W25Q driver's own: erases that are paused, resets of the board in the middle of things, and what reaches the part at all.

import assert from "node:assert/strict";
import { PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { W25Q32_BYTES } from "../../bench/parts/w25q.ts";
import { inject, w25qBoard } from "./w25q-board.ts";

const ONES = "\xff".repeat(256);

/** Sector 1 holds "old", and its erase has begun. */
async function erasing(timing: "typical" | "worst" = "worst") {
  const { board, chip } = await w25qBoard({ timing });
  board.boot();
  assert.equal(board.call("program", SECTOR_BYTES, "old"), true);
  assert.equal(board.call("program", 0, "kept"), true);
  assert.equal(board.call("erase", SECTOR_BYTES), true);
  return { board, chip };
}

describe("w25q on a virtual board: erase", () => {
  it("returns at once, and is under way until the part has finished", async () => {
    const { board } = await erasing();
    assert.ok(board.lastMs < 1, `${board.lastMs} ms`);
    board.wait(390);
    assert.equal(board.call("isErasing"), true);
    board.wait(15);
    assert.equal(board.call("isErasing"), false);
    assert.equal(board.fault, PART_OK);
    assert.equal(board.call("read", SECTOR_BYTES, 256), ONES);
  });

  it("refuses a second erase, and a program in the sector, without a fault", async () => {
    const { board, chip } = await erasing();
    assert.equal(board.call("erase", 0), false);
    assert.equal(board.call("program", SECTOR_BYTES + 512, "new"), false);
    assert.equal(board.fault, PART_OK);
    assert.equal(board.call("ended"), true);
    assert.equal(chip.array.sectorErases[0], 0);
    assert.equal(board.call("read", SECTOR_BYTES + 512, 3), "\xff\xff\xff");
    assert.equal(board.call("program", SECTOR_BYTES + 512, "new"), true);
  });

  it("goes on however often it is paused, and a pause is not counted as its time", async () => {
    for (const [operation, values, least, most] of [
      ["read", [0, 4], 400, 500],
      ["program", [8, "x"], 1000, 2000],
    ] as const) {
      const { board } = await erasing();
      const startedUs = board.clock.nowUs;
      let calls = 0;
      while (board.call("isErasing") === true) {
        assert.equal(board.call(operation, ...values), operation === "read" ? "kept" : true);
        calls++;
        assert.ok(calls < 1000, "the erase does not end");
      }
      assert.equal(board.fault, PART_OK);
      assert.equal(board.call("read", SECTOR_BYTES, 256), ONES);
      const elapsedMs = (board.clock.nowUs - startedUs) / 1000;
      assert.ok(elapsedMs > least && elapsedMs < most, `${operation}: ${elapsedMs} ms`);
    }
  });

  it("has a millisecond to itself between two pauses, so that reads without a break cannot starve it", async () => {
    const { board } = await erasing();
    assert.equal(board.burst(300, "read", 0, 4), "kept");
    assert.equal(board.call("isErasing"), true);
    assert.ok(board.lastMs < 1, `${board.lastMs} ms`);
    assert.equal(board.burst(100, "read", 0, 4), "kept");
    assert.ok(board.lastMs > 90 && board.lastMs < 140, `${board.lastMs} ms`);
    assert.equal(board.call("isErasing"), false);
    assert.equal(board.call("read", SECTOR_BYTES, 256), ONES);
  });

  it("resumes an erase that somebody else paused", async () => {
    const { board, chip } = await erasing();
    board.wait(5);
    inject(board, chip, 0x75);
    board.wait(1000);
    assert.equal(board.call("isErasing"), false, "given up after its longest time");
    assert.equal(board.fault, PART_STUCK);

    const other = await erasing();
    other.board.wait(5);
    inject(other.board, other.chip, 0x75);
    other.board.wait(100);
    assert.equal(other.board.call("isErasing"), true);
    assert.equal(other.board.call("ended"), true);
    assert.equal(other.board.call("read", SECTOR_BYTES, 256), ONES);
    assert.equal(other.board.fault, PART_OK);
  });

  it("gives up a part that stays busy after 600 ms and says that it is stuck, and recovers with the part", async () => {
    const { board, chip } = await erasing();
    chip.plug = "always-busy";
    board.wait(590);
    assert.equal(board.call("isErasing"), true);
    board.wait(15);
    assert.equal(board.call("isErasing"), false);
    assert.equal(board.fault, PART_STUCK);
    chip.plug = "good";
    board.wait(10_000);
    assert.equal(board.call("read", 0, 4), "kept");
    assert.equal(board.fault, PART_OK);
  });
});

describe("w25q on a virtual board: a reset of the board", () => {
  it("waits for an erase that the part is still at: none is torn", async () => {
    const { board, chip } = await erasing();
    board.wait(100);
    board.boot();
    assert.ok(board.openMs > 250 && board.openMs < 310, `${board.openMs} ms`);
    assert.equal(board.fault, PART_OK);
    assert.equal(chip.array.weakBits, 0);
    assert.equal(board.call("read", SECTOR_BYTES, 256), ONES);
  });

  it("resumes an erase that it had paused, and waits for it", async () => {
    const { board, chip } = await erasing();
    board.wait(100);
    inject(board, chip, 0x75);
    board.wait(1);
    board.boot();
    assert.ok(board.openMs > 250 && board.openMs < 310, `${board.openMs} ms`);
    assert.equal(board.call("read", SECTOR_BYTES, 256), ONES);
    assert.equal(chip.array.weakBits, 0);
  });

  it("finds a part that sleeps", async () => {
    const { board, chip } = await w25qBoard();
    inject(board, chip, 0xb9);
    board.wait(1).boot();
    assert.equal(board.fault, PART_OK);
    assert.ok(board.openMs < 1.3, `${board.openMs} ms`);
  });
});

describe("w25q on a virtual board: what reaches the part", () => {
  it("is nothing for a call that is refused", async () => {
    const { board, chip } = await w25qBoard();
    board.boot();
    const before = chip.transactions;
    assert.ok(before > 0);
    const calls = [
      ...[
        board.call("read", W25Q32_BYTES, 1),
        board.call("read", 0, 0),
        board.call("read", 0, 257),
        board.call("read", -1, 1),
      ],
      ...[
        board.call("program", 250, "1234567"),
        board.call("program", W25Q32_BYTES, "a"),
        board.call("program", 0, ""),
      ],
      ...[board.call("erase", 256), board.call("erase", W25Q32_BYTES), board.call("isErasing")],
    ];
    assert.deepEqual(calls, ["", "", "", "", false, false, false, false, false, false]);
    assert.equal(chip.transactions, before);
    board.call("read", 0, 1);
    assert.equal(chip.transactions, before + 2, "its id, and the read");
  });

  it("is a program or an erase for each one that was asked for, and no other", async () => {
    const { board, chip } = await w25qBoard();
    const written: string[] = [];
    chip.onCommand = (command, address) => {
      if ([0x02, 0x20, 0x52, 0xd8, 0xc7, 0x60, 0x01, 0x31, 0x11, 0x50].includes(command))
        written.push(`${command.toString(16)} at ${address ?? "none"}`);
    };
    board.boot();
    board.call("program", 0x10_0203, "ab");
    board.call("erase", 0x3f_f000);
    board.call("read", 0x20_0000, 16);
    board.call("program", 0x00_00ff, "c");
    board.call("ended");
    assert.deepEqual(written, ["2 at 1049091", "20 at 4190208", "2 at 255"]);
  });

  it("is nothing but reads at an address, for a board with a smaller use of the part", async () => {
    const { board } = await w25qBoard({}, { bytes: 65536 });
    board.boot();
    assert.equal(board.fault, PART_OK);
    assert.equal(board.call("read", 65535, 1), "\xff");
    assert.equal(board.call("read", 65536, 1), "");
    assert.equal(board.call("erase", 65536), false);
  });

  for (const [name, jedecId, bytes, fault] of [
    ["W25Q32JV-IQ", 0xef4016, W25Q32_BYTES, PART_OK],
    ["W25Q32JV-IM", 0xef7016, W25Q32_BYTES, PART_OK],
    ["W25Q128JV", 0xef4018, W25Q32_BYTES, PART_OK],
    ["W25Q16JV, too small", 0xef4015, W25Q32_BYTES, PART_NONSENSE],
    ["W25Q16JV, large enough", 0xef4015, 65536, PART_OK],
    ["W25X32, which cannot pause an erase", 0xef3016, W25Q32_BYTES, PART_NONSENSE],
    ["GD25Q32 of another maker", 0xc84016, W25Q32_BYTES, PART_NONSENSE],
    ["a capacity of 2^63", 0xef403f, W25Q32_BYTES, PART_NONSENSE],
    ["a capacity of 2^31", 0xef401f, W25Q32_BYTES, PART_NONSENSE],
    ["a capacity of 2^54, whose lower bits are those of 4 MiB", 0xef4036, W25Q32_BYTES, PART_NONSENSE],
  ] as const) {
    it(`is ${fault === PART_OK ? "taken for" : "refused where it is"} ${name}`, async () => {
      const { board } = await w25qBoard({ jedecId }, { bytes });
      board.boot();
      assert.equal(board.fault, fault);
      assert.equal(board.call("read", 0, 2), fault === PART_OK ? "\xff\xff" : "");
    });
  }
});
