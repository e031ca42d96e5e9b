// Whoever has opened the data concentrator asks the central system for sums that differ in one home, and subtracts. It has the masked reading of
// every home, its own feeder meter, and may ask for any round and any set, in any order and as often as it likes.

import assert from "node:assert/strict";
import fc from "fast-check";
import { LEAST_METERS, MOST_ANSWERED } from "../../bench/concentrator/mask-sums.ts";
import type { MaskSums } from "../../bench/concentrator/mask-sums.ts";
import { idOf, INTERVAL_S, maskedOf, maskSums } from "../concentrator/rig.ts";
import type { Exports } from "../concentrator/rig.ts";

const ROUND = 5_894_931;
const HOMES = 7;
const MODULUS = 2 ** 32;
const ALL = Array.from({ length: HOMES }, (_, i) => i);
const ids = (homes: readonly number[]): string[] => homes.map(idOf);
const without = (...left: readonly number[]): number[] => ALL.filter((i) => !left.includes(i));

/** What the box adds up of the readings that it holds. */
const readingsWh = ALL.map((i) => 100 + 37 * i);
const masked = (homes: readonly number[], round = ROUND): number =>
  homes.reduce((sum, i) => (sum + maskedOf(i, round, readingsWh[i]!)) % MODULUS, 0);

/** The sum of the readings; undefined: it was refused. */
function ask(masks: MaskSums, homes: readonly number[], round = ROUND): number | undefined {
  const answer = masks.sumFor(round, ids(homes));
  return "refused" in answer ? undefined : (masked(homes, round) - answer.sum + MODULUS) % MODULUS;
}

const refusal = (masks: MaskSums, meterIds: readonly string[], round = ROUND): string | undefined => {
  const answer = masks.sumFor(round, meterIds);
  return "refused" in answer ? answer.refused : undefined;
};

describe("attack: a concentrator that subtracts sums", () => {
  it("gets the sum of all homes, and the same one again, in any order", () => {
    const masks = maskSums(HOMES);
    const sumWh = readingsWh.reduce((sum, energyWh) => sum + energyWh, 0);
    assert.deepEqual([ask(masks, ALL), ask(masks, [...ALL].reverse()), ask(masks, ALL)], [sumWh, sumWh, sumWh]);
  });

  it("would have a reading by two sums that differ in one home: the second is refused, whichever is first", () => {
    const [sumWh, lessWh] = [ALL, [0, 1, 2, 3]].map((homes) => ask(maskSums(HOMES), homes)!);
    // By two who do not tell each other.
    assert.equal(sumWh! - lessWh!, readingsWh[4]! + readingsWh[5]! + readingsWh[6]!);
    for (const [first, second] of [
      [ALL, without(4)],
      [ALL, [0, 1, 2, 3]],
      [
        [0, 1, 2, 3],
        [0, 1, 2, 4],
      ],
      [
        [0, 1, 2],
        [0, 1, 2, 3],
      ],
    ] as const) {
      const masks = maskSums(HOMES);
      assert.notEqual(ask(masks, first), undefined);
      assert.equal(refusal(masks, ids(second)), "another-set");
      assert.equal(ask(masks, second), undefined);
    }
  });

  it("has one equation of a round, whatever it asks for and in whatever order", () => {
    const questions = fc.array(fc.subarray(ALL), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(questions, (asked) => {
        const masks = maskSums(HOMES);
        const told = asked.filter((homes) => ask(masks, homes) !== undefined);
        assert.ok(new Set(told.map((homes) => homes.join())).size <= 1);
        for (const homes of told) {
          const left = HOMES - homes.length;
          assert.ok(homes.length >= LEAST_METERS && (left === 0 || left >= LEAST_METERS));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("gets no sum of a few, by themselves or as those whom its feeder meter shows beside the sum", () => {
    for (const homes of [[], [3], [3, 5]]) assert.equal(refusal(maskSums(HOMES), ids(homes)), "too-few");
    for (const homes of [without(6), without(2, 5)])
      assert.equal(refusal(maskSums(HOMES), ids(homes)), "too-few-left-out");
    assert.equal(refusal(maskSums(HOMES), ids(without(1, 2, 3))), undefined);
  });

  it("cannot count a home twice, nor add one whose reading it knows", () => {
    const masks = maskSums(HOMES);
    assert.equal(refusal(masks, ids([0, 0, 1, 2])), "unknown-meter");
    assert.equal(refusal(masks, [...ids([0, 1, 2]), "MYOWN001"]), "unknown-meter");
    assert.equal(refusal(masks, [idOf(0), idOf(1), `${idOf(2)} ${idOf(3)}`]), "unknown-meter");
  });

  it("cannot wait until a round is forgotten", () => {
    const masks = maskSums(HOMES);
    for (let i = 0; i <= MOST_ANSWERED; i++) assert.equal(refusal(masks, ids(ALL), ROUND + i), undefined);
    assert.equal(refusal(masks, ids([0, 1, 2])), "too-old");
    assert.equal(refusal(masks, ids([0, 1, 2]), ROUND - 1), "too-old");
    assert.equal(refusal(masks, ids([0, 1, 2]), ROUND + 1), "another-set");
  });

  it("gets nothing of a round with the masks of another", () => {
    const masks = maskSums(HOMES);
    const answer = masks.sumFor(ROUND + 1, ids(ALL));
    assert.ok("sum" in answer);
    const wrongWh = (masked(ALL) - answer.sum + MODULUS) % MODULUS;
    assert.ok(wrongWh > HOMES * 65_535, `${wrongWh} Wh`);
  });

  it("does not learn what the only roof of the street fed in: the number that it gets gives the net sum", () => {
    const [fromS, toS] = [ROUND * 300 - INTERVAL_S, ROUND * 300];
    const exports: Exports = new Map([
      [
        idOf(2),
        [
          { endUtcSeconds: fromS, exportWh: 1000 },
          { endUtcSeconds: toS, exportWh: 1900 },
        ],
      ],
    ]);
    const sumWh = readingsWh.reduce((sum, energyWh) => sum + energyWh, 0);
    assert.equal(ask(maskSums(HOMES, exports), ALL), sumWh - 900);
    exports.get(idOf(2))!.pop();
    const masks = maskSums(HOMES, exports);
    assert.equal(refusal(masks, ids(ALL)), "export-unknown");
    exports.get(idOf(2))!.push({ endUtcSeconds: toS, exportWh: 1900 });
    assert.equal(ask(masks, ALL), sumWh - 900);
    // What is told later does not change what was answered.
    exports.get(idOf(2))!.push({ endUtcSeconds: toS, exportWh: 2900 });
    assert.equal(ask(masks, ALL), sumWh - 900);
  });

  it("gets nothing where the central system is elsewhere", () => {
    assert.equal(refusal(maskSums(HOMES, "elsewhere"), ids(ALL)), "elsewhere");
  });
});
