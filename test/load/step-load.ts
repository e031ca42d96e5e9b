// Loads made of a few steps, and all their pulses at once.

import assert from "node:assert/strict";
import type { Load } from "../../bench/load/load.ts";
import { PulseTrain } from "../../bench/load/pulse-train.ts";

export const ORIGIN_S = Date.UTC(2007, 1, 1) / 1000;

/** Steps of the given seconds and watts, one after the other. */
export function loadOf(...steps: readonly (readonly [seconds: number, watts: number])[]): Load {
  let endS = ORIGIN_S;
  const placed = steps.map(([seconds, watts]) => {
    const startS = endS;
    endS += seconds;
    return { startS, endS, powerUw: Math.round(watts * 1e6) };
  });
  return { startS: ORIGIN_S, endS, stepAt: (atS) => placed.find((step) => atS >= step.startS && atS < step.endS) };
}

/** Times of all pulses, in microseconds since the load began. */
export function pulsesOf(load: Load, impPerKwh: number): number[] {
  const train = new PulseTrain(load, impPerKwh, ORIGIN_S);
  const times: number[] = [];
  while (train.nextPulseUs() !== undefined) times.push(train.take());
  assert.equal(train.generated, times.length);
  return times;
}
