// Somebody changes the order of records, or repeats one, in the exported file or between the slots of the part.

import assert from "node:assert/strict";
import fc from "fast-check";
import { verifyLog } from "../../bench/verify-log.ts";
import { exported, exportedFrom, KEYS, partWith, SECURITY, slotAddress, withRecords } from "../log-rig.ts";

const COUNT = 40;
const file = exported(partWith(COUNT).log);
const verdictOf = (order: readonly number[]): unknown =>
  verifyLog(
    withRecords(file, (all) => order.map((i) => all[i]!)),
    KEYS,
  ).verdict;
const ORDER = file.records.map((_, i) => i);

describe("attack: records of a log are reordered", () => {
  it("two neighbours change places", () => {
    for (let i = 1; i < COUNT - 1; i++)
      assert.deepEqual(verdictOf(ORDER.with(i, i + 1).with(i + 1, i)), { kind: "out-of-order", record: i + 1 });
  });

  it("a record is repeated, at once or later", () => {
    for (const [at, repeated] of [
      [5, 4],
      [20, 4],
      [COUNT, COUNT - 1],
    ] as const)
      assert.deepEqual(verdictOf(ORDER.toSpliced(at, 0, repeated)), { kind: "out-of-order", record: at + 1 });
  });

  it("in any way: the first place where it differs is named", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ORDER.slice(1), { minLength: COUNT - 1 }), (rest) => {
        const order = [0, ...rest];
        const wrong = order.findIndex((number, i) => number !== i);
        const expected = wrong < 0 ? { kind: "intact", restarts: [] } : { kind: "out-of-order", record: wrong + 1 };
        assert.deepEqual(verdictOf(order), expected);
      }),
      { numRuns: 50 },
    );
  });

  it("and numbered anew to hide it: edited", () => {
    const changed = withRecords(file, (all) => {
      const [one, other] = [all[10]!, all[11]!];
      const swap = (a: typeof one, b: typeof one): typeof one => ({
        text: a.text.slice(0, 2) + b.text.slice(2, 6) + a.text.slice(6),
        tag: a.tag,
      });
      return all.with(10, swap(other, one)).with(11, swap(one, other));
    });
    assert.deepEqual(verifyLog(changed, KEYS).verdict, { kind: "edited", record: 11 });
  });

  it("between the slots of the part: the meter, which looks for a number between its neighbours, does not find it", () => {
    const { part } = partWith(COUNT);
    const [at, then] = [slotAddress(part, 15), slotAddress(part, 16)];
    part.cells.copyWithin(at, then, then + SECURITY.slotBytes);
    part.cells.set(partWith(COUNT).part.cells.subarray(at, at + SECURITY.slotBytes), then);
    assert.deepEqual(verifyLog(exportedFrom(part), KEYS).verdict, { kind: "removed", record: 16 });
  });
});
