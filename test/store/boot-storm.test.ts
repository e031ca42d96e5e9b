// Boots with nothing to write wear nothing: they erase never, and each state of a part costs at most a few programs in all of them.
import assert from "node:assert/strict";
import { prepare } from "../../firmware/store/ring.ts";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { usedSubjects } from "./parts.ts";
import { array, ArrayFlash, LOG_NAMES, openAll, storeOn, VALUES_NAMES } from "./rig.ts";
import { FAST } from "./scale.ts";

const BOOTS = FAST ? 700 : 100_000;
/** The last record of each of five rings and the images of both places are written once more and marked as firm, at the first boot. */
const MOST_PROGRAMS = 7 * 3;

/** Sectors begun, half full, full, and the spare of each ready or not, for each segment as its script leaves it. */
function states(): [string, NorArray][] {
  const after = (operations: number): NorArray => {
    const part = array(operations);
    usedSubjects(part, 5, operations);
    return part;
  };
  const fresh: [string, NorArray] = ["fresh", array(0)];
  const counts = [1, 2, 30, 61, 62, 63, 64, 118, 119, 130, 399];
  return [fresh, ...counts.map((count): [string, NorArray] => [`after ${count} operations`, after(count)])];
}

describe("store, a storm of boots", () => {
  it(`${BOOTS} boots with nothing to write: no erase`, () => {
    const all = states();
    const each = Math.ceil(BOOTS / all.length);
    let boots = 0;
    for (const [what, part] of all) {
      for (let boot = 0; boot < each; boot++, boots++) {
        const flash = new ArrayFlash(part);
        const store = storeOn(flash);
        assert.ok(openAll(store), what);
        for (const name of [...LOG_NAMES, ...VALUES_NAMES]) prepare(store[name].ring);
        assert.ok(
          flash.programs <= (boot === 0 ? MOST_PROGRAMS : 0),
          `${what}: ${flash.programs} programs in boot ${boot}`,
        );
        assert.deepEqual([flash.erases, flash.erasing], [0, -1], what);
      }
    }
    assert.ok(boots >= BOOTS);
  }).timeout(600_000);
});
