import assert from "node:assert/strict";
import fc from "fast-check";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { Random } from "../../bench/engine/random.ts";
import { PushButton } from "../../bench/parts/push-button.ts";
import { S0Error, S0Source, T_T_US } from "../../bench/parts/s0-source.ts";
import { inputPin } from "./bench.ts";

describe("S0 source", () => {
  it("IEC 62053-31, figure B.1: closes the contact to ground for one pulse and opens it again", () => {
    const clock = new SimulationClock();
    const { pin, changes } = inputPin(clock, "E7");
    const source = new S0Source(clock, pin);
    source.pulse(1_000);
    source.pulse(100_000, 30_000);
    clock.runUntil(200_000);
    assert.deepEqual(changes, [
      { timeUs: 1_000, level: 0 },
      { timeUs: 41_000, level: 1 },
      { timeUs: 100_000, level: 0 },
      { timeUs: 130_000, level: 1 },
    ]);
    assert.equal(source.generated, 2);
  });

  it("IEC 62053-31, 4.1.3.3: refuses a pulse or a gap under 30 ms, and then has done nothing", () => {
    const clock = new SimulationClock();
    const { pin, changes } = inputPin(clock, "E7");
    const source = new S0Source(clock, pin);
    assert.throws(() => {
      source.pulse(0, 29_999);
    }, new S0Error("pulse of 29999 us is shorter than 30000 us"));
    source.pulse(0, 30_000);
    assert.throws(() => {
      source.pulse(59_999);
    }, new S0Error("pulse at 59999 us comes before the gap of 30000 us ends at 60000 us"));
    clock.runUntil(200_000);
    assert.equal(changes.length, 2);
    assert.equal(source.generated, 1);
  });

  it("IEC 62053-31, 4.1.3.4: bounces for less than 5 ms at either edge and then holds the level", () => {
    let bounced = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const clock = new SimulationClock();
        const { pin, changes } = inputPin(clock, "E7");
        new S0Source(clock, pin, new Random(seed)).pulse(10_000);
        clock.runUntil(200_000);
        bounced += changes.length > 2 ? 1 : 0;
        const closing = changes.filter(({ timeUs }) => timeUs < 50_000);
        const opening = changes.filter(({ timeUs }) => timeUs >= 50_000);
        assert.ok(closing.every(({ timeUs }) => timeUs < 10_000 + T_T_US));
        assert.ok(opening.every(({ timeUs }) => timeUs < 50_000 + T_T_US));
        assert.equal(closing.at(-1)?.level, 0);
        assert.equal(opening.at(-1)?.level, 1);
      }),
      { numRuns: 200 },
    );
    assert.ok(bounced > 100, `only ${bounced} of 200 pulses bounced`);
  });

  it("bounces the same for the same seed", () => {
    const run = (seed: number): unknown => {
      const clock = new SimulationClock();
      const { pin, changes } = inputPin(clock, "E7");
      new S0Source(clock, pin, new Random(seed)).pulse(0);
      clock.runUntil(100_000);
      return changes;
    };
    assert.deepEqual(run(7), run(7));
    assert.notDeepEqual(run(7), run(8));
  });
});

describe("push button", () => {
  it("pulls the pin low while it is pressed", () => {
    const clock = new SimulationClock();
    const { pin, changes } = inputPin(clock, "C0");
    const button = new PushButton(clock, pin);
    button.press();
    button.release(300_000);
    clock.runUntil(1_000_000);
    assert.deepEqual(changes, [
      { timeUs: 0, level: 0 },
      { timeUs: 300_000, level: 1 },
    ]);
  });

  it("bounces for at most 10 ms with a generator", () => {
    const clock = new SimulationClock();
    const { pin, changes } = inputPin(clock, "C0");
    const random = new Random(1);
    const button = new PushButton(clock, pin, random);
    for (let i = 0; i < 20; i++) {
      button.press(i * 1_000_000);
      button.release(i * 1_000_000 + 500_000);
    }
    clock.runUntil(20_000_000);
    assert.ok(changes.length > 40);
    assert.ok(changes.every(({ timeUs }) => timeUs % 500_000 < 10_000));
  });
});

describe("a contact's wire", () => {
  const T_US = 100_000;

  it("cut: nothing arrives, and when it is joined the contact shows as it stands", () => {
    const clock = new SimulationClock();
    const { pin, changes } = inputPin(clock, "C0");
    const button = new PushButton(clock, pin);
    button.wire = "cut";
    button.press();
    clock.runUntil(T_US);
    assert.deepEqual(changes, []);
    button.wire = "joined";
    assert.deepEqual(changes, [{ timeUs: T_US, level: 0 }]);
  });

  it("shorted: low, whatever the contact does", () => {
    const clock = new SimulationClock();
    const { pin, changes } = inputPin(clock, "E7");
    const source = new S0Source(clock, pin);
    source.wire = "shorted";
    source.pulse(T_US);
    clock.runUntil(3 * T_US);
    source.wire = "joined";
    assert.deepEqual(changes, [
      { timeUs: 0, level: 0 },
      { timeUs: 3 * T_US, level: 1 },
    ]);
    assert.equal(source.generated, 1);
  });

  it("loose: touches ground as often and as long as it is told to, and is joined afterwards", () => {
    const clock = new SimulationClock();
    const { pin, changes } = inputPin(clock, "E7");
    const source = new S0Source(clock, pin);
    source.rattle(2, 5_000);
    source.pulse(T_US, 40_000);
    clock.runUntil(3 * T_US);
    assert.deepEqual(
      changes.map(({ timeUs, level }) => [timeUs, level]),
      [
        [0, 0],
        [5_000, 1],
        [10_000, 0],
        [15_000, 1],
        [T_US, 0],
        [T_US + 40_000, 1],
      ],
    );
  });
});
