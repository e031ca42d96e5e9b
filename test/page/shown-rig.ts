// A bench, and what a page is told of it.

import type { Bench } from "../../bench/bench.ts";
import { mapShape } from "../../bench/page/map-shape.ts";
import type { State, WireLine } from "../../bench/page/shape.ts";
import { Snapshots } from "../../bench/page/snapshot.ts";
import { WireWatch } from "../../bench/page/wire-watch.ts";
import { newBench } from "../bundles.ts";

const BESIDE = {
  time: { utcMs: 0, elapsedS: 0, speed: 1, paused: false, leapToUtcMs: null, actualSpeed: 0 },
  buttonIsDown: false,
  heldLoadW: null,
  heldSunW: null,
  money: null,
  attack: null,
};

export interface Shown {
  readonly bench: Bench;
  readonly wires: WireWatch;
  readonly state: () => State;
  readonly lines: () => readonly WireLine[];
}

export async function shown(meter?: string): Promise<Shown> {
  const bench = await newBench(meter === undefined ? {} : { meter });
  const wires = new WireWatch(bench);
  const snapshots = new Snapshots(bench, wires, mapShape().wires);
  return { bench, wires, state: () => snapshots.take(BESIDE), lines: () => wires.since(0, 1000).lines };
}
