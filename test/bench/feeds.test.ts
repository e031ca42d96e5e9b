// The load and the sun of a bench, held at any moment at so many watts and given back: pulses are those of what flowed, to the microjoule.

import assert from "node:assert/strict";
import fc from "fast-check";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Feeds } from "../../bench/feeds.ts";
import type { FeedsOptions } from "../../bench/feeds.ts";
import { builtInHousehold } from "../../bench/household.ts";
import { MOST_WATTS } from "../../bench/load/held-load.ts";
import { NOTHING } from "../../bench/load/held-load.ts";
import type { Load } from "../../bench/load/load.ts";
import { sun } from "../../bench/sun.ts";

const START_S = Date.UTC(2026, 5, 21, 10) / 1000;
const DAY_US = 86_400_000_000;

class Counted {
  readonly timesUs: number[] = [];

  pulse(timeUs: number): void {
    this.timesUs.push(timeUs);
  }
}

function rig(household: Load, generation?: Load) {
  const clock = new SimulationClock();
  const [drawn, fed] = [new Counted(), new Counted()];
  const sources = { importPulses: drawn, exportPulses: fed } as unknown as Pick<
    FeedsOptions,
    "importPulses" | "exportPulses"
  >;
  const feeds = new Feeds({ clock, startS: START_S, household, generation, ...sources });
  feeds.connect(true, 0);
  return { clock, drawn, fed, feeds };
}

const constant = (watts: number): Load => ({
  startS: -Infinity,
  endS: Infinity,
  stepAt: (atS) => {
    const startS = Math.floor(atS / 3600) * 3600;
    return { startS, endS: startS + 3600, powerUw: watts * 1e6 };
  },
});

describe("load and sun that somebody holds", () => {
  it("give a pulse for each Wh that flowed, whenever and however often they change", () => {
    const change = fc.record({
      afterUs: fc.integer({ min: 0, max: 20_000_000 }),
      what: fc.constantFrom("load", "sun"),
      watts: fc.option(fc.integer({ min: 0, max: MOST_WATTS }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const own = { load: 700, sun: 0 };
        const { clock, drawn, fed, feeds } = rig(constant(own.load));
        const now: Record<string, number> = { ...own };
        // Of what flows in, and out, in watt-microseconds: 3.6e9 to a pulse.
        const flowed: [bigint, bigint] = [0n, 0n];
        for (const { afterUs, what, watts } of [...changes, { afterUs: 60_000_000, what: "", watts: 0 }]) {
          clock.runUntil(clock.nowUs + afterUs);
          const net = BigInt(now["load"]! - now["sun"]!) * BigInt(afterUs);
          flowed[net > 0n ? 0 : 1] += net > 0n ? net : -net;
          assert.deepEqual(
            [drawn, fed].map(({ timesUs }) => timesUs.length),
            flowed.map((sum) => Number(sum / 3_600_000_000n)),
          );
          if (what === "load") feeds.holdLoad(watts);
          if (what === "sun") feeds.holdSun(watts);
          now[what] = watts ?? own[what as "load" | "sun"];
        }
      }),
      { numRuns: 60 },
    );
  });

  it("go on by themselves when they are given back, and are what powerW says at once", () => {
    const [home, roof] = [builtInHousehold(1), sun(3000, 1)];
    const { clock, feeds } = rig(home, roof);
    const own = (): number => (home.stepAt(atS())!.powerUw - roof.stepAt(atS())!.powerUw) / 1e6;
    const atS = (): number => START_S + clock.nowUs / 1e6;
    clock.runUntil(90_500_000);
    assert.equal(feeds.powerW(atS()), own());
    feeds.holdLoad(5000);
    assert.deepEqual([feeds.heldLoadW, feeds.heldSunW], [5000, undefined]);
    assert.equal(feeds.powerW(atS()), 5000 - roof.stepAt(atS())!.powerUw / 1e6);
    feeds.holdSun(0);
    assert.equal(feeds.powerW(atS()), 5000);
    feeds.holdLoad(undefined);
    feeds.holdSun(undefined);
    assert.deepEqual([feeds.heldLoadW, feeds.heldSunW, feeds.powerW(atS())], [undefined, undefined, own()]);
    feeds.connect(false, clock.nowUs);
    assert.equal(feeds.powerW(atS()), 0);
  });

  it("may be nothing for days, and pulses come again when there is something", () => {
    const { clock, drawn, fed, feeds } = rig(builtInHousehold(1));
    feeds.holdLoad(0);
    clock.runUntil(3 * DAY_US + 1);
    assert.deepEqual([drawn.timesUs, feeds.surplus], [[], undefined]);
    feeds.holdSun(3600);
    clock.runUntil(3 * DAY_US + 10_000_001);
    assert.deepEqual(
      [drawn.timesUs, fed.timesUs],
      [[], Array.from({ length: 10 }, (_, i) => 3 * DAY_US + 1 + (i + 1) * 1e6)],
    );
    feeds.holdSun(MOST_WATTS);
    feeds.holdLoad(MOST_WATTS);
    clock.runUntil(6 * DAY_US);
    assert.equal(fed.timesUs.length, 10);
    feeds.holdSun(0);
    feeds.holdLoad(3600);
    clock.runUntil(6 * DAY_US + 2_500_000);
    assert.deepEqual(drawn.timesUs, [6 * DAY_US + 1e6, 6 * DAY_US + 2e6]);
  });

  it("are found though nothing flows for more than a day of a load without end", () => {
    const night: Load = {
      ...NOTHING,
      stepAt: (atS) => {
        const day = Math.floor((atS - START_S) / 86_400);
        const startS = START_S + day * 86_400;
        return { startS, endS: startS + 86_400, powerUw: day === 5 ? 3_600_000_000 : 0 };
      },
    };
    const { clock, drawn } = rig(night);
    clock.runUntil(5 * DAY_US + 3_000_000);
    assert.deepEqual(
      drawn.timesUs,
      [1, 2, 3].map((second) => 5 * DAY_US + second * 1e6),
    );
  });

  it("take no watts that the pulse input cannot carry", () => {
    const { feeds } = rig(constant(0));
    for (const watts of [-1, 0.5, MOST_WATTS + 1, NaN]) {
      assert.throws(() => feeds.holdLoad(watts), new RangeError(`${watts} W are not 0 to 60000`));
      assert.throws(() => feeds.holdSun(watts), new RangeError(`${watts} W are not 0 to 60000`));
    }
    assert.deepEqual([feeds.heldLoadW, feeds.heldSunW], [undefined, undefined]);
  });
});
