// Our rings beside the engine's own Storage: bytes programmed and sectors erased for the same records, and what a power cut can take. The
// figures of Storage come from the real engine.

import assert from "node:assert/strict";
import { logFigures, valuesFigures } from "../../bench/cost/ring-append.ts";
import {
  cutCompactions,
  lostBehindTornRecord,
  lostInCompaction,
  readAfterCut,
  storageFigures,
  STORAGE_PAGE_BYTES,
} from "../../bench/cost/storage-append.ts";
import type { StorageRun } from "../../bench/cost/storage-append.ts";
import { runOnFlash, StorageRunError } from "../../bench/cost/storage-engine.ts";
import { engineSuite } from "../../tools/engine/available.ts";
import { STORAGE_BYTES, storageImage } from "../../tools/engine/storage-image.ts";

describe("what a record costs our rings", () => {
  it("a log: body, commit and the key before, and per sector a header twice and its first record", () => {
    // Slots of 64 bytes: 62 of body, 1 of state, 20 of zeros over the key before; 62 entries a sector.
    const perSector = 63 * (62 + 1 + 20) + 2 * 32;
    assert.deepEqual(logFigures(16), {
      records: 16 * 62,
      programmedBytes: 16 * perSector,
      sectorErases: 16,
      keptAtLeast: 2 * 62,
    });
    assert.deepEqual(logFigures(64), {
      records: 16 * 30,
      programmedBytes: 16 * (31 * (126 + 1 + 20) + 2 * 32),
      sectorErases: 16,
      keptAtLeast: 2 * 30,
    });
  });

  it("values: body and commit, and per sector a header twice, a copy of all and its end", () => {
    assert.deepEqual(valuesFigures(16), {
      records: 16 * 122,
      programmedBytes: 16 * (127 * 31 + 2 * 32),
      sectorErases: 16,
      keptAtLeast: 4,
    });
    assert.deepEqual(valuesFigures(64), {
      records: 16 * 26,
      programmedBytes: 16 * (31 * 127 + 2 * 32),
      sectorErases: 16,
      keptAtLeast: 4,
    });
  });
});

/** Pages in which a bit went from 0 to 1, which only an erase can do. */
function pagesSeenErased({ compaction: { before, after } }: StorageRun): number {
  let pages = 0;
  for (let page = 0; page < STORAGE_BYTES; page += STORAGE_PAGE_BYTES) {
    const old = before.subarray(page, page + STORAGE_PAGE_BYTES);
    if (after.subarray(page, page + STORAGE_PAGE_BYTES).some((byte, at) => (byte & ~old[at]!) !== 0)) pages++;
  }
  return pages;
}

engineSuite("what a record costs the engine's Storage", "linux", () => {
  const numbers = (first: number, last: number): number[] =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i);

  it("with files that begin on pages: about its size, and a compaction loses none", async () => {
    const run = await storageFigures({ recordBytes: 64, programEnd: "on-a-page" });
    const { figures, compaction } = run;
    assert.deepEqual(figures, { records: 512, programmedBytes: 64712, sectorErases: 16, keptAtLeast: 0 });
    assert.equal(compaction.pages, 32);
    // The last one was blank before.
    assert.equal(pagesSeenErased(run), 32);
    assert.deepEqual(await readAfterCut(compaction.before, 64), numbers(compaction.first, compaction.last));
    assert.deepEqual(await readAfterCut(compaction.after, 64), numbers(compaction.first, compaction.last + 1));
    assert.equal(await lostInCompaction(compaction, 64), 0);
    assert.equal(await lostBehindTornRecord(compaction, 64, 10), 10);
  });

  it("with a program before them that ends anywhere: all of the flash again and again, and a cut in it loses everything", async () => {
    const { figures, compaction } = await storageFigures({ recordBytes: 64, programEnd: "anywhere" });
    assert.deepEqual(figures, { records: 512, programmedBytes: 522864, sectorErases: 128, keptAtLeast: 0 });
    assert.equal(compaction.pages, 256);
    assert.deepEqual(await readAfterCut(compaction.before, 64), numbers(compaction.first, compaction.last));
    assert.deepEqual(await readAfterCut(cutCompactions(compaction)[0]!, 64), []);
  });

  it("says so where the engine cannot write", async () => {
    const full = storageImage({ program: "p".repeat(STORAGE_BYTES - 32) });
    const script = `var f=require("Storage").open("log","a");try{f.write("x");stop("written")}catch(e){stop("failed to write")}`;
    await assert.rejects(
      runOnFlash(full, script, () => true),
      new StorageRunError("failed", "the engine failed to write"),
    );
  });
});
