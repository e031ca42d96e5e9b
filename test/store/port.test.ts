// The port of a segment: what lies outside never reaches the part, and a cell that reads differently each time does not pass for written.
import assert from "node:assert/strict";
import { eraseAt, holds, programAt, readAt } from "../../firmware/store/port.ts";
import type { Port } from "../../firmware/store/port.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { array, ArrayFlash, crc32 } from "./rig.ts";

const BASE = 2 * SECTOR_BYTES;
const BYTES = 3 * SECTOR_BYTES;
const DRAWS = 400;

function portOn(flash: ArrayFlash): Port {
  const medium = { flash, crc32, refused: 0 };
  return { medium, firstSector: BASE / SECTOR_BYTES, sectors: BYTES / SECTOR_BYTES };
}

describe("store, the port of a segment", () => {
  it("refuses whatever leaves the segment, and the part hears nothing of it", () => {
    const flash = new ArrayFlash(array(1));
    const port = portOn(flash);
    const outside = [-1, -SECTOR_BYTES, BYTES - 3, BYTES, BYTES + 1];
    for (const offset of outside) {
      assert.equal(readAt(port, offset, 4), "");
      assert.equal(programAt(port, offset, "four"), false);
    }
    for (const offset of [-SECTOR_BYTES, BYTES]) assert.equal(eraseAt(port, offset), false);
    assert.equal(port.medium.refused, 2 * outside.length + 2);
    assert.deepEqual([flash.reads, flash.programs, flash.erasing], [0, 0, -1]);
  });

  it("reaches the first and the last byte of the segment, at its base", () => {
    const flash = new ArrayFlash(array(1));
    const port = portOn(flash);
    assert.ok(programAt(port, 0, "first"));
    assert.ok(programAt(port, BYTES - 4, "last"));
    assert.equal(flash.array.cells[BASE], "f".charCodeAt(0));
    assert.equal(flash.array.cells[BASE + BYTES - 1], "t".charCodeAt(0));
    assert.ok(eraseAt(port, BYTES - SECTOR_BYTES));
    assert.equal(flash.erasing, BASE + BYTES - SECTOR_BYTES);
    assert.equal(port.medium.refused, 0);
  });

  it("reads back twice: of a weak bit that reads right every other time, three in four reads back are a no", () => {
    const part = array(3);
    while (part.weakBits === 0) part.tearProgram(BASE, Uint8Array.of(0xfe), 0, "weak");
    const port = portOn(new ArrayFlash(part));
    let yes = 0;
    for (let draw = 0; draw < DRAWS; draw++) if (holds(port, 0, "\xfe")) yes++;
    assert.ok(yes > DRAWS / 8 && yes < (DRAWS * 3) / 8, `${yes} of ${DRAWS}`);
  });
});
