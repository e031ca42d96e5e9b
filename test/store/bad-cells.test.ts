// Cells that no longer do what they are told: bits stuck at 0 or at 1, sectors that no longer erase. The store moves on or says that the segment is
// worn; what it acknowledged is there. Wear is even, and with idle time an append waits for no erase.
import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { appendEntry, openLog, provision, readRecord } from "../../firmware/store/log.ts";
import { prepare, STORE_WORN } from "../../firmware/store/ring.ts";
import { getValue, openValues, putValue } from "../../firmware/store/values.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { ImagesSubject } from "./images-subject.ts";
import { Broken } from "./operation.ts";
import {
  array,
  ArrayFlash,
  FIRST_KEY,
  logOn,
  PART_BYTES,
  segmentAddress,
  SEGMENT_BYTES,
  SECTORS,
  VALUE_COUNT,
  valuesOn,
} from "./rig.ts";
import { FAST } from "./scale.ts";

const PARTS = FAST ? 6 : 60;
const PUTS = 600;

/** Odd seeds: bits that no longer become 0, which the store is to go around; even ones: all that can go wrong. */
function spoil(part: NorArray, random: Random, base: number, seed: number): void {
  const onlyOnes = seed % 2 > 0;
  for (let bits = 1 + random.below(6); bits > 0; bits--) {
    const address = base + random.below(SEGMENT_BYTES);
    const mask = 1 << random.below(8);
    if (!onlyOnes && random.chance(0.5)) part.stickAtZero(address, mask);
    else part.stickAtOne(address, mask);
  }
  if (!onlyOnes && random.chance(0.5)) part.wearOut(base + random.below(SEGMENT_BYTES), random.below(3));
}

describe("store, cells that fail", () => {
  it("values: each acknowledged put is there after any boot, until the segment says that it is worn", () => {
    let [worn, went] = [0, 0];
    for (let seed = 0; seed < PARTS; seed++) {
      const random = new Random(seed);
      const part = array(seed);
      spoil(part, random, segmentAddress("parameters"), seed);
      const flash = new ArrayFlash(part);
      let values = valuesOn(flash, "parameters");
      openValues(values);
      const held = new Array<string>(VALUE_COUNT).fill("");
      let flight = -1;
      for (let put = 0; put < PUTS && values.ring.fault === 0; put++) {
        const number = random.below(VALUE_COUNT);
        const value = `value ${put}`;
        if (putValue(values, number, value)) held[number] = value;
        else flight = number;
        prepare(values.ring);
        prepare(values.ring);
        if (!random.chance(0.02)) continue;
        values = valuesOn(flash, "parameters");
        openValues(values);
        for (let one = 0; one < VALUE_COUNT; one++)
          if (one !== flight) assert.equal(getValue(values, one), held[one], `part ${seed}, put ${put}, value ${one}`);
      }
      if (values.ring.fault === STORE_WORN) worn++;
      else went++;
      values = valuesOn(flash, "parameters");
      openValues(values);
      for (let one = 0; one < VALUE_COUNT; one++)
        if (one !== flight) assert.equal(getValue(values, one), held[one], `part ${seed}, at the end, value ${one}`);
    }
    assert.equal(worn + went, PARTS);
    assert.ok(went > 0, "no part lived");
  });

  it("a log: each acknowledged entry is there, until the segment says that it is worn", () => {
    for (let seed = 0; seed < PARTS; seed++) {
      const random = new Random(seed);
      const part = array(seed);
      spoil(part, random, segmentAddress("security"), seed);
      const flash = new ArrayFlash(part);
      let log = logOn(flash, "security");
      openLog(log);
      if (!provision(log, FIRST_KEY)) continue;
      const entries = new Map<number, string>();
      for (let index = 0; index < PUTS && log.ring.fault === 0; index++) {
        if (appendEntry(log, `entry ${index}`, 1)) entries.set(log.ring.record, `entry ${index}`);
        prepare(log.ring);
        prepare(log.ring);
        if (!random.chance(0.02)) continue;
        log = logOn(flash, "security");
        openLog(log);
        log.ring.busy = true;
      }
      log = logOn(flash, "security");
      openLog(log);
      for (const [sequence, entry] of entries)
        if (sequence >= log.oldest)
          assert.equal(readRecord(log, sequence).slice(6, 6 + entry.length), entry, `part ${seed}, record ${sequence}`);
    }
  });

  it("a sector of a ring that no longer erases: worn, and what was there stays", () => {
    const part = array(1);
    part.wearOut(segmentAddress("credit") + SECTOR_BYTES, 0);
    part.cells.fill(0, segmentAddress("credit") + SECTOR_BYTES, segmentAddress("credit") + 2 * SECTOR_BYTES);
    const flash = new ArrayFlash(part);
    const values = valuesOn(flash, "credit");
    openValues(values);
    let last = "";
    for (let put = 0; put < PUTS && values.ring.fault === 0; put++) {
      if (putValue(values, 0, `value ${put}`)) last = `value ${put}`;
      prepare(values.ring);
    }
    assert.equal(values.ring.fault, STORE_WORN);
    const again = valuesOn(flash, "credit");
    openValues(again);
    assert.equal(getValue(again, 0), last);
  });

  it("a place that no longer erases: no image there, and the other one stays", () => {
    const part = array(2);
    const flash = new ArrayFlash(part);
    const subject = new ImagesSubject();
    const image = (place: number, version: number): void => {
      subject.perform({ kind: "begin", place });
      subject.perform({ kind: "write", page: `image ${version}` });
      subject.perform({ kind: "commit", version, fromUtcSeconds: 0 });
    };
    subject.open(flash);
    image(0, 1);
    image(1, 2);
    part.wearOut(segmentAddress("tariffs") + SEGMENT_BYTES / 2, 0);
    assert.throws(() => image(1, 3), Broken);
    assert.equal(subject.images.fault, STORE_WORN);
    subject.open(flash);
    subject.check();
    assert.equal(subject.held[0]!.version, 1);
    assert.equal(subject.held[1]!.version, 0);
  });
});

describe("store, wear and waiting", () => {
  const puts = FAST ? 2000 : 10_000;

  it(`${puts} puts wear the sectors of a ring alike, and none waits for an erase but the first`, () => {
    const part = new NorArray(PART_BYTES, () => 0);
    const flash = new ArrayFlash(part);
    flash.erasePolls = 2;
    const values = valuesOn(flash, "credit");
    openValues(values);
    for (let put = 0; put < puts; put++) {
      assert.ok(putValue(values, put % 2, `value ${put}`));
      prepare(values.ring);
    }
    const first = segmentAddress("credit") / SECTOR_BYTES;
    const erases = Array.from(part.sectorErases.subarray(first, first + SECTORS));
    assert.equal(values.ring.waited, 1);
    assert.ok(Math.max(...erases) - Math.min(...erases) <= 1, `erases ${erases.join(" ")}`);
    assert.ok(FAST || Math.max(...erases) / Math.min(...erases) <= 1.05, `erases ${erases.join(" ")}`);
    assert.ok(Math.min(...erases) >= puts / 60 / SECTORS - 1);
  });

  it("nor does an append, and a log wears alike", () => {
    const part = new NorArray(PART_BYTES, () => 0);
    const flash = new ArrayFlash(part);
    flash.erasePolls = 2;
    const log = logOn(flash, "metrology");
    openLog(log);
    assert.ok(provision(log, FIRST_KEY));
    for (let index = 0; index < puts / 4; index++) {
      assert.ok(appendEntry(log, `entry ${index}`, 1));
      prepare(log.ring);
    }
    const erases = Array.from(part.sectorErases.subarray(0, SECTORS));
    assert.equal(log.ring.waited, 1);
    assert.ok(Math.max(...erases) - Math.min(...erases) <= 1, `erases ${erases.join(" ")}`);
  });
});
