// The pulse train: every pulse the energy is worth, none twice, each at its moment, whatever the shape of the load.

import assert from "node:assert/strict";
import type { Load } from "../../bench/load/load.ts";
import { PulseTrain, PulseTrainError, type PulseTrainErrorKind } from "../../bench/load/pulse-train.ts";
import { loadOf, ORIGIN_S, pulsesOf } from "./step-load.ts";

function refusal(run: () => unknown): { kind: PulseTrainErrorKind; message: string } {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof PulseTrainError, String(error));
    return { kind: error.kind, message: error.message };
  }
  return assert.fail("accepted");
}

describe("pulse train", () => {
  it("pulses when the energy is reached, linear within a step", () => {
    assert.deepEqual(pulsesOf(loadOf([72, 100]), 1000), [36_000_000, 72_000_000]);
    assert.deepEqual(pulsesOf(loadOf([30, 100], [30, 200]), 1000), [33_000_000, 51_000_000]);
  });

  it("rounds a moment up to the microsecond and carries what is over", () => {
    assert.deepEqual(pulsesOf(loadOf([1, 10_800]), 1000), [333_334, 666_667, 1_000_000]);
  });

  it("waits through hours without power", () => {
    assert.deepEqual(pulsesOf(loadOf([18, 100], [36_000, 0], [18, 100]), 1000), [36_036_000_000]);
    assert.deepEqual(pulsesOf(loadOf([3600, 0]), 10_000), []);
  });

  it("peeks without effect", () => {
    const train = new PulseTrain(loadOf([72, 100]), 1000, ORIGIN_S);
    assert.equal(train.nextPulseUs(), 36_000_000);
    assert.equal(train.nextPulseUs(), 36_000_000);
    assert.equal(train.generated, 0);
    assert.equal(train.energyWs, 0);
  });

  it("may begin within a step", () => {
    const load = loadOf([100, 100], [100, 200]);
    const train = new PulseTrain(load, 1000, ORIGIN_S + 82);
    assert.equal(train.nextPulseUs(), 27_000_000);
  });

  it("lets nothing flow while disconnected", () => {
    const train = new PulseTrain(loadOf([1000, 100]), 1000, ORIGIN_S);
    train.disconnect(20_000_000);
    assert.equal(train.connected, false);
    assert.equal(train.nextPulseUs(), undefined);
    train.advance(100_000_000);
    assert.equal(train.energyWs, 2000);
    train.reconnect(500_000_000);
    assert.equal(train.connected, true);
    assert.equal(train.energyWs, 2000);
    assert.equal(train.nextPulseUs(), 516_000_000);
  });

  it("still owes the pulse whose energy had flowed at the moment of disconnection", () => {
    const train = new PulseTrain(loadOf([1000, 100]), 1000, ORIGIN_S);
    train.disconnect(36_000_000);
    assert.equal(train.nextPulseUs(), 36_000_000);
    assert.equal(train.take(), 36_000_000);
    assert.equal(train.nextPulseUs(), undefined);
  });

  it("is over with the load", () => {
    const train = new PulseTrain(loadOf([50, 100]), 1000, ORIGIN_S);
    train.take();
    assert.equal(train.nextPulseUs(), undefined);
    train.advance(900_000_000);
    assert.equal(train.energyWs, 5000);
    train.disconnect(900_000_000);
    train.reconnect(901_000_000);
    assert.equal(train.nextPulseUs(), undefined);
  });

  it("carries 60 kW at 1000 imp/kWh, 60 ms a pulse", () => {
    assert.deepEqual(pulsesOf(loadOf([1, 60_000]), 1000).slice(0, 3), [60_000, 120_000, 180_000]);
  });

  it("runs on without end in an endless load", () => {
    const load: Load = {
      startS: -Infinity,
      endS: Infinity,
      stepAt: (atS) => ({ startS: Math.floor(atS), endS: Math.floor(atS) + 1, powerUw: 360_000_000 }),
    };
    const train = new PulseTrain(load, 1000, ORIGIN_S);
    for (let pulse = 1; pulse <= 1000; pulse++) assert.equal(train.take(), pulse * 10_000_000);
  });

  const refused: readonly [string, () => unknown, PulseTrainErrorKind, string][] = [
    ...[0, -1, 1.5, 10_001, NaN].map((constant): [string, () => unknown, PulseTrainErrorKind, string] => [
      `constant ${constant}`,
      () => new PulseTrain(loadOf([1, 1]), constant, ORIGIN_S),
      "bad-constant",
      `meter constant ${constant} imp/kWh is not a whole number from 1 to 10000`,
    ]),
    [
      "a beginning that the load does not hold",
      () => new PulseTrain(loadOf([60, 1]), 1000, ORIGIN_S - 1),
      "not-covered",
      "load holds nothing at 2007-01-31T23:59:59Z, where the pulses begin",
    ],
    [
      "a later step that is too fast, before anything has run",
      () => new PulseTrain(loadOf([3600, 100], [60, 60_000.000001]), 1000, ORIGIN_S),
      "too-fast",
      "load from 2007-02-01T01:00:00Z to 2007-02-01T01:01:00Z: 60.000000001 kW at 1000 imp/kWh is a pulse every 59999 us, S0 carries one in 60000 us at most",
    ],
    [
      "a step of an endless load that is too fast, when it is met",
      () => {
        const load: Load = { ...loadOf([1, 1000], [1, 7000]), endS: Infinity };
        const train = new PulseTrain(load, 10_000, ORIGIN_S);
        for (;;) train.take();
      },
      "too-fast",
      "load from 2007-02-01T00:00:01Z to 2007-02-01T00:00:02Z: 7 kW at 10000 imp/kWh is a pulse every 51428 us, S0 carries one in 60000 us at most",
    ],
    [
      "going back",
      () => {
        const train = new PulseTrain(loadOf([60, 1]), 1000, ORIGIN_S);
        train.advance(2);
        train.advance(1);
      },
      "misuse",
      "cannot go to 1 us from 2 us",
    ],
    [
      "half a microsecond",
      () => {
        new PulseTrain(loadOf([60, 1]), 1000, ORIGIN_S).advance(0.5);
      },
      "misuse",
      "cannot go to 0.5 us from 0 us",
    ],
    [
      "passing a pulse by",
      () => {
        new PulseTrain(loadOf([60, 100]), 1000, ORIGIN_S).disconnect(36_000_001);
      },
      "misuse",
      "cannot go to 36000001 us: the pulse at 36000000 us has not been taken",
    ],
    [
      "taking what is not there",
      () => new PulseTrain(loadOf([35, 100]), 1000, ORIGIN_S).take(),
      "misuse",
      "take: no pulse is due",
    ],
  ];
  for (const [title, run, kind, message] of refused) {
    it(`refuses: ${title}`, () => {
      assert.deepEqual(refusal(run), { kind, message });
    });
  }
});
