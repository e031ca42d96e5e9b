// What a segment refuses, and what it does when the part fails in the middle: nothing that was acknowledged changes.
import assert from "node:assert/strict";
import {
  beginImage,
  commitImage,
  imageVersion,
  isReady,
  openImages,
  prepareImage,
  writeImage,
} from "../../firmware/store/image.ts";
import { acknowledge, appendEntry, openLog, payloadBytes, provision, readRecord } from "../../firmware/store/log.ts";
import { slotOffset } from "../../firmware/store/ring.ts";
import { getValue, openValues, payloadBytes as valueBytes, putValue } from "../../firmware/store/values.ts";
import { PAGE_BYTES } from "../../hal/nor-flash.ts";
import { array, ArrayFlash, FIRST_KEY, imagesOn, logOn, segmentAddress, VALUE_COUNT, valuesOn } from "./rig.ts";

/** A part that from some program on says that it cannot. */
class Failing extends ArrayFlash {
  programsLeft = Number.POSITIVE_INFINITY;

  override program(address: number, text: string): boolean {
    return this.programsLeft-- > 0 && super.program(address, text);
  }
}

describe("store, refusals", () => {
  it("a log: an entry too long, a second provisioning, an acknowledgement of what is not there", () => {
    const flash = new ArrayFlash(array(1));
    const log = logOn(flash, "security");
    openLog(log);
    assert.ok(provision(log, FIRST_KEY));
    assert.ok(appendEntry(log, "x".repeat(payloadBytes(64)), 1));
    const { programs } = flash;
    assert.equal(appendEntry(log, "x".repeat(payloadBytes(64) + 1), 1), false);
    assert.equal(appendEntry(log, "x".repeat(payloadBytes(64) - 1), 2), false);
    assert.equal(provision(log, FIRST_KEY), false);
    assert.equal(acknowledge(log, log.ring.record + 1), false);
    assert.equal(acknowledge(log, 0), true);
    assert.deepEqual([flash.programs, log.acknowledged, log.ring.record], [programs, 0, 2]);
    assert.deepEqual([readRecord(log, 0), readRecord(log, 3)], ["", ""]);
  });

  it("values: a number that there is not, a value too long", () => {
    const flash = new ArrayFlash(array(1));
    const values = valuesOn(flash, "parameters");
    openValues(values);
    assert.equal(putValue(values, VALUE_COUNT, "x"), false);
    assert.equal(putValue(values, 0, "x".repeat(valueBytes(32) + 1)), false);
    assert.equal(getValue(values, VALUE_COUNT), "");
    assert.equal(flash.programs, 0);
  });

  it("an image: not begun, not erased, too long, behind a short page, empty", () => {
    const images = imagesOn(new ArrayFlash(array(1)));
    openImages(images);
    assert.deepEqual([writeImage(images, "x"), commitImage(images, 1, 0)], [false, false]);
    assert.ok(beginImage(images, 1));
    assert.deepEqual([writeImage(images, "x"), commitImage(images, 1, 0)], [false, false]);
    while (!isReady(images)) prepareImage(images);
    assert.deepEqual(
      [commitImage(images, 1, 0), writeImage(images, ""), writeImage(images, "x".repeat(257))],
      [false, false, false],
    );
    for (let page = 0; page < 31; page++) assert.ok(writeImage(images, "x".repeat(PAGE_BYTES)));
    assert.equal(writeImage(images, "x"), false);
    assert.ok(commitImage(images, 1, 0));
    assert.equal(imageVersion(images, 1), 1);
  });

  it("an image whose bytes decay between writing and commit is none", () => {
    const part = array(1);
    const images = imagesOn(new ArrayFlash(part));
    openImages(images);
    assert.ok(beginImage(images, 0));
    while (!isReady(images)) prepareImage(images);
    assert.ok(writeImage(images, "a page"));
    part.cells[segmentAddress("tariffs") + PAGE_BYTES]! ^= 1;
    assert.equal(commitImage(images, 1, 0), false);
    assert.equal(imageVersion(images, 0), 0);
  });
});

describe("store, a part that fails in the middle", () => {
  it("of the copy with which a sector of values begins: the values stay", () => {
    for (let failing = 0; failing < 30; failing++) {
      const flash = new Failing(array(1));
      const values = valuesOn(flash, "parameters");
      openValues(values);
      const held = Array.from({ length: VALUE_COUNT }, (_, number) => `first ${number}`);
      held.forEach((value, number) => assert.ok(putValue(values, number, value)));
      while (values.ring.slot < 128) assert.ok(putValue(values, 7, held[7]!));
      flash.programsLeft = failing;
      if (putValue(values, 0, "second")) held[0] = "second";
      held.forEach((value, number) => assert.equal(getValue(values, number), value, `${failing} programs`));
    }
  });

  it("a value that decays while it is in use is missing, not another one", () => {
    const part = array(1);
    const values = valuesOn(new ArrayFlash(part), "credit");
    openValues(values);
    assert.ok(putValue(values, 0, "value"));
    part.cells[segmentAddress("credit") + slotOffset(values.ring, values.ring.sequence, values.ring.tail) + 8]! ^= 1;
    assert.equal(getValue(values, 0), "");
  });
});
