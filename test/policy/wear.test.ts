// The wear of segments: the arithmetic against sums done by hand, and what it says of a lap against the store itself on cells
// that count their erases.

import assert from "node:assert/strict";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { beginImage, commitImage, isReady, openImages, prepareImage, writeImage } from "../../firmware/store/image.ts";
import { appendEntry, openLog, provision } from "../../firmware/store/log.ts";
import { imagesState, logState, openMedium, valuesState } from "../../firmware/store/store.ts";
import { openValues, putValue } from "../../firmware/store/values.ts";
import type { Segment } from "../../firmware/kernel/description.ts";
import { SLOT_BYTES } from "../../tools/policy/allowed.ts";
import { inTenths, wearOf } from "../../tools/policy/wear.ts";
import { ArrayFlash, FIRST_KEY, PROCESSOR, ROOT } from "../store/rig.ts";

type Numbers = Pick<Segment, "kind" | "slotBytes" | "values" | "writesPerDay"> & { readonly sectors: number };

function segmentOf({ kind, slotBytes, values, writesPerDay, sectors }: Numbers): Segment {
  const bytes = sectors * 4096;
  const who = { name: "any", number: 1, writer: "any", readers: [], reason: "any" };
  return { ...who, kind, slotBytes, values, writesPerDay, baseAddress: 0, bytes };
}

const log = (slotBytes: number, sectors: number, writesPerDay: number): Segment =>
  segmentOf({ kind: "log", slotBytes, values: 0, writesPerDay, sectors });
const values = (slotBytes: number, count: number, sectors: number, writesPerDay: number): Segment =>
  segmentOf({ kind: "values", slotBytes, values: count, writesPerDay, sectors });
const image = (sectors: number, writesPerDay: number): Segment =>
  segmentOf({ kind: "image", slotBytes: 0, values: 0, writesPerDay, sectors });

describe("policy: wear by hand", () => {
  it("of a log of 4 sectors: 64 slots each, of which the header and the marks take 2", () => {
    // 4 x 62 = 248; 96 x 7305 days = 701280; 701280 / 248 = 2827.7
    assert.deepEqual(wearOf(log(64, 4, 96)), {
      lapWrites: 248,
      lapDays: 248 / 96,
      erases: 2828,
      margin: 100_000 / 2828,
    });
  });
  it("of a log of 128 sectors: 32 slots each", () => {
    // 128 x 30 = 3840; 96 x 7305 / 3840 = 182.6
    assert.deepEqual(wearOf(log(128, 128, 96)), { lapWrites: 3840, lapDays: 40, erases: 183, margin: 100_000 / 183 });
  });
  it("of 8 values in 16 sectors: 128 slots each, of which the header, the copy and its end take 10", () => {
    // 16 x 118 = 1888; 1440 x 7305 / 1888 = 5571.6
    assert.deepEqual(wearOf(values(32, 8, 16, 1440)), {
      lapWrites: 1888,
      lapDays: 1888 / 1440,
      erases: 5572,
      margin: 100_000 / 5572,
    });
  });
  it("of values in the largest slots: 16 each", () => {
    // 4 x (16 - 2 - 6) = 32; 87 x 7305 / 32 = 19860.5
    assert.deepEqual(wearOf(values(256, 6, 4, 87)), {
      lapWrites: 32,
      lapDays: 32 / 87,
      erases: 19_861,
      margin: 100_000 / 19_861,
    });
  });
  it("of images: two to a lap, whatever the size", () => {
    // 7305 / 2 = 3652.5
    const expected = { lapWrites: 2, lapDays: 2, erases: 3653, margin: 100_000 / 3653 };
    assert.deepEqual(wearOf(image(4, 1)), expected);
    assert.deepEqual(wearOf(image(64, 1)), expected);
  });
  it("of what is hardly written: at least one erase", () => {
    assert.deepEqual(wearOf(image(4, 0.0001)), { lapWrites: 2, lapDays: 20_000, erases: 1, margin: 100_000 });
  });
  it("of nothing, where the numbers make none", () => {
    const senseless = [log(0, 4, 96), log(2048, 4, 96), values(32, 126, 4, 1), log(64, 0, 1), log(64, NaN, 1)];
    const unknown = [0, -1, NaN, Infinity].map((writesPerDay) => log(64, 4, writesPerDay));
    for (const segment of [...senseless, ...unknown]) assert.equal(wearOf(segment), undefined, JSON.stringify(segment));
  });
  it("is printed no better than it is", () => {
    assert.deepEqual([4.999, 5, 0.09, 1041.66, 100_000].map(inTenths), ["4.9", "5.0", "0.0", "1041.6", "100000.0"]);
  });
});

/** Erases of each sector after `laps` of the store itself, written without a pause so that none is erased ahead. */
describe("policy: wear of the store itself", () => {
  const LAPS = 3;
  const SECTORS = 4;
  const onCells = () => {
    const array = new NorArray(SECTORS * 4096, () => 0);
    return { array, medium: openMedium(PROCESSOR, new ArrayFlash(array)) };
  };
  const lapWrites = (segment: Segment): number => wearOf(segment)?.lapWrites ?? NaN;
  const erases = (array: NorArray): number[] => [...array.sectorErases];

  for (const slotBytes of SLOT_BYTES.log) {
    it(`a log with slots of ${slotBytes}: full laps erase each sector once a lap, one record more one sector more`, () => {
      const { array, medium } = onCells();
      const state = logState(medium, 1, 0, SECTORS * 4096, slotBytes, ROOT);
      assert.ok(openLog(state) && provision(state, FIRST_KEY));
      const append = (): boolean => appendEntry(state, "entry", 1);
      // Acknowledged never, the log says twice that it fills up: two records that are no entries.
      const records = LAPS * lapWrites(log(slotBytes, SECTORS, 1));
      while (state.ring.record < records + LAPS * SECTORS) assert.ok(append());
      assert.deepEqual(erases(array), [3, 3, 3, 3]);
      assert.ok(append());
      assert.deepEqual(erases(array), [4, 3, 3, 3]);
    });
  }

  for (const slotBytes of SLOT_BYTES.values) {
    it(`values with slots of ${slotBytes}: full laps erase each sector once a lap, one change more one sector more`, () => {
      const { array, medium } = onCells();
      const count = 3;
      const state = valuesState(medium, 1, 0, SECTORS * 4096, slotBytes, count);
      assert.ok(openValues(state));
      const put = (change: number): boolean => putValue(state, change % count, `${change}`);
      // The first sector has no values to copy, and as many changes more.
      const changes = LAPS * lapWrites(values(slotBytes, count, SECTORS, 1)) + count;
      for (let change = 0; change < changes; change++) assert.ok(put(change));
      assert.deepEqual(erases(array), [3, 3, 3, 3]);
      assert.ok(put(changes));
      assert.deepEqual(erases(array), [4, 3, 3, 3]);
    });
  }

  it("images: a lap erases each sector once, one image more a half", () => {
    const { array, medium } = onCells();
    const state = imagesState(medium, 1, 0, SECTORS * 4096);
    assert.ok(openImages(state));
    const write = (version: number): boolean => {
      if (!beginImage(state, version % 2)) return false;
      while (!isReady(state)) prepareImage(state);
      return writeImage(state, "tariff") && commitImage(state, version, 0);
    };
    const images = LAPS * lapWrites(image(SECTORS, 1));
    for (let version = 1; version <= images; version++) assert.ok(write(version));
    assert.deepEqual(erases(array), [3, 3, 3, 3]);
    assert.ok(write(images + 1));
    assert.deepEqual(erases(array), [3, 3, 4, 4]);
  });
});
