// The data concentrator with model meters: what it makes of a round, whoever answers, in any order and however late.

import assert from "node:assert/strict";
import fc from "fast-check";
import { roundWords } from "../../bench/concentrator/closed-round.ts";
import { CLOSED_AFTER_S, MOST_CLOSED } from "../../bench/concentrator/concentrator.ts";
import { LEAST_METERS } from "../../bench/concentrator/mask-sums.ts";
import { DEFAULT_START_S } from "../bundles.ts";
import { FIRST_END_S, FIRST_ROUND, idOf, INTERVAL_S, maskedOf, street } from "./rig.ts";
import type { Exports } from "./rig.ts";

const SPAN = 3;
const start = DEFAULT_START_S + INTERVAL_S;

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** A street of which some answer, in some order. */
const answers = fc
  .array(fc.nat(65_535), { minLength: 1, maxLength: 9 })
  .chain((energiesWh) => fc.tuple(fc.constant(energiesWh), fc.shuffledSubarray(energiesWh.map((_, i) => i))));

describe("rounds of a concentrator", () => {
  it("are the sum of those who answered, any number of them in any order, or no sum where that would tell one home", () => {
    fc.assert(
      fc.property(answers, ([energiesWh, order]) => {
        const { concentrator, runTo, say } = street(energiesWh.length, () => 1);
        runTo(FIRST_END_S + 2);
        for (const i of order) say(i, FIRST_ROUND, energiesWh[i]!);
        runTo(FIRST_END_S + CLOSED_AFTER_S + 1);
        const { last, rounds } = concentrator.figures;
        const left = energiesWh.length - order.length;
        const isTold = order.length >= LEAST_METERS && (left === 0 || left >= LEAST_METERS);
        assert.equal(rounds, 1);
        assert.equal(last!.sumWh, isTold ? total(order.map((i) => energiesWh[i]!)) : null);
        assert.equal(last!.refused === null, isTold);
        const answered = [...order].sort((a, b) => a - b).map(idOf);
        assert.deepEqual([last!.answered, last!.missing.length], [answered, left]);
        const masked = total(order.map((i) => maskedOf(i, FIRST_ROUND, energiesWh[i]!)));
        assert.equal(last!.maskedSum, masked % 2 ** 32);
      }),
      { numRuns: 60 },
    );
  });

  it("close when all have answered, and without those who have not, once each has had the time to say it again", () => {
    const { concentrator, runTo, say } = street(4, () => 400);
    const roundsAt = (second: number): number => {
      runTo(second);
      return concentrator.figures.rounds;
    };
    runTo(FIRST_END_S + 2);
    for (const i of [0, 1, 2, 3]) say(i, FIRST_ROUND, 97);
    assert.deepEqual([roundsAt(FIRST_END_S + 29), roundsAt(FIRST_END_S + 31)], [0, 1]);
    const second = FIRST_END_S + INTERVAL_S;
    runTo(second + 2);
    for (const i of [0, 1, 2]) say(i, FIRST_ROUND + SPAN, 97);
    runTo(second + 200);
    say(3, FIRST_ROUND + SPAN, 97);
    assert.deepEqual([roundsAt(second + 209), roundsAt(second + 211)], [1, 2]);
    const third = second + INTERVAL_S;
    runTo(third + 2);
    for (const i of [0, 1, 2]) say(i, FIRST_ROUND + 2 * SPAN, 97);
    assert.deepEqual([roundsAt(third + CLOSED_AFTER_S - 1), roundsAt(third + CLOSED_AFTER_S + 1)], [2, 3]);
    // What comes now changes nothing any more.
    say(3, FIRST_ROUND + 2 * SPAN, 97);
    assert.deepEqual(
      concentrator.closed.map((one) => roundWords(one)),
      [
        "round 00:30: feeder 400 Wh, meters 388 Wh: 3 % lost",
        "round 00:45: feeder 400 Wh, meters 388 Wh: 3 % lost",
        "round 01:00: feeder 400 Wh: HASM0004 missing: no sum, all meters but fewer than 3",
      ],
    );
    const { summed, incomplete, suspicious, meters } = concentrator.figures;
    assert.deepEqual([meters, summed, incomplete, suspicious], [4, 2, 1, 0]);
  });

  it("tell a loss beyond what lines lose, and meters that tell more than came", () => {
    const given = [0, 1250, 1000, 900];
    const { concentrator, runTo, say } = street(4, () => given.shift()!);
    for (const at of [0, 1, 2]) {
      runTo(FIRST_END_S + at * INTERVAL_S + 2);
      for (const i of [0, 1, 2, 3]) say(i, FIRST_ROUND + at * SPAN, 250);
    }
    runTo(FIRST_END_S + 2 * INTERVAL_S + 40);
    assert.deepEqual(
      concentrator.closed.map((one) => [one.verdict, one.lossPercent, roundWords(one)]),
      [
        ["lost", 20, "round 00:30: feeder 1250 Wh, meters 1000 Wh: 20 % lost: more than lines lose"],
        ["usual", 0, "round 00:45: feeder 1000 Wh, meters 1000 Wh: 0 % lost"],
        ["more", -11.1, "round 01:00: feeder 900 Wh, meters 1000 Wh: the meters tell more than came"],
      ],
    );
    assert.equal(concentrator.figures.suspicious, 1);
  });

  it("are net of what was fed in, also where that is more than was drawn", () => {
    const exports: Exports = new Map([
      [
        idOf(1),
        [
          { endUtcSeconds: start, exportWh: 5000 },
          { endUtcSeconds: start + INTERVAL_S, exportWh: 6000 },
        ],
      ],
    ]);
    const { concentrator, runTo, say } = street(3, () => -730, exports);
    runTo(FIRST_END_S + 2);
    for (const i of [0, 1, 2]) say(i, FIRST_ROUND, i === 1 ? 0 : 125);
    runTo(FIRST_END_S + 40);
    const { last } = concentrator.figures;
    assert.deepEqual([last!.sumWh, last!.verdict, last!.lossPercent], [-750, "usual", null]);
    assert.equal(roundWords(last!), "round 00:30: feeder -730 Wh, meters -750 Wh");
  });

  it("do not take the reading of a shorter interval for that of the whole one", () => {
    const { concentrator, runTo, say } = street(3, () => 300);
    runTo(FIRST_END_S - 298);
    say(2, FIRST_ROUND - 1, 30);
    runTo(FIRST_END_S + 2);
    for (const i of [0, 1, 2]) say(i, FIRST_ROUND, 100);
    runTo(FIRST_END_S + CLOSED_AFTER_S);
    assert.deepEqual(concentrator.figures.last!.missing, [idOf(2)]);
  });

  it("are kept for a day, and counted for ever", () => {
    const { concentrator, runTo } = street(3, () => 300);
    runTo(FIRST_END_S + (MOST_CLOSED + 4) * INTERVAL_S - 1);
    assert.deepEqual([concentrator.closed.length, concentrator.figures.rounds], [MOST_CLOSED, MOST_CLOSED + 4]);
  });

  it("end with the run: one that is whole is closed at once, no other", () => {
    const { concentrator, runTo, say } = street(3, () => 300);
    runTo(FIRST_END_S + 5);
    for (const i of [0, 1, 2]) say(i, FIRST_ROUND, 100);
    concentrator.end();
    assert.equal(concentrator.figures.rounds, 1);
    runTo(FIRST_END_S + 3 * INTERVAL_S);
    assert.equal(concentrator.figures.rounds, 1);
    const other = street(3, () => 300);
    other.runTo(FIRST_END_S + 5);
    other.concentrator.end();
    other.runTo(FIRST_END_S + INTERVAL_S);
    assert.equal(other.concentrator.figures.rounds, 0);
  });
});

describe("what passes through a concentrator", () => {
  it("goes on both ways as it came, the masked readings with the rest", () => {
    const { passed, lines, say } = street(2, () => 0);
    const anything = "\xc0\x00whatever\xc0\xff".repeat(3);
    lines[0]!.toCentral(anything);
    lines[0]!.toMeter("down");
    const round = say(1, FIRST_ROUND, 5);
    assert.deepEqual(passed, [
      { up: [anything], down: ["down"] },
      { up: [round], down: [] },
    ]);
  });
});
