// The parts that an emulated board has in place of a real one, in the heap and next to the core: the contract, and what they start from.

import assert from "node:assert/strict";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { NorBoard } from "./nor-board.ts";
import { norContract } from "./nor-contract.ts";
import { sectorsImage } from "../../bench/nor-image.ts";
import { allBytes } from "./nor-steps.ts";

const BYTES = 0x40_0000;

interface Options {
  readonly bytes?: number;
  readonly pages?: number;
  readonly image?: string;
}

for (const driver of ["ram-nor", "ccm-nor"]) {
  const nor = async (options: Options, files: Readonly<Record<string, string>> = {}): Promise<NorBoard> => {
    const board = await NorBoard.build(driver, { bytes: BYTES, pages: 48, ...options }, files);
    return board.boot();
  };

  norContract(`${driver} on a virtual board`, async () => {
    const board = await nor({});
    return { bytes: BYTES, call: (name, ...values) => board.call(name, ...values) };
  });

  norContract(`${driver} on a virtual board, over an image`, async () => {
    const full = new Uint8Array(SECTOR_BYTES).fill(0x5a);
    const last = BYTES / SECTOR_BYTES - 1;
    const image = sectorsImage(
      new Map([
        [last, full],
        [0, full],
        [last - 2, full],
      ]),
    );
    const board = await nor({ image: "nor" }, { nor: image });
    return { bytes: BYTES, call: (name, ...values) => board.call(name, ...values) };
  });

  describe(`${driver} on a virtual board: image`, () => {
    const counted = Uint8Array.from({ length: SECTOR_BYTES }, (_, i) => (i >> 4) & 255);
    const image = sectorsImage(
      new Map([
        [1023, counted],
        [257, counted.map((byte) => byte ^ 255)],
      ]),
    );
    const at257 = 257 * SECTOR_BYTES;

    it("is read where its sectors are, and nothing else is", async () => {
      const board = await nor({ image: "nor" }, { nor: image });
      assert.equal(board.fault, PART_OK);
      assert.equal(board.call("read", 1023 * SECTOR_BYTES + 14, 4), "\0\0\x01\x01");
      assert.equal(board.call("read", BYTES - 3, 3), "\xff\xff\xff");
      assert.equal(board.call("read", at257 - 2, 4), "\xff\xff\xff\xff");
      assert.equal(board.call("read", at257 + 254, 4), "\xf0\xf0\xef\xef", "over the border of two pages");
      assert.equal(board.call("read", at257 + 4094, 4), "\0\0\xff\xff");
      assert.equal(board.call("read", SECTOR_BYTES, 16), "\xff".repeat(16), "257 is not 1");
    });

    it("is programmed over, and only where it was", async () => {
      const board = await nor({ image: "nor" }, { nor: image });
      assert.equal(board.call("program", at257 + 32, "\x0f\xff"), true);
      assert.equal(board.call("read", at257 + 30, 6), "\xfe\xfe\x0d\xfd\xfd\xfd");
      assert.equal(board.call("read", at257 + 256, 4), "\xef\xef\xef\xef");
      assert.equal(board.call("read", at257 + 250, 4), "\xf0\xf0\xf0\xf0");
    });

    it("is gone after an erase of its sector, with what was programmed over it, and is back after a reset", async () => {
      const board = await nor({ image: "nor" }, { nor: image });
      assert.equal(board.call("program", at257, "\0"), true);
      assert.equal(board.call("erase", at257), true);
      assert.equal(board.call("read", at257, 256), "\xff".repeat(256));
      assert.equal(board.call("read", at257 + 3840, 256), "\xff".repeat(256));
      assert.equal(board.call("read", 1023 * SECTOR_BYTES + 14, 4), "\0\0\x01\x01");
      board.boot();
      assert.equal(board.call("read", at257, 2), "\xff\xff");
      assert.equal(board.call("read", at257 + 16, 2), "\xfe\xfe");
    });

    it("is all ones where there is no such file", async () => {
      const board = await nor({ image: "none" });
      assert.equal(board.call("read", 0, 3), "\xff\xff\xff");
      assert.equal(board.call("program", 0, "abc"), true);
      assert.equal(board.call("read", 0, 3), "abc");
    });
  });

  describe(`${driver} on a virtual board: room`, () => {
    it("refuses the page that it has no room for, says stuck, and takes it after an erase", async () => {
      const board = await nor({ pages: 3, bytes: 65536 });
      assert.equal(board.call("program", 0, allBytes()), true);
      assert.equal(board.call("program", 256, "b"), true);
      assert.equal(board.call("program", SECTOR_BYTES, "c"), true);
      assert.equal(board.fault, PART_OK);
      assert.equal(board.call("program", 512, "d"), false);
      assert.equal(board.fault, PART_STUCK);
      assert.equal(board.call("read", 512, 2), "\xff\xff");
      assert.equal(board.call("read", 256, 2), "b\xff");
      assert.equal(board.call("program", 257, "bb"), true, "a page that it has");
      assert.equal(board.fault, PART_OK);
      assert.equal(board.call("program", 512, "d"), false);
      assert.equal(board.call("erase", 0), true);
      assert.equal(board.fault, PART_OK);
      assert.equal(board.call("program", 512, "d"), true);
      assert.equal(board.call("program", 768, "e"), true);
      assert.equal(board.call("program", 1024, "f"), false);
      assert.deepEqual(
        [0, 256, 512, 768, 1024, SECTOR_BYTES].map((address) => board.call("read", address, 1)),
        ["\xff", "\xff", "d", "e", "\xff", "c"],
      );
    });

    it("counts a page of the image once it is programmed over, and not before", async () => {
      const image = sectorsImage(new Map([[2, new Uint8Array(SECTOR_BYTES).fill(0x77)]]));
      const board = await nor({ pages: 1, bytes: 65536, image: "nor" }, { nor: image });
      assert.equal(board.call("program", 8192, "\0"), true);
      assert.equal(board.call("program", 8448, "\0"), false);
      assert.equal(board.call("read", 8447, 2), "ww");
      assert.equal(board.call("program", 8193, "\0"), true);
      assert.equal(board.call("read", 8192, 3), "\0\0w");
    });
  });
}
