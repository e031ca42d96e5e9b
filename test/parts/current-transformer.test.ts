import assert from "node:assert/strict";
import { Random } from "../../bench/engine/random.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import {
  CurrentTransformer,
  mainsCurrent,
  USUAL_TRANSFORMER,
  type Current,
} from "../../bench/parts/current-transformer.ts";
import { inputPin } from "./bench.ts";

const PERIOD_US = 20_000;

function setUp(random?: Random, bias = 0.5) {
  const { pin } = inputPin(new SimulationClock(), "C1");
  return { pin, part: new CurrentTransformer(pin, { ...USUAL_TRANSFORMER, bias }, random) };
}

function rms(current: Current, periods = 1): number {
  let sum = 0;
  for (let us = 0; us < periods * PERIOD_US; us++) sum += current(us) ** 2;
  return Math.sqrt(sum / (periods * PERIOD_US));
}

describe("current transformer", () => {
  it("100 A : 50 mA and 22 ohm: 11 mV for each ampere, on half the supply, in steps of a 12-bit converter", () => {
    const { pin, part } = setUp();
    for (const amperes of [-100, -1, 0, 1, 100, 149]) {
      part.current = () => amperes;
      const volts = (pin.measure(0) - 0.5) * 3.3;
      assert.ok(volts <= amperes * 0.011 && volts > amperes * 0.011 - 3.3 / 4096, `${amperes} A: ${volts} V`);
    }
  });

  it("clips at 150 A, at the first and the last step of the converter", () => {
    const { pin, part } = setUp();
    part.current = () => 151;
    assert.equal(pin.measure(0), 4095 / 4096);
    part.current = () => -151;
    assert.equal(pin.measure(0), 0);
  });

  it("drifts and is biased as it is told", () => {
    const { pin, part } = setUp(undefined, 0.475);
    part.drift = (timeUs) => timeUs / 1e7;
    assert.equal(pin.measure(0), Math.floor(0.475 * 4096) / 4096);
    assert.equal(pin.measure(1_000_000), Math.floor(0.575 * 4096) / 4096);
  });

  it("adds noise of its deviation and no mean, the same for the same seed", () => {
    const levels = (seed: number): number[] => {
      const { pin } = setUp(new Random(seed));
      return Array.from({ length: 20_000 }, (_, i) => (pin.measure(i) + 0.5 / 4096 - 0.5) * 3.3);
    };
    const volts = levels(1);
    const mean = volts.reduce((sum, volt) => sum + volt, 0) / volts.length;
    const deviation = Math.sqrt(volts.reduce((sum, volt) => sum + (volt - mean) ** 2, 0) / volts.length);
    const expected = Math.hypot(USUAL_TRANSFORMER.noiseVolts, 3.3 / 4096 / Math.sqrt(12));
    assert.ok(Math.abs(mean) < 0.00002, `${mean} V`);
    assert.ok(Math.abs(deviation / expected - 1) < 0.03, `${deviation} V`);
    assert.deepEqual(volts, levels(1));
    assert.notDeepEqual(volts, levels(2));
  });

  it("out of its jack it shows the bias; without burden the ends; without bias one end", () => {
    const { pin, part } = setUp();
    for (const [plug, forward, back] of [
      ["plugged", 0.5 + 0.011 / 3.3, 0.5 - 0.011 / 3.3],
      ["unplugged", 0.5, 0.5],
      ["no-burden", 1, 0],
      ["low", 0, 0],
      ["high", 1, 1],
    ] as const) {
      part.plug = plug;
      for (const [amperes, level] of [
        [1, forward],
        [-1, back],
      ] as const) {
        part.current = () => amperes;
        assert.equal(pin.measure(0), Math.min(4095, Math.floor(level * 4096)) / 4096, `${plug} ${amperes}`);
      }
    }
    part.plug = "no-burden";
    part.current = () => 0;
    assert.equal(pin.measure(0), 0.5, "no current, no voltage");
  });
});

describe("mains current", () => {
  it("has the RMS that is asked for, with harmonics or without, and its frequency and phase", () => {
    assert.ok(Math.abs(rms(mainsCurrent(5, 50)) - 5) < 1e-6);
    assert.ok(Math.abs(rms(mainsCurrent(5, 50, 0.3, { 3: 0.4, 5: 0.1 })) - 5) < 1e-6);
    assert.ok(Math.abs(rms(mainsCurrent(5, 60), 5) - 5) < 1e-6);
    assert.ok(Math.abs(mainsCurrent(1, 50, 0.25)(0) - Math.SQRT2) < 1e-9);
    assert.ok(Math.abs(mainsCurrent(1, 50)(PERIOD_US / 4) - Math.SQRT2) < 1e-9);
  });
});
