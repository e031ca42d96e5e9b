// The feeder meter reads what the grid gave, line loss and all, and loses nothing between two readings. What goes round a meter is in it.

import assert from "node:assert/strict";
import fc from "fast-check";
import { FeederMeter, LINE_LOSS_PERCENT } from "../../bench/concentrator/feeder-meter.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Feeds } from "../../bench/feeds.ts";
import type { FeedsOptions } from "../../bench/feeds.ts";
import { constantHousehold } from "../../bench/household.ts";
import type { Load } from "../../bench/load/load.ts";
import { DEFAULT_START_S } from "../bundles.ts";

const DEAF = { pulse: () => undefined };

function rig(household: Load, generation?: Load) {
  const clock = new SimulationClock();
  const sources = { importPulses: DEAF, exportPulses: DEAF } as unknown as Pick<
    FeedsOptions,
    "importPulses" | "exportPulses"
  >;
  const feeds = new Feeds({ clock, startS: DEFAULT_START_S, household, generation, ...sources });
  feeds.connect(true, 0);
  return { clock, feeds };
}

describe("feeder meter", () => {
  it("adds what lines lose, whichever way it flows", () => {
    let net = 0;
    const meter = new FeederMeter(() => net);
    const reads = [36_000, -36_000, 0].map((byWs) => {
      net += byWs * 100;
      return meter.read();
    });
    assert.deepEqual([reads, LINE_LOSS_PERCENT], [[1030, -970, 0], 3]);
  });

  it("loses nothing between two readings", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 50 }), (flows) => {
        let net = 0;
        const meter = new FeederMeter(() => net);
        let readWh = 0;
        let lossWs = 0;
        for (const flow of flows) {
          net += flow;
          lossWs += Math.round((flow * LINE_LOSS_PERCENT) / 100);
          readWh += meter.read();
        }
        assert.equal(readWh, Math.floor((net + lossWs) / 3600));
      }),
    );
  });
});

describe("what goes round a meter", () => {
  it("is its share of the load to the microwatt, and flows whether or not the meter is connected", () => {
    const share = fc.record({
      percent: fc.integer({ min: 0, max: 100 }),
      forS: fc.integer({ min: 1, max: 4000 }),
      isOn: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.array(share, { maxLength: 8 }), (watts, shares) => {
        const { clock, feeds } = rig(constantHousehold(watts));
        let lineCs = 0;
        let meterCs = 0;
        for (const { percent, forS, isOn } of shares) {
          feeds.bypass(percent);
          feeds.connect(isOn, clock.nowUs);
          assert.equal(feeds.bypassPercent, percent);
          assert.equal(feeds.powerW(DEFAULT_START_S + clock.nowUs / 1e6), isOn ? (watts * (100 - percent)) / 100 : 0);
          clock.runUntil(clock.nowUs + forS * 1_000_000);
          meterCs += isOn ? watts * (100 - percent) * forS : 0;
          lineCs += watts * percent * forS + (isOn ? watts * (100 - percent) * forS : 0);
        }
        assert.ok(Math.abs(feeds.lineWs() - lineCs / 100) < 2, `${feeds.lineWs()} Ws, not ${lineCs / 100}`);
        assert.equal(feeds.pulses.energyWs, Math.floor(meterCs / 100));
      }),
      { numRuns: 50 },
    );
  });

  it("leaves more of the sun to be fed in: the line carries the same", () => {
    const { clock, feeds } = rig(constantHousehold(1000), constantHousehold(3000));
    feeds.bypass(40);
    clock.runUntil(3_600_000_000);
    assert.deepEqual([feeds.pulses.energyWs, feeds.surplus!.energyWs], [0, 2400 * 3600]);
    assert.equal(feeds.lineWs(), -2000 * 3600);
  });

  it("is 0 to 100 whole percent", () => {
    const { feeds } = rig(constantHousehold(1000));
    for (const percent of [-1, 101, 0.5, NaN])
      assert.throws(() => feeds.bypass(percent), { name: "RangeError", message: `${percent} % are not 0 to 100` });
  });
});
