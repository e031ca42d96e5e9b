// Single cells that a cut left between their levels, at each of the places where one read of them decides: the body of the last slot, the slot that
// looks blank behind it, the header of the sector ahead. Whatever the first boot read, all later ones read the same.
import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { beginImage, commitImage, imageVersion, isReady, openImages } from "../../firmware/store/image.ts";
import { prepareImage, readImage, writeImage } from "../../firmware/store/image.ts";
import { appendEntry, openLog, provision, readRecord } from "../../firmware/store/log.ts";
import { prepare, slotOffset } from "../../firmware/store/ring.ts";
import { getValue, openValues, putValue } from "../../firmware/store/values.ts";
import { ArrayFlash, FIRST_KEY, imagesOn, logOn, PART_BYTES, PowerCut, segmentAddress, valuesOn } from "./rig.ts";
import { FAST } from "./scale.ts";

const PARTS = FAST ? 24 : 200;
const BOOTS = 20;
const BODY = 2;
const TEXT_BYTES = 30;

/** Bits of `mask` that are 1 hang between 1 and 0 from now on. */
function weaken(part: NorArray, address: number, mask: number): void {
  const before = part.weakBits;
  for (let tries = 0; part.weakBits === before && tries < 64; tries++)
    part.tearProgram(address, Uint8Array.of(~mask), 0, "weak");
  assert.equal(part.weakBits, before + 1);
}

/** Does `bytes` but for one 0 of theirs at `offset`, which is left weak, and cuts the supply. */
function cutAtOneBit(part: NorArray, address: number, bytes: Uint8Array, offset: number): never {
  const mask = ~bytes[offset]! & -~bytes[offset]! & 0xff;
  const rest = bytes.slice();
  rest[offset]! |= mask;
  part.program(address, rest);
  if (mask > 0) weaken(part, address + offset, mask);
  throw new PowerCut();
}

function partOf(seed: number): NorArray {
  const random = new Random(seed);
  return new NorArray(PART_BYTES, () => random.uint32());
}

function untilCut(work: () => void): void {
  assert.throws(work, PowerCut);
}

/** What each of many boots reads is the same. */
function demandSteady(boot: () => string): void {
  const first = boot();
  for (let again = 0; again < BOOTS; again++) assert.equal(boot(), first);
}

describe("store, one weak cell", () => {
  it("in the body of the record that a cut left uncommitted", () => {
    const verdicts = new Set<number>();
    for (let seed = 0; seed < PARTS; seed++) {
      let flash = new ArrayFlash(partOf(seed));
      const log = logOn(flash, "metrology");
      openLog(log);
      provision(log, FIRST_KEY);
      for (let index = 0; index < 5; index++) appendEntry(log, `entry ${index}`, 1);
      const records = log.ring.record;
      flash.before = (event) => {
        if (event.kind === "program" && event.bytes.length > TEXT_BYTES)
          cutAtOneBit(flash.array, event.address, event.bytes, seed % 16);
      };
      untilCut(() => appendEntry(log, "the torn one", 1));
      flash = new ArrayFlash(flash.array);
      demandSteady(() => {
        const again = logOn(flash, "metrology");
        assert.ok(openLog(again));
        verdicts.add(again.ring.record - records);
        assert.equal(again.ring.damaged, 0);
        return `${again.ring.record} ${readRecord(again, records + 1)}`;
      });
    }
    assert.deepEqual([...verdicts].sort(), [0, 1]);
  });

  it("in the body of the value that a cut left uncommitted", () => {
    const verdicts = new Set<string>();
    for (let seed = 0; seed < PARTS; seed++) {
      let flash = new ArrayFlash(partOf(seed));
      const values = valuesOn(flash, "credit");
      openValues(values);
      putValue(values, 0, "old");
      flash.before = (event) => {
        if (event.kind === "program" && event.bytes.length > TEXT_BYTES)
          cutAtOneBit(flash.array, event.address, event.bytes, seed % 9);
      };
      untilCut(() => putValue(values, 0, "new"));
      flash = new ArrayFlash(flash.array);
      demandSteady(() => {
        const again = valuesOn(flash, "credit");
        assert.ok(openValues(again));
        verdicts.add(getValue(again, 0));
        return getValue(again, 0);
      });
    }
    assert.deepEqual([...verdicts].sort(), ["new", "old"]);
  });

  it("in the header of an image that a cut left uncommitted", () => {
    const verdicts = new Set<number>();
    for (let seed = 0; seed < PARTS; seed++) {
      const flash = new ArrayFlash(partOf(seed));
      const images = imagesOn(flash);
      openImages(images);
      assert.ok(beginImage(images, 0));
      while (!isReady(images)) prepareImage(images);
      assert.ok(writeImage(images, "a page"));
      flash.before = (event) => {
        if (event.kind === "program") cutAtOneBit(flash.array, event.address, event.bytes, 4 + (seed % 3));
      };
      untilCut(() => commitImage(images, 1, 7));
      demandSteady(() => {
        const again = imagesOn(new ArrayFlash(flash.array));
        assert.ok(openImages(again));
        verdicts.add(imageVersion(again, 0));
        return `${imageVersion(again, 0)} ${readImage(again, 0, 0, 6)}`;
      });
    }
    assert.deepEqual([...verdicts].sort(), [0, 1]);
  });

  it("in the mark by which a slot is given up: once seen, it stands", () => {
    // All eight bits read as ones in one boot of 256: that no boot can know better. Few parts, so that it does not happen here.
    for (let seed = 0; seed < 24; seed++) {
      const part = partOf(seed);
      const flash = new ArrayFlash(part);
      const values = valuesOn(flash, "credit");
      openValues(values);
      putValue(values, 0, "old");
      const mark = segmentAddress("credit") + slotOffset(values.ring, values.ring.sequence, values.ring.slot);
      flash.before = (event) => {
        if (event.kind === "program" && event.bytes.length === 1) throw new PowerCut();
      };
      untilCut(() => putValue(values, 0, "new"));
      for (let bit = 1; bit < 256; bit <<= 1) weaken(part, mark, bit);
      demandSteady(() => {
        const again = valuesOn(new ArrayFlash(part), "credit");
        assert.ok(openValues(again));
        return getValue(again, 0);
      });
    }
  });

  it("in the mark by which an image is given up: once seen, it stands", () => {
    for (let seed = 0; seed < 24; seed++) {
      const part = partOf(seed);
      const flash = new ArrayFlash(part);
      const images = imagesOn(flash);
      openImages(images);
      assert.ok(beginImage(images, 0));
      while (!isReady(images)) prepareImage(images);
      assert.ok(writeImage(images, "a page") && commitImage(images, 1, 7));
      flash.before = (event) => {
        for (let bit = 1; bit < 256; bit <<= 1) weaken(part, event.address, bit);
        throw new PowerCut();
      };
      untilCut(() => beginImage(images, 0));
      let gone = false;
      for (let boot = 0; boot <= BOOTS; boot++) {
        const again = imagesOn(new ArrayFlash(part));
        assert.ok(openImages(again));
        assert.ok(!gone || imageVersion(again, 0) === 0, `part ${seed}: the image is back`);
        gone = imageVersion(again, 0) === 0;
      }
    }
  });

  it("in the slot that looks blank behind the last one", () => {
    for (let seed = 0; seed < PARTS; seed++) {
      const part = partOf(seed);
      let flash = new ArrayFlash(part);
      let values = valuesOn(flash, "credit");
      openValues(values);
      putValue(values, 0, "old");
      const { sequence, slot } = values.ring;
      weaken(
        part,
        segmentAddress("credit") + slotOffset(values.ring, sequence, slot) + BODY + (seed % 12),
        1 << (seed % 8),
      );
      flash = new ArrayFlash(part);
      values = valuesOn(flash, "credit");
      openValues(values);
      assert.ok(putValue(values, 0, "newer"), `part ${seed}`);
      demandSteady(() => {
        const again = valuesOn(flash, "credit");
        assert.ok(openValues(again));
        assert.equal(again.ring.damaged, 0, `part ${seed}`);
        assert.equal(getValue(again, 0), "newer", `part ${seed}`);
        return "";
      });
    }
  });

  it("in both headers of the sector ahead", () => {
    for (let seed = 0; seed < PARTS; seed++) {
      let flash = new ArrayFlash(partOf(seed));
      let values = valuesOn(flash, "credit");
      openValues(values);
      putValue(values, 0, "old");
      prepare(values.ring);
      flash.before = (event) => {
        if (event.kind !== "program") return;
        const first = event.bytes.slice();
        first[1]! |= 4;
        first[17]! |= 4;
        flash.array.program(event.address, first);
        weaken(flash.array, event.address + 1, 4);
        weaken(flash.array, event.address + 17, 4);
        throw new PowerCut();
      };
      untilCut(() => prepare(values.ring));
      flash = new ArrayFlash(flash.array);
      values = valuesOn(flash, "credit");
      openValues(values);
      for (let put = 0; put < 70; put++) assert.ok(putValue(values, 0, `value ${put}`));
      demandSteady(() => {
        const again = valuesOn(flash, "credit");
        openValues(again);
        return getValue(again, 0);
      });
    }
  });
});
