// A tariff on its way through computations to the cells: a power cut at any moment leaves the tariff in force or the new one, and it can be
// sent again.

import assert from "node:assert/strict";
import { ERASE_SHAPES, PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";
import { openImages } from "../../firmware/store/image.ts";
import { array, ArrayFlash, imagesOn, PowerCut } from "../store/rig.ts";
import type { FlashEvent } from "../store/rig.ts";
import { ComputationsRig, LooseFlash } from "./rig.ts";
import { held, send, tariff } from "./tariff-rig.ts";
import type { Tariff } from "./tariff-rig.ts";

const NOW = 1_768_500_000;

type Tear = (flash: ArrayFlash) => void;

function tears(event: FlashEvent): Tear[] {
  if (event.kind === "erase")
    return ERASE_SHAPES.map(
      (shape): Tear =>
        ({ array }) =>
          array.tearErase(event.address, shape),
    );
  const { address, bytes } = event;
  const places = [...new Set([0, 1, bytes.length >> 1, bytes.length])];
  return places.flatMap((done) =>
    PROGRAM_SHAPES.map(
      (shape): Tear =>
        ({ array }) =>
          array.tearProgram(address, bytes, done, shape),
    ),
  );
}

describe("orders to computations: a tariff and power cuts", () => {
  it("after a cut at any program and erase of the whole sequence the old tariff or the new one is in force, and it can be sent again", () => {
    const old = tariff(1, NOW - 9, 2);
    const next = tariff(3, NOW - 1, 4);
    let cuts = 0;
    for (const before of [tariff(2, NOW + 99), undefined]) {
      const master = new ComputationsRig(array(1), NOW);
      send(master, old);
      if (before) send(master, before);
      const start = master.array.snapshot();
      for (let event = 0, found = true; found; event++) {
        found = false;
        for (let tear = 0, shapes = 1; tear < shapes; tear++) {
          master.array.restore(start);
          const flash = new LooseFlash(master.array);
          const meter = new ComputationsRig(master.array, NOW, flash);
          let events = 0;
          flash.before = (struck) => {
            if (events++ !== event) return;
            const all = tears(struck);
            found = true;
            shapes = all.length;
            cuts++;
            all[tear]!(flash);
            throw new PowerCut();
          };
          assert.equal(
            cut(() => {
              send(meter, next);
            }),
            found,
          );
          survives(meter, old, next, before);
        }
      }
    }
    assert.ok(cuts > 200, `${cuts} cuts`);
  });
});

function cut(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return true;
  }
}

/** A start after a cut finds the old tariff whole, and of the new one all or nothing, each time alike. */
function survives(meter: ComputationsRig, old: Tariff, next: Tariff, before: Tariff | undefined): void {
  meter.reset();
  const found = held(meter.images);
  assert.deepEqual(found[0], old);
  const other = found[1];
  if (other) assert.deepEqual(other, other.version === next.version ? next : before);
  const again = imagesOn(new ArrayFlash(meter.array));
  openImages(again);
  assert.deepEqual(held(again), found);
  if (other?.version !== next.version) send(meter, next);
  assert.deepEqual(held(meter.images), [old, next]);
}
