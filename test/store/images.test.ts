// Parts that hold anything at all: noise, noise behind sound headers, real parts with damage. The store opens them without a throw, within
// a bounded number of flash operations, and can be used or says why not. What another format wrote stays as it is.
import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { u32 } from "../../firmware/messages/bytes.ts";
import { beginImage, commitImage, openImages, prepareImage, readImage } from "../../firmware/store/image.ts";
import { acknowledge, appendEntry, openLog, provision, readRecord } from "../../firmware/store/log.ts";
import { prepare, STORE_FOREIGN } from "../../firmware/store/ring.ts";
import { getValue, openValues, putValue } from "../../firmware/store/values.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { usedPart } from "./parts.ts";
import { array, ArrayFlash, crc32, FIRST_KEY, LOG_NAMES, openAll, PART_BYTES, SECTORS, segmentAddress } from "./rig.ts";
import { SEGMENT_BYTES, SEGMENT_NAMES, segmentNumber, storeOn, VALUES_NAMES } from "./rig.ts";
import type { Store } from "./rig.ts";
import { FAST } from "./scale.ts";

const IMAGES = FAST ? 300 : 10_000;
/** Six segments, each of whose sectors is read a few times at most. */
const MOST_READS = 6 * SECTORS * 64 * 4;
const MOST_PROGRAMS = 6 * 24;

const SLOT_BYTES = [64, 64, 128, 0, 64, 32];

function header(segment: number, sequence: number, slotBytes: number, version = 1): string {
  const text = "HS" + String.fromCharCode(version, segment, slotBytes, 255, 255, 255, 255).slice(0, 6) + u32(sequence);
  return text + u32(crc32(text));
}

/** Asks everything of a store once. What it answers is its own affair; it must answer. */
function use(store: Store): void {
  for (const name of LOG_NAMES) {
    const log = store[name];
    if (log.ring.fault === 0 && log.ring.record === 0) provision(log, FIRST_KEY);
    appendEntry(log, "an entry", 1);
    acknowledge(log, log.ring.record);
    prepare(log.ring);
    for (const sequence of [0, 1, log.oldest, log.ring.record, 0xffffffff]) readRecord(log, sequence);
  }
  for (const name of VALUES_NAMES) {
    putValue(store[name], 0, "a value");
    prepare(store[name].ring);
    for (let number = 0; number < 9; number++) getValue(store[name], number);
  }
  for (let place = 0; place < 2; place++) readImage(store.tariffs, place, 0, 16);
  if (beginImage(store.tariffs, 0)) prepareImage(store.tariffs);
  commitImage(store.tariffs, 1, 1);
}

function openAndUse(flash: ArrayFlash): void {
  const store = storeOn(flash);
  openAll(store);
  assert.equal(flash.erases, 0);
  assert.ok(flash.reads <= MOST_READS, `${flash.reads} reads to open`);
  assert.ok(flash.programs <= MOST_PROGRAMS, `${flash.programs} programs to open`);
  use(store);
  const again = storeOn(flash);
  openAll(again);
  for (const name of SEGMENT_NAMES) {
    const segment = again[name];
    assert.equal(("ring" in segment ? segment.ring : segment).medium.refused, 0);
  }
}

const NOISE = Uint8Array.from(
  { length: 1 << 20 },
  (
    (random) => () =>
      random.uint32()
  )(new Random(1)),
);

/** A sector of noise. */
function noise(random: Random): Uint8Array {
  const at = random.below(NOISE.length - SECTOR_BYTES);
  return NOISE.subarray(at, at + SECTOR_BYTES);
}

function randomImage(cells: Uint8Array, random: Random, kind: number): void {
  if (kind < 2) for (let at = 0; at < PART_BYTES; at += SECTOR_BYTES) cells.set(noise(random), at);
  else {
    cells.fill(0xff);
    for (let bytes = random.below(500); bytes > 0; bytes--) cells[random.below(PART_BYTES)] = random.uint32();
  }
  if (kind === 0) return;
  SEGMENT_NAMES.forEach((name, index) => {
    for (let place = 0; place < SECTORS; place++) {
      if (random.chance(0.2)) continue;
      const sequence = random.below(1 << 20) * SECTORS + place;
      const text = header(index + 1, random.chance(0.7) ? SECTORS + place : sequence, SLOT_BYTES[index]!);
      cells.set(Buffer.from(text, "latin1"), segmentAddress(name) + place * SECTOR_BYTES + 16 * random.below(2));
    }
  });
}

function mutate(cells: Uint8Array, random: Random): void {
  const sector = () => random.below(PART_BYTES / SECTOR_BYTES) * SECTOR_BYTES;
  const [one, other] = [sector(), sector()];
  const kind = random.below(5);
  if (kind === 0)
    for (let flips = 1 + random.below(200); flips > 0; flips--)
      cells[random.below(PART_BYTES)]! ^= 1 << random.below(8);
  else if (kind === 1) {
    const kept = cells.slice(one, one + SECTOR_BYTES);
    cells.copyWithin(one, other, other + SECTOR_BYTES);
    cells.set(kept, other);
  } else if (kind === 2) cells.copyWithin(one, other, other + SECTOR_BYTES);
  else cells.fill(kind === 3 ? 0xff : 0, one + random.below(SECTOR_BYTES), one + SECTOR_BYTES);
}

describe("store, parts that hold anything", () => {
  const part = array(1);
  const random = new Random(2);

  it(`opens ${IMAGES} random images within bounds and goes on`, () => {
    for (let image = 0; image < IMAGES; image++) {
      randomImage(part.cells, random, image % 3);
      openAndUse(new ArrayFlash(part));
    }
  }).timeout(300_000);

  it(`opens ${IMAGES} damaged images of a used part within bounds and goes on`, () => {
    const used = usedPart(3, 200).snapshot();
    for (let image = 0; image < IMAGES; image++) {
      part.restore(used);
      for (let times = 1 + random.below(3); times > 0; times--) mutate(part.cells, random);
      openAndUse(new ArrayFlash(part));
    }
  }).timeout(300_000);
});

describe("store, segments of another format", () => {
  const foreign = [
    ["a later format version", 0, 0, 1],
    ["another segment's number", 1, 0, 0],
    ["another size of slot", 0, 128, 0],
  ] as const;

  for (const [what, number, slotBytes, version] of foreign) {
    it(`${what} in any ring: refused, and nothing is written or erased`, () => {
      for (const name of [...LOG_NAMES, ...VALUES_NAMES]) {
        for (let place = 0; place < SECTORS; place++) {
          const part = usedPart(4, 300);
          const own = segmentNumber(name);
          const text = header(own + number, SECTORS + place, SLOT_BYTES[own - 1]! + slotBytes, 1 + version);
          const at = segmentAddress(name);
          part.cells.fill(0xff, at, at + SEGMENT_BYTES);
          part.cells.set(Buffer.from(text, "latin1"), at + place * SECTOR_BYTES);
          const flash = new ArrayFlash(part);
          const store = storeOn(flash);
          const segment = store[name];
          const opened = "root" in segment ? openLog(segment) : openValues(segment);
          assert.deepEqual([opened, segment.ring.fault], [false, STORE_FOREIGN], `${name}, sector ${place}`);
          if ("root" in segment) {
            assert.deepEqual(
              [appendEntry(segment, "x", 1), provision(segment, FIRST_KEY), acknowledge(segment, 1)],
              [false, false, false],
            );
          } else assert.equal(putValue(segment, 0, "x"), false);
          for (let calls = 0; calls < 4; calls++) prepare(segment.ring);
          assert.deepEqual([flash.programs, flash.erases, flash.erasing], [0, 0, -1]);
        }
      }
    });
  }

  it("in a place of an image: refused, and nothing is written or erased", () => {
    for (const [version, number] of [
      [2, 4],
      [1, 5],
    ] as const) {
      const part = usedPart(4, 300);
      const text = "HI" + String.fromCharCode(version, number) + u32(7) + u32(0) + u32(5) + u32(0);
      part.cells.fill(0xff, segmentAddress("tariffs"), segmentAddress("tariffs") + SEGMENT_BYTES);
      part.cells.set(Buffer.from(text + u32(crc32(text)), "latin1"), segmentAddress("tariffs") + SEGMENT_BYTES / 2);
      const flash = new ArrayFlash(part);
      const { tariffs } = storeOn(flash);
      assert.deepEqual([openImages(tariffs), tariffs.fault], [false, STORE_FOREIGN]);
      assert.deepEqual(
        [beginImage(tariffs, 0), beginImage(tariffs, 1), commitImage(tariffs, 1, 1)],
        [false, false, false],
      );
      prepareImage(tariffs);
      assert.deepEqual([flash.programs, flash.erases, flash.erasing], [0, 0, -1]);
    }
  });
});
