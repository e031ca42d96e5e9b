// The clamp's driver against a model of a transformer: how right it is, whatever the mains and the calls do, and what it costs.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../bench/engine/random.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { VirtualBoard } from "../../bench/engine/virtual-board.ts";
import {
  CurrentTransformer,
  mainsCurrent,
  USUAL_TRANSFORMER,
  type Current,
} from "../../bench/parts/current-transformer.ts";
import { PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import { bundleDrivers } from "./bundle-drivers.ts";

const PIN = "C1";
const OPTIONS = {
  analogPin: PIN,
  millivoltsPerAmpere: 11,
  noiseMillivolts: 0.55,
  mainsHz: 50,
  samplesPerCall: 16,
  windowSamples: 512,
};
const WINDOW_SECONDS = OPTIONS.windowSamples / OPTIONS.samplesPerCall;
/** Highest and lowest current of the accuracy that is asked for, and its limit. */
const LOWEST_A = 0.5;
const HIGHEST_A = 60;
const ACCURACY = 0.02;

interface Look {
  readonly atUs: number;
  readonly value: number;
  readonly fault: number;
  readonly busyMs: number;
}

/** A board that asks its clamp once in `periodMs`, exactly. */
async function asking(options: object = OPTIONS, periodMs = 1000) {
  const bundle = await bundleDrivers(`
    import { open } from "./adc-clamp.ts";
    const clamp = open(${JSON.stringify(options)});
    global.looks = [];
    setInterval(function () {
      const atUs = Math.round(getTime() * 1e6);
      const value = clamp.milliamperes();
      const busyMs = getTime() * 1000 - atUs / 1000;
      global.looks.push({ atUs: atUs, value: value, fault: clamp.fault, busyMs: busyMs });
    }, ${periodMs});`);
  const clock = new SimulationClock();
  const board = new VirtualBoard({ clock, name: "clamp", variables: 5450, consolePort: "Serial2" });
  const transformer = new CurrentTransformer(board.pin(PIN), USUAL_TRANSFORMER, new Random(8));
  board.boot(bundle);
  return {
    board,
    clock,
    transformer,
    /** What came of the calls of some seconds. */
    looks(seconds: number): Look[] {
      const seen = (board.global("looks") as Look[]).length;
      clock.runUntil(clock.nowUs + Math.round(seconds * 1e6));
      return Array.from(board.global("looks") as Look[]).slice(seen);
    },
  };
}

/** From power-on, over one window and a second of it. */
async function reading(current: Current, options: object = OPTIONS, periodMs = 1000): Promise<number> {
  const on = await asking(options, periodMs);
  on.transformer.current = current;
  return on.looks(((WINDOW_SECONDS + 1) * periodMs) / 1000).at(-1)!.value;
}

const error = (milliamperes: number, amperes: number): number => milliamperes / (1000 * amperes) - 1;

describe("adc-clamp on a virtual board", () => {
  for (const hz of [50, 60]) {
    for (const amperes of [LOWEST_A, 1, 5, 16, 32, HIGHEST_A])
      it(`reads ${amperes} A at ${hz} Hz within 2 %, wherever in the mains the calls come, each 1.000 s after the other`, async () => {
        for (const phase of [0, 0.125, 0.25, 0.375, 0.5, 0.75]) {
          const milliamperes = await reading(mainsCurrent(amperes, hz, phase), { ...OPTIONS, mainsHz: hz });
          assert.ok(Number.isInteger(milliamperes));
          assert.ok(Math.abs(error(milliamperes, amperes)) < ACCURACY, `${milliamperes} mA at phase ${phase}`);
        }
      });

    it(`comes at the same point of the mains with every call at ${hz} Hz, so that nothing but the driver spreads the readings`, async () => {
      const on = await asking({ ...OPTIONS, mainsHz: hz });
      const points = on.looks(50).map(({ atUs }) => ((atUs / 1e6) * hz) % 1);
      assert.ok(Math.max(...points) - Math.min(...points) < 0.01);
    });
  }

  it("is within 2 % for any current, frequency near its own, phase, call period, bias and odd harmonics", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: LOWEST_A, max: HIGHEST_A, noNaN: true }),
        fc.double({ min: 49.8, max: 50.2, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 900, max: 1100 }),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        async (amperes, hz, phase, periodMs, part) => {
          const current = mainsCurrent(amperes, hz, phase, { 3: part, 5: part / 2, 7: part / 2, 9: part / 2 });
          const milliamperes = await reading(current, OPTIONS, periodMs);
          assert.ok(Math.abs(error(milliamperes, amperes)) < ACCURACY, `${milliamperes} mA`);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is within 2 % with harmonics that fall together with the readings, wherever in the mains the calls come", async () => {
    for (const phase of [0, 0.02, 0.04, 0.06]) {
      const milliamperes = await reading(mainsCurrent(5, 50, phase, { 7: 0.5, 8: 0.3, 9: 0.5 }));
      assert.ok(Math.abs(error(milliamperes, 5)) < ACCURACY, `${milliamperes} mA at phase ${phase}`);
    }
  });

  it("is within 2 % for a load that takes one half wave of two", async () => {
    const half: Current = (timeUs) => Math.max(0, 20 * Math.sin((timeUs / 1e6) * 100 * Math.PI + 1)) - 20 / Math.PI;
    const amperes = 20 * Math.sqrt(1 / 4 - 1 / Math.PI ** 2);
    assert.ok(Math.abs(error(await reading(half), amperes)) < ACCURACY);
  });

  it("takes no notice of a bias that drifts, nor of one that is off by what its resistors may be", async () => {
    for (const off of [-0.025, 0.025]) {
      const on = await asking();
      on.transformer.current = mainsCurrent(LOWEST_A, 50);
      on.transformer.drift = (timeUs) => off + (0.01 * timeUs) / 32e6;
      const { value, fault } = on.looks(WINDOW_SECONDS + 1).at(-1)!;
      assert.equal(fault, PART_OK);
      assert.ok(Math.abs(error(value, LOWEST_A)) < ACCURACY, `${value} mA`);
    }
  });

  it("reads no current as next to nothing with the noise taken off, and as the noise without", async () => {
    assert.ok((await reading(() => 0)) <= 20);
    const milliamperes = await reading(() => 0, { ...OPTIONS, noiseMillivolts: undefined });
    assert.ok(milliamperes > 40 && milliamperes < 60, `${milliamperes} mA`);
  });

  it("says -1 up to the end of the first window, then the same value up to the end of the next", async () => {
    const on = await asking();
    on.transformer.current = mainsCurrent(5, 50);
    const first = on.looks(WINDOW_SECONDS).map(({ value }) => value);
    assert.deepEqual(
      first.slice(0, -1),
      Array.from({ length: WINDOW_SECONDS - 1 }, () => -1),
    );
    on.transformer.current = mainsCurrent(9, 50);
    const second = on.looks(WINDOW_SECONDS).map(({ value }) => value);
    assert.deepEqual(
      second.slice(0, -1),
      Array.from({ length: WINDOW_SECONDS - 1 }, () => first.at(-1)),
    );
    assert.ok(Math.abs(error(second.at(-1)!, 9)) < ACCURACY);
  });

  it("holds its caller for 17 to 22 ms at 50 Hz, sound or not", async () => {
    const on = await asking();
    const sound = on.looks(5);
    on.transformer.plug = "low";
    for (const { busyMs } of [...sound, ...on.looks(5)]) assert.ok(busyMs > 17 && busyMs < 22, `${busyMs} ms`);
  });

  it("comes back within 50 ms on a board whose clock was set back in the middle of it", async () => {
    const bundle = await bundleDrivers(`
      import { open } from "./adc-clamp.ts";
      const clamp = open(${JSON.stringify(OPTIONS)});
      const real = getTime;
      let calls = 0;
      global.getTime = function () { return ++calls < 100 ? real() : real() - 3600; };
      setTimeout(function () { const at = real(); const value = clamp.milliamperes(); global.result = [value, real() - at]; }, 10);`);
    const clock = new SimulationClock();
    const board = new VirtualBoard({ clock, name: "clamp", variables: 5450, consolePort: "Serial2" });
    new CurrentTransformer(board.pin(PIN));
    board.boot(bundle.replace(/getTime\(\)/g, "global.getTime()"));
    clock.runUntil(1_000_000);
    const [value, seconds] = board.global("result") as [number, number];
    assert.equal(value, -1);
    assert.ok(seconds > 0.02 && seconds < 0.05, `${seconds} s`);
  });
});

describe("adc-clamp and inputs that cannot be right", () => {
  for (const [plug, current, fault] of [
    ["low", 5, PART_STUCK],
    ["high", 5, PART_STUCK],
    ["no-burden", 5, PART_STUCK],
    ["plugged", 120, PART_NONSENSE],
  ] as const)
    it(`${plug} with ${current} A: fault ${fault} and -1 with the next call; sound again with the one after it is mended`, async () => {
      const on = await asking();
      on.transformer.current = mainsCurrent(5, 50);
      on.looks(WINDOW_SECONDS + 4);
      on.transformer.plug = plug;
      on.transformer.current = mainsCurrent(current, 50);
      for (const look of on.looks(3)) assert.deepEqual([look.value, look.fault], [-1, fault]);
      on.transformer.plug = "plugged";
      on.transformer.current = mainsCurrent(7, 50);
      const after = on.looks(WINDOW_SECONDS);
      assert.ok(after.every((look) => look.fault === PART_OK));
      assert.deepEqual(
        after.slice(0, -1).map(({ value }) => value),
        Array.from({ length: WINDOW_SECONDS - 1 }, () => -1),
      );
      assert.ok(Math.abs(error(after.at(-1)!.value, 7)) < ACCURACY);
      assert.equal(on.board.console, "");
    });

  it("a bias that is not near the middle: PART_STUCK", async () => {
    for (const [drift, fault] of [
      [0.09, PART_OK],
      [0.11, PART_STUCK],
      [-0.09, PART_OK],
      [-0.11, PART_STUCK],
    ] as const) {
      const on = await asking();
      on.transformer.drift = () => drift;
      assert.equal(on.looks(2).at(-1)!.fault, fault, `${drift}`);
    }
  });

  it("a clamp out of its jack: no current and no fault", async () => {
    const on = await asking();
    on.transformer.current = mainsCurrent(30, 50);
    on.transformer.plug = "unplugged";
    const { value, fault } = on.looks(WINDOW_SECONDS + 1).at(-1)!;
    assert.deepEqual([value <= 20, fault], [true, PART_OK]);
  });

  it("a pin that has no converter, and one whose readings are no numbers: PART_STUCK", async () => {
    const on = await asking({ ...OPTIONS, analogPin: "D8" });
    assert.deepEqual([on.looks(2).at(-1)!.value, on.looks(2).at(-1)!.fault], [-1, PART_STUCK]);
    const unreal = await asking();
    unreal.board.pin(PIN).driveAnalog(() => NaN);
    assert.deepEqual([unreal.looks(2).at(-1)!.value, unreal.looks(2).at(-1)!.fault], [-1, PART_STUCK]);
  });
});
