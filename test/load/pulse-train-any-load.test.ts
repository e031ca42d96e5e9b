// What holds for the pulses of any load: their number is the energy's, and how the load is cut up does not matter.

import assert from "node:assert/strict";
import fc from "fast-check";
import { profileLoad } from "../../bench/load/load-file.ts";
import { PulseTrain } from "../../bench/load/pulse-train.ts";
import { loadOf, ORIGIN_S, pulsesOf } from "./step-load.ts";

describe("pulse train, any load", () => {
  const constant = fc.integer({ min: 1, max: 10_000 });
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 0, max: 6000 })), {
    minLength: 1,
    maxLength: 8,
  });

  it("has floor(energy * C / 3.6e6) pulses, strictly later each, 60 ms apart at least", () => {
    fc.assert(
      fc.property(steps, constant, (shape, impPerKwh) => {
        const energyWs = shape.reduce((sum, [seconds, watts]) => sum + seconds * watts, 0);
        const times = pulsesOf(loadOf(...shape), impPerKwh);
        assert.equal(times.length, Math.floor((energyWs * impPerKwh) / 3_600_000));
        times.forEach((us, index) => {
          assert.ok(Number.isSafeInteger(us) && us - (times[index - 1] ?? -60_000) >= 60_000);
        });
      }),
      { numRuns: 100 },
    );
  });

  it("has the same pulses when each step is cut in two of the same power", () => {
    fc.assert(
      fc.property(steps, constant, fc.integer({ min: 1, max: 599 }), (shape, impPerKwh, cut) => {
        const halves = shape.flatMap(([seconds, watts]): [number, number][] =>
          cut < seconds
            ? [
                [cut, watts],
                [seconds - cut, watts],
              ]
            : [[seconds, watts]],
        );
        assert.deepEqual(pulsesOf(loadOf(...halves), impPerKwh), pulsesOf(loadOf(...shape), impPerKwh));
      }),
      { numRuns: 60 },
    );
  });

  it("does not notice a disconnection of no duration, nor being advanced", () => {
    fc.assert(
      fc.property(
        steps,
        constant,
        fc.array(fc.nat(600_000_000)),
        fc.boolean(),
        (shape, impPerKwh, moments, switched) => {
          const load = loadOf(...shape);
          const train = new PulseTrain(load, impPerKwh, ORIGIN_S);
          const times: number[] = [];
          for (const us of [...moments].sort((a, b) => a - b)) {
            for (let due = train.nextPulseUs(); due !== undefined && due < us; due = train.nextPulseUs()) {
              times.push(train.take());
            }
            train.advance(us);
            if (!switched) continue;
            train.disconnect(us);
            train.reconnect(us);
          }
          while (train.nextPulseUs() !== undefined) times.push(train.take());
          assert.deepEqual(times, pulsesOf(load, impPerKwh));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("pulses for exactly the energy that flowed while connected", () => {
    const switching = fc.array(fc.nat(1_200_000_000), { maxLength: 8 });
    fc.assert(
      fc.property(steps, constant, switching, (shape, impPerKwh, moments) => {
        const load = loadOf(...shape);
        const train = new PulseTrain(load, impPerKwh, ORIGIN_S);
        const borders = [...moments].sort((a, b) => a - b);
        for (const us of borders) {
          for (let due = train.nextPulseUs(); due !== undefined && due <= us; due = train.nextPulseUs()) train.take();
          if (train.connected) train.disconnect(us);
          else train.reconnect(us);
        }
        while (train.nextPulseUs() !== undefined) train.take();
        const flowedPj = connectedPj(shape, borders);
        assert.equal(BigInt(train.generated), (flowedPj * BigInt(impPerKwh)) / 3_600_000_000_000_000_000n);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps a profile's remainder across intervals", () => {
    const powersUw = Array.from({ length: 7 }, () => 333_333_333);
    const times = pulsesOf(profileLoad({ source: "", startS: ORIGIN_S, intervalS: 60, powersUw }), 1000);
    assert.deepEqual(
      times,
      Array.from({ length: 38 }, (_, pulse) => Math.ceil(((pulse + 1) * 3.6e18) / 333_333_333_000)),
    );
  });
});

/** Energy in picojoules of a load that is switched off and on in turn at the given moments: counted step by step, not event by event. */
function connectedPj(shape: readonly (readonly [number, number])[], switchedUs: readonly number[]): bigint {
  const spans = [0, ...switchedUs, Infinity];
  let startUs = 0;
  let sum = 0n;
  for (const [seconds, watts] of shape) {
    const endUs = startUs + seconds * 1_000_000;
    for (let on = 0; on + 1 < spans.length; on += 2) {
      const overlapUs = Math.min(endUs, spans[on + 1] ?? 0) - Math.max(startUs, spans[on] ?? 0);
      if (overlapUs > 0) sum += BigInt(overlapUs) * BigInt(watts) * 1_000_000n;
    }
    startUs = endUs;
  }
  return sum;
}
