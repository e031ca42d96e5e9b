// Each bit of each live slot, header and image flipped, one at a time: what is read is what was written, or is known to be missing; never something
// else. What the flipped bit is no part of reads as ever.
import assert from "node:assert/strict";
import { readRecord } from "../../firmware/store/log.ts";
import { imageVersion, readImage } from "../../firmware/store/image.ts";
import type { Images } from "../../firmware/store/image.ts";
import { getValue } from "../../firmware/store/values.ts";
import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { ImagesSubject } from "./images-subject.ts";
import { LogSubject } from "./log-subject.ts";
import type { Subject } from "./operation.ts";
import { usedSubjects } from "./parts.ts";
import { array, ArrayFlash, LOG_NAMES, PART_BYTES, segmentAddress, SEGMENT_BYTES, VALUES_NAMES } from "./rig.ts";
import type { SegmentName } from "./rig.ts";
import { FAST } from "./scale.ts";
import { ValuesSubject } from "./values-subject.ts";

/** More than a sector of each log. */
const OPERATIONS = 70;
const STRIDE = FAST ? 97 : 1;
const ALL_ONE_IN = 50;

const part = array(6);
let subjects: Map<SegmentName, Subject>;
/** The part as it was before any bit was flipped. */
const cells = Buffer.alloc(PART_BYTES);

/** Flips each bit of a segment that is live, and has `look` see what came of it. Returns how many there were. */
function flipAll(name: SegmentName, look: (address: number) => void, isLive: (offset: number) => boolean): number {
  let flips = 0;
  for (let offset = 0; offset < SEGMENT_BYTES; offset++) {
    if (!isLive(offset)) continue;
    for (let bit = 0; bit < 8; bit++) {
      if (flips++ % STRIDE > 0) continue;
      const address = segmentAddress(name) + offset;
      part.cells[address]! ^= 1 << bit;
      try {
        look(offset);
      } catch (error) {
        throw new Error(`bit ${bit} at ${offset} of ${name}: ${(error as Error).message}`, { cause: error });
      }
      part.cells.set(cells.subarray(segmentAddress(name), segmentAddress(name) + SEGMENT_BYTES), segmentAddress(name));
    }
  }
  return flips;
}

/** Whether a slot holds anything, or a sector's header does. */
function used(name: SegmentName, slotBytes: number): (offset: number) => boolean {
  const base = segmentAddress(name);
  return (offset) => {
    const slot = base + offset - (offset % slotBytes);
    return cells.subarray(slot, slot + slotBytes).some((byte) => byte !== 0xff);
  };
}

function bodyOf(images: Images, place: number, length: number): string {
  let body = "";
  while (body.length < length)
    body += readImage(images, place, body.length, Math.min(PAGE_BYTES, length - body.length)) || "?";
  return body;
}

describe("store, one bit flipped", () => {
  before(() => {
    subjects = usedSubjects(part, 7, OPERATIONS, false);
    const images = subjects.get("tariffs")!;
    for (const place of [0, 1]) {
      images.perform({ kind: "begin", place });
      for (const page of ["a".repeat(256), "b".repeat(256), "the end"]) images.perform({ kind: "write", page });
      images.perform({ kind: "commit", version: 100 + place, fromUtcSeconds: place });
    }
    cells.set(part.cells);
  });

  for (const name of LOG_NAMES) {
    it(`in a log: ${name}`, () => {
      const kept = subjects.get(name) as LogSubject;
      const { records, oldest } = kept.model;
      let turn = 0;
      const flips = flipAll(
        name,
        (offset) => {
          const subject = kept.fork();
          subject.open(new ArrayFlash(part));
          const { log } = subject;
          const slot = offset - (offset % log.ring.slotBytes);
          const isHeader = slot % SECTOR_BYTES === 0;
          const struck = cells.readUInt32BE(segmentAddress(name) + slot + 4);
          assert.ok(log.ring.record === records.length, `${log.ring.record} records, not ${records.length}`);
          let missing = 0;
          const all = isHeader || turn++ % ALL_ONE_IN === 0;
          for (let sequence = oldest; sequence <= records.length; sequence++) {
            if (!all && Math.abs(sequence - struck) > 1 && sequence < records.length - 1) continue;
            const record = readRecord(log, sequence);
            if (record === "") missing++;
            else assert.ok(record === records[sequence - 1], `record ${sequence} reads wrong`);
          }
          assert.ok(missing <= (isHeader ? 0 : 1), `${missing} records are missing`);
          // Nothing tells a record that is not there from one that fell off but this count.
          if (missing > 0) assert.ok(log.ring.damaged > 0, "a record is missing and nothing says so");
        },
        used(name, kept.log.ring.slotBytes),
      );
      assert.ok(flips > 10_000);
    }).timeout(300_000);
  }

  for (const name of VALUES_NAMES) {
    it(`in values: ${name}`, () => {
      const kept = subjects.get(name) as ValuesSubject;
      const earlier = kept.earlier;
      const flips = flipAll(
        name,
        () => {
          const subject = kept.fork();
          subject.open(new ArrayFlash(part));
          let wrong = 0;
          for (let number = 0; number < kept.held.length; number++) {
            const value = getValue(subject.values, number);
            if (value === kept.held[number]) continue;
            wrong++;
            assert.ok(value === "" || earlier[number]!.includes(value), `value ${number} is one that never was`);
          }
          assert.ok(wrong <= 1, `${wrong} values are not the last ones`);
          if (wrong > 0) assert.ok(subject.values.ring.damaged > 0, "a value is not the last one and nothing says so");
        },
        used(name, kept.values.ring.slotBytes),
      );
      assert.ok(flips > 10_000);
    }).timeout(300_000);
  }

  it("in images", () => {
    const kept = subjects.get("tariffs") as ImagesSubject;
    const half = SEGMENT_BYTES / 2;
    let gone = 0;
    flipAll(
      "tariffs",
      (offset) => {
        const subject = kept.fork();
        subject.open(new ArrayFlash(part));
        const struck = offset < half ? 0 : 1;
        for (let place = 0; place < 2; place++) {
          const image = kept.held[place]!;
          const version = imageVersion(subject.images, place);
          const body = bodyOf(subject.images, place, image.body.length);
          if (place === struck && version === 0) {
            if (image.version > 0) assert.ok(subject.images.damaged > 0, "an image is gone and nothing says so");
            gone++;
            continue;
          }
          assert.ok(version === image.version, `place ${place} holds version ${version}`);
          assert.ok(body === image.body, `place ${place} holds other bytes`);
        }
      },
      (offset) => offset % half < 26 || used("tariffs", 16)(offset),
    );
    assert.ok(gone > (1000 * 8) / STRIDE);
  }).timeout(300_000);
});
