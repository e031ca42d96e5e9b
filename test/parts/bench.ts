// What a test of a part needs in place of a board: the simulated clock, and pins that are only levels in time.

import { PinModel } from "../../bench/engine/virtual-pin.ts";
import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import type { Level } from "../../bench/engine/parts-api.ts";

export interface Change {
  readonly timeUs: number;
  readonly level: Level;
}

/** An input of a board with its pull-up, and all changes of its level. */
export function inputPin(clock: SimulationClock, name: string): { readonly pin: PinModel; readonly changes: Change[] } {
  const changes: Change[] = [];
  const pin = new PinModel(name, clock, false, (changed, timeUs) => changes.push({ timeUs, level: changed.read() }));
  pin.setMode("input_pullup", 0);
  changes.length = 0;
  return { pin, changes };
}

/** An output of a board, low. */
export function outputPin(clock: SimulationClock, name: string): PinModel {
  const pin = new PinModel(name, clock, false, () => undefined);
  pin.setMode("output", 0);
  return pin;
}

/** Drives an output high from `timeUs` on, for `widthUs`. */
export function pulseAt(clock: SimulationClock, pin: PinModel, timeUs: number, widthUs: number): void {
  clock.at(timeUs, () => {
    pin.setOutput(true, timeUs);
  });
  clock.at(timeUs + widthUs, () => {
    pin.setOutput(false, timeUs + widthUs);
  });
}
