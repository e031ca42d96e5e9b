// The delay of an opening as a distribution: truncated geometric, the ratio of two neighbouring seconds the same all over the window.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../bench/engine/random.ts";
import { MOST_WINDOW_SECONDS } from "../../firmware/messages/switch-policy.ts";
import { delaySeconds } from "../../firmware/off-switch/switch.ts";

const MOST = 2 ** 32 - 1;
const DRAWS = 200_000;
/** What the chance of the first second has fallen to at the window's end. */
const FALL = 8;

/** Probability of each second of the window. */
function geometric(window: number): number[] {
  const ratio = FALL ** (-1 / window);
  const weights = Array.from({ length: window }, (_, second) => ratio ** second);
  const sum = weights.reduce((all, one) => all + one, 0);
  return weights.map((weight) => weight / sum);
}

/** Chi-square of draws against `expected` probabilities, in `cells` stretches of neighbouring seconds. */
function chiSquare(draws: readonly number[], expected: readonly number[], cells: number): number {
  const cellOf = (second: number): number => Math.floor((second * cells) / expected.length);
  const seen = new Float64Array(cells);
  const due = new Float64Array(cells);
  for (const second of draws) seen[cellOf(second)]!++;
  expected.forEach((probability, second) => (due[cellOf(second)]! += probability * draws.length));
  return seen.reduce((sum, count, cell) => sum + (count - due[cell]!) ** 2 / due[cell]!, 0);
}

/** What chi-square exceeds once in a thousand (Wilson and Hilferty). */
function limit(cells: number): number {
  const degrees = cells - 1;
  return degrees * (1 - 2 / (9 * degrees) + 3.09 * Math.sqrt(2 / (9 * degrees))) ** 3;
}

function drawn(window: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: DRAWS }, () => delaySeconds(window, random.uint32()));
}

describe("the delay of an opening", () => {
  for (const [window, cells] of [
    [2, 2],
    [60, 60],
    [900, 100],
    [86_400, 96],
  ] as const)
    it(`is geometric within a window of ${window} s`, () => {
      const found = chiSquare(drawn(window, 11), geometric(window), cells);
      assert.ok(found < limit(cells), `chi-square ${found} of at most ${limit(cells)}`);
    });

  it("is told by the same measure from what is spread evenly, and from a delay that falls faster", () => {
    const even = Array.from({ length: 900 }, () => 1 / 900);
    assert.ok(chiSquare(drawn(900, 11), even, 100) > 10 * limit(100));
    const steeper = geometric(900).map((one, second) => one * 0.9998 ** second);
    const sum = steeper.reduce((all, one) => all + one, 0);
    const other = steeper.map((one) => one / sum);
    assert.ok(chiSquare(drawn(900, 11), other, 100) > limit(100));
  });

  it("lies within the window, from its first second to its last, and grows with what it is drawn from", () => {
    const windows = fc.oneof(
      fc.integer({ min: 1, max: MOST_WINDOW_SECONDS }),
      fc.constantFrom(1, 2, MOST_WINDOW_SECONDS),
    );
    const randoms = fc.oneof(fc.integer({ min: 0, max: MOST }), fc.constantFrom(0, 1, MOST - 1, MOST));
    fc.assert(
      fc.property(windows, randoms, randoms, (window, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [first, last] = [delaySeconds(window, low), delaySeconds(window, high)];
        assert.ok(Number.isInteger(first) && first >= 0 && last < window && first <= last);
      }),
      { seed: 1, numRuns: 5000 },
    );
  });

  it("reaches both ends of every window, and none without one", () => {
    for (let window = 1; window <= MOST_WINDOW_SECONDS; window++) {
      assert.equal(delaySeconds(window, 0), 0);
      assert.equal(delaySeconds(window, MOST), window - 1);
    }
    assert.deepEqual([delaySeconds(0, 0), delaySeconds(0, MOST)], [0, 0]);
  });

  it("opens 2.3 times as many in the first minute of an hour, and 0.3 times as many in the last, as spread evenly", () => {
    const minutes = new Float64Array(60);
    geometric(3600).forEach((probability, second) => (minutes[Math.floor(second / 60)]! += probability * 60));
    const found = new Float64Array(60);
    for (const second of drawn(3600, 12)) found[Math.floor(second / 60)]! += 60 / DRAWS;
    assert.deepEqual([minutes[0]!.toFixed(1), minutes[59]!.toFixed(1)], ["2.3", "0.3"]);
    for (const minute of [0, 30, 59]) assert.ok(Math.abs(found[minute]! - minutes[minute]!) < 0.1, `minute ${minute}`);
  });
});
