// Generation on the bench: the sun repeats exactly and stays plausible, and what a home draws and feeds in is its load and its sun, no more.

import assert from "node:assert/strict";
import fc from "fast-check";
import { builtInHousehold } from "../../bench/household.ts";
import { energyUj } from "../../bench/load/load.ts";
import { remainder } from "../../bench/load/net.ts";
import { LEAST_PEAK_W, MOST_PEAK_W, sun } from "../../bench/sun.ts";
import { loadOf, ORIGIN_S, pulsesOf } from "./step-load.ts";

const DAY_S = 86_400;
const PEAK_W = 4000;
const dayOf = (month: number, day: number): number => Date.UTC(2026, month - 1, day) / 1000;

function kwh(microjoules: bigint): number {
  return Number(microjoules) / 3.6e12;
}

describe("sun on the roof of the bench", () => {
  it("yields in a day of June some times what it does in one of December, never at night, never more than its peak", () => {
    for (let seed = 0; seed < 10; seed++) {
      const roof = sun(PEAK_W, seed);
      const month = (of: number): number[] =>
        Array.from({ length: 30 }, (_, day) => kwh(energyUj(roof, dayOf(of, day + 1), dayOf(of, day + 1) + DAY_S)));
      const [june, december] = [month(6), month(12)];
      const [brightest, dullest] = [Math.max(...june), Math.min(...june)];
      assert.ok(brightest > 6 * 4 && brightest < 9 * 4, `seed ${seed}: ${brightest} kWh on the brightest day of June`);
      assert.ok(dullest < 0.5 * brightest, `seed ${seed}: ${dullest} kWh on the dullest`);
      assert.ok(Math.max(...december) < 1.5 * 4, `seed ${seed}: ${Math.max(...december)} kWh on a day of December`);
      assert.ok(Math.max(...december) > 0.5);
      for (let minute = 0; minute < 1440; minute++) {
        const { powerUw } = roof.stepAt(dayOf(6, 21) + minute * 60)!;
        assert.ok(powerUw % 1_000_000 === 0 && powerUw <= PEAK_W * 1e6);
        if (minute < 180 || minute > 1260) assert.equal(powerUw, 0);
        if (minute === 720) assert.ok(powerUw > 0);
      }
    }
  });

  it("is the same for the same seed in whatever order it is asked, and another for another, other days and other peaks", () => {
    const hours = Array.from({ length: 240 }, (_, hour) => dayOf(5, 1) + hour * 3600 + hour);
    const powers = (peakW: number, seed: number, at: readonly number[]): number[] => {
      const roof = sun(peakW, seed);
      return at.map((atS) => roof.stepAt(atS)!.powerUw);
    };
    const once = powers(PEAK_W, 3, hours);
    assert.deepEqual(powers(PEAK_W, 3, [...hours].reverse()).reverse(), once);
    assert.notDeepEqual(powers(PEAK_W, 4, hours), once);
    assert.notDeepEqual(once.slice(0, 24), once.slice(24, 48));
    const half = powers(PEAK_W / 2, 3, hours);
    assert.ok(half.every((power, at) => Math.abs(2 * power - once[at]!) <= 2_000_000));
  });

  it("has whole steps of a minute without beginning or end", () => {
    for (const atS of [-1e9, 0, dayOf(7, 1) + 43_259.5, Date.UTC(2099, 5, 1) / 1000]) {
      const { startS, endS } = sun(PEAK_W, 1).stepAt(atS)!;
      assert.deepEqual([startS, endS], [Math.floor(atS / 60) * 60, Math.floor(atS / 60) * 60 + 60]);
    }
  });

  it("has a peak that is whole and in its bounds", () => {
    for (const peakW of [LEAST_PEAK_W, MOST_PEAK_W]) sun(peakW, 1);
    for (const peakW of [LEAST_PEAK_W - 1, MOST_PEAK_W + 1, 1500.5, Number.NaN])
      assert.throws(() => sun(peakW, 1), { name: "RangeError", message: `peak ${peakW} W is not 1000 to 20000` });
  });
});

describe("what is left of a load", () => {
  it("is what it is larger by, where both are, and the two rests differ by the loads' difference", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(5000)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(steps, steps, (one, other) => {
        const [load, less] = [loadOf(...one), loadOf(...other)];
        const [drawn, fed] = [remainder(load, less), remainder(less, load)];
        const endS = Math.min(load.endS, less.endS);
        assert.deepEqual([drawn.startS, drawn.endS], [ORIGIN_S, endS]);
        let difference = 0n;
        for (let atS = ORIGIN_S; atS < endS; atS++) {
          const [in_, out] = [drawn.stepAt(atS)!.powerUw, fed.stepAt(atS)!.powerUw];
          assert.ok(in_ >= 0 && out >= 0 && (in_ === 0 || out === 0));
          difference += BigInt(load.stepAt(atS)!.powerUw - less.stepAt(atS)!.powerUw);
        }
        assert.equal(energyUj(drawn, ORIGIN_S, endS) - energyUj(fed, ORIGIN_S, endS), difference);
        assert.equal(drawn.stepAt(endS), undefined);
      }),
      { numRuns: 50 },
    );
  });

  it("of a household with a roof makes pulses, each at its time", () => {
    const home = builtInHousehold(1);
    const [startS, endS] = [ORIGIN_S, ORIGIN_S + DAY_S];
    const roof = sun(20_000, 1);
    const day = { startS, endS, stepAt: (atS: number) => (atS < endS ? roof.stepAt(atS) : undefined) };
    const fed = remainder(day, home);
    assert.equal(pulsesOf(fed, 1000).length, Number(energyUj(fed, startS, endS) / 3_600_000_000n));
    assert.ok(pulsesOf(fed, 1000).length > 1000);
  });
});
