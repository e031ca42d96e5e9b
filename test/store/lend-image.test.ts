// What is lent of a segment of images: what it answers, which place it gives up, and what it makes of arguments that are none.

import assert from "node:assert/strict";
import * as command from "../../firmware/messages/meter-order.ts";
import { IMAGE_DONE, IMAGE_ERASING, IMAGE_FAILED, IMAGE_TOO_OLD } from "../../firmware/messages/image-step.ts";
import { imageFromUtcSeconds, imageVersion, openImages, wantsErase } from "../../firmware/store/image.ts";
import type { Images } from "../../firmware/store/image.ts";
import { imageWork, lendBegin, lendCommit, lendImage, lendWrite } from "../../firmware/store/lend.ts";
import { STORE_FOREIGN, STORE_OK, STORE_PART, STORE_WORN } from "../../firmware/store/ring.ts";
import { PAGE_BYTES } from "../../hal/nor-flash.ts";
import { Random } from "../../bench/engine/random.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { array, ArrayFlash, imagesOn, segmentAddress } from "./rig.ts";

const NOW = 1000;

class Lent {
  readonly flash: ArrayFlash;
  readonly images: Images;
  readonly begin: ReturnType<typeof lendBegin>;
  readonly write: ReturnType<typeof lendWrite>;
  readonly commit: ReturnType<typeof lendCommit>;
  readonly read: ReturnType<typeof lendImage>;

  constructor(flash = new ArrayFlash(array(1))) {
    this.flash = flash;
    this.images = imagesOn(flash);
    openImages(this.images);
    this.begin = lendBegin(this.images);
    this.write = lendWrite(this.images);
    this.commit = lendCommit(this.images);
    this.read = lendImage(this.images);
  }

  idle(): void {
    for (let calls = 0; calls < 32; calls++) imageWork([this.images]);
  }

  /** A whole image of a few bytes. */
  put(version: number, fromUtcSeconds: number, nowSeconds = NOW): void {
    assert.equal(this.begin(nowSeconds), IMAGE_DONE);
    this.idle();
    assert.equal(this.commit(version, fromUtcSeconds, `image ${version}`), IMAGE_DONE);
  }

  versions(): number[] {
    return [imageVersion(this.images, 0), imageVersion(this.images, 1)].sort((a, b) => a - b);
  }
}

/** Cells that do not become blank. */
class Worn extends ArrayFlash {
  worn = true;

  override isErasing(): boolean {
    const erasing = super.isErasing();
    if (!erasing && this.worn) this.array.cells.fill(0, segmentAddress("tariffs"), segmentAddress("tariffs") + 9000);
    return erasing;
  }
}

describe("store, a segment of images as it is lent", () => {
  it("answers with the results of commands", () => {
    assert.deepEqual(
      [IMAGE_DONE, IMAGE_TOO_OLD, IMAGE_FAILED, IMAGE_ERASING],
      [command.RESULT_DONE, command.RESULT_OUT_OF_RANGE, command.RESULT_PART_FAILED, command.RESULT_BUSY],
    );
  });

  it("is begun, erased, written page by page and committed, with a rest or without", () => {
    const one = new Lent();
    assert.equal(one.write(""), IMAGE_FAILED);
    assert.equal(one.commit(1, NOW, "x"), IMAGE_FAILED);
    assert.equal(one.begin(NOW), IMAGE_DONE);
    assert.deepEqual([one.write(""), one.write("x".repeat(PAGE_BYTES))], [IMAGE_ERASING, IMAGE_ERASING]);
    assert.equal(wantsErase(one.images), true);
    one.idle();
    assert.equal(wantsErase(one.images), false);
    assert.equal(one.write(""), IMAGE_DONE);
    assert.equal(one.commit(1, NOW, ""), IMAGE_FAILED);
    one.put(1, NOW);
    assert.equal(one.begin(NOW), IMAGE_DONE);
    one.idle();
    for (let page = 0; page < 2; page++) assert.equal(one.write("x".repeat(PAGE_BYTES)), IMAGE_DONE);
    assert.equal(one.commit(1, NOW, ""), IMAGE_TOO_OLD);
    assert.equal(one.commit(2, NOW, ""), IMAGE_DONE);
    assert.deepEqual(one.versions(), [1, 2]);
  });

  it("gives up a place that is not in force: empty, before its time, or behind a newer one", () => {
    for (const [first, second, now, stays] of [
      [0, 0, NOW, 2],
      [0, NOW, NOW, 2],
      [0, NOW + 1, NOW, 1],
      [NOW, NOW + 1, NOW, 1],
      [NOW + 1, 0, NOW, 2],
      [NOW + 1, NOW + 2, NOW, 2],
      [NOW + 2, NOW + 1, NOW, 2],
      [NOW, NOW, 1, 2],
    ] as const) {
      const one = new Lent();
      one.put(1, first);
      one.put(2, second);
      assert.deepEqual(one.versions(), [1, 2]);
      assert.equal(one.begin(now), IMAGE_DONE);
      assert.deepEqual(one.versions(), [0, stays]);
    }
  });

  it("takes no version that is not above that of the whole one, in whichever place that is", () => {
    const one = new Lent();
    for (let version = 1; version < 5; version++) {
      one.put(version, 0);
      assert.equal(one.begin(NOW), IMAGE_DONE);
      one.idle();
      for (const old of [0, version - 1, version]) assert.equal(one.commit(old, 0, "x"), IMAGE_TOO_OLD);
    }
  });

  it("gives nothing up without a time", () => {
    const one = new Lent();
    one.put(1, 0);
    one.put(2, 0);
    assert.equal(one.begin(0), IMAGE_FAILED);
    assert.deepEqual(one.versions(), [1, 2]);
  });

  it("begun twice erases once, until something was written", () => {
    const one = new Lent();
    one.put(1, 0);
    one.begin(NOW);
    one.idle();
    const { erases } = one.flash;
    assert.equal(one.begin(NOW), IMAGE_DONE);
    assert.equal(one.write("x".repeat(PAGE_BYTES)), IMAGE_DONE);
    assert.equal(one.begin(NOW), IMAGE_DONE);
    assert.equal(one.write(""), IMAGE_ERASING);
    one.idle();
    assert.ok(one.flash.erases > erases);
    assert.equal(one.commit(2, NOW, "y"), IMAGE_DONE);
    assert.deepEqual(one.versions(), [1, 2]);
  });

  it("is lost to no single bad look: what is sound stays", () => {
    const flash = new ArrayFlash(array(1));
    new Lent(flash).put(1, 0);
    const place = imageVersion(new Lent(new ArrayFlash(flash.array)).images, 0) === 1 ? 0 : 1;
    const at = segmentAddress("tariffs") + place * 8192 + PAGE_BYTES;
    flash.array.cells[at]! ^= 1;
    const one = new Lent(flash);
    assert.deepEqual([one.versions(), one.images.damaged], [[0, 0], 1]);
    flash.array.cells[at]! ^= 1;
    assert.equal(one.begin(NOW), IMAGE_DONE);
    assert.deepEqual(one.versions(), [0, 1]);
  });

  it("fails where cells do not hold, and can be tried again", () => {
    const flash = new Worn(array(1));
    const one = new Lent(flash);
    assert.equal(one.begin(NOW), IMAGE_DONE);
    one.idle();
    assert.deepEqual([one.write(""), one.images.fault], [IMAGE_FAILED, STORE_WORN]);
    flash.worn = false;
    one.put(1, NOW);
    assert.equal(one.images.fault, STORE_OK);
  });

  it("tells a part that went while it was erased from cells that are worn", () => {
    const flash = new Worn(array(1));
    const one = new Lent(flash);
    flash.fault = 1;
    assert.equal(one.begin(NOW), IMAGE_DONE);
    one.idle();
    assert.deepEqual([one.write(""), one.images.fault], [IMAGE_FAILED, STORE_PART]);
  });

  it("leaves a foreign segment as it is", () => {
    const { flash, images, ...one } = new Lent();
    new Lent(flash).put(1, 0);
    openImages(images);
    const { cells } = flash.array.snapshot();
    const other = { ...images, number: 9 };
    openImages(other);
    assert.equal(other.fault, STORE_FOREIGN);
    assert.deepEqual(
      [lendBegin(other)(NOW), lendWrite(other)(""), lendCommit(other)(2, 0, "x")],
      [IMAGE_FAILED, IMAGE_FAILED, IMAGE_FAILED],
    );
    assert.deepEqual(flash.array.cells, cells);
    assert.equal(one.begin(NOW), IMAGE_DONE);
  });

  it("is read as it was written, in any pieces, and not beyond its end", () => {
    const one = new Lent();
    const body = new Random(1).byteString(600);
    one.begin(NOW);
    one.idle();
    for (const at of [0, 256]) assert.equal(one.write(body.slice(at, at + 256)), IMAGE_DONE);
    assert.equal(one.commit(1, NOW, body.slice(512)), IMAGE_DONE);
    for (const [from, length] of [
      [0, 1],
      [0, 256],
      [1, 255],
      [255, 2],
      [511, 89],
      [599, 1],
      [600, 0],
    ] as const)
      assert.equal(one.read(NOW, PAGE_BYTES + from, length), body.slice(from, from + length));
    for (const [from, length] of [
      [599, 2],
      [600, 1],
      [4000, 1],
      [4294967295, 1],
    ] as const)
      assert.equal(one.read(NOW, PAGE_BYTES + from, length), "");
  });

  it("shows its header, with version and beginning, in front of it", () => {
    const one = new Lent();
    one.put(258, NOW - 1);
    const header = one.read(NOW, 0, PAGE_BYTES);
    assert.equal(
      header,
      one.images.headers.find((each) => each !== ""),
    );
    assert.deepEqual([one.read(NOW, 4, 4), one.read(NOW, 8, 4)], [u32(258), u32(NOW - 1)]);
    assert.equal(one.read(NOW, PAGE_BYTES - 1, 2), "");
  });

  it("is, at each moment, the newest whose time has come, and none before the first", () => {
    const one = new Lent();
    const versionAt = (utcSeconds: number): string => one.read(utcSeconds, PAGE_BYTES, 7);
    assert.equal(versionAt(NOW), "");
    one.put(1, NOW + 10);
    assert.deepEqual([versionAt(0), versionAt(NOW + 9), versionAt(NOW + 10)], ["", "", "image 1"]);
    one.put(2, NOW + 20, NOW + 10);
    assert.deepEqual([versionAt(NOW + 9), versionAt(NOW + 19), versionAt(NOW + 20)], ["", "image 1", "image 2"]);
    one.put(3, NOW + 15, NOW + 20);
    assert.deepEqual([0, 1].map((place) => imageFromUtcSeconds(one.images, place)).sort(), [NOW + 15, NOW + 20]);
    assert.deepEqual([versionAt(NOW + 14), versionAt(NOW + 15), versionAt(NOW + 20)], ["", "image 3", "image 3"]);
  });

  it("is read on while the next is erased, written and given up", () => {
    const one = new Lent();
    one.put(1, NOW);
    const read = (): string => one.read(NOW, PAGE_BYTES, 7);
    assert.equal(one.begin(NOW), IMAGE_DONE);
    assert.equal(read(), "image 1");
    one.idle();
    assert.equal(one.write("x".repeat(PAGE_BYTES)), IMAGE_DONE);
    assert.equal(read(), "image 1");
    openImages(one.images);
    assert.equal(read(), "image 1");
  });

  it("takes nothing but byte strings and numbers for what they should be", () => {
    const one = new Lent();
    const wrong: readonly unknown[] = [undefined, null, NaN, -1, "1", true, [], {}, () => 1];
    for (const value of wrong) {
      assert.throws(
        () => one.begin(value as number),
        (thrown) => thrown === 1,
      );
      assert.throws(
        () => one.commit(value as number, 0, ""),
        (thrown) => thrown === 1,
      );
      assert.throws(
        () => one.commit(1, value as number, ""),
        (thrown) => thrown === 1,
      );
    }
    one.put(1, 0);
    for (const value of wrong)
      for (const at of [0, 1, 2])
        for (const offset of [0, PAGE_BYTES]) {
          const given = [NOW, offset, 1].map((right, i) => (i === at ? (value as number) : right));
          assert.throws(
            () => one.read(...(given as [number, number, number])),
            (thrown) => thrown === 1,
            JSON.stringify(given),
          );
        }
    const programs = one.flash.programs;
    for (const value of [undefined, null, 1, true, [], ["x"], {}])
      for (const call of [() => one.write(value as string), () => one.commit(1, 0, value as string)])
        assert.throws(call, (thrown) => thrown === 1);
    assert.equal(one.flash.programs, programs);
  });
});
