// The end of a run: nothing is drawn any more, and time goes on until all that was drawn is told and stored.

import type { SimulationClock } from "./engine/simulation-clock.ts";

const SECOND_US = 1_000_000;
/** A telegram every 10 s, and one more second for it to be sent. */
const TELEGRAM_PERIOD_S = 11;
/** The meter stores what it counted once a minute. */
const STORE_PERIOD_S = 61;
/** That a pulse which has begun takes to be counted, with its bounces. */
const LAST_PULSE_US = 100_000;

/** As much of a bench as has to come to an end. */
export interface Ending {
  readonly clock: SimulationClock;
  readonly han: { readonly telegrams: number };
  /** From now on nothing is drawn. */
  end(): void;
}

function goOn(clock: SimulationClock, mostSeconds: number, isDone: () => boolean): void {
  for (let second = 0; second < mostSeconds && !isDone(); second++) clock.runUntil(clock.nowUs + SECOND_US);
}

/** Ends meters of one clock: goes on until the next telegram of each, and until `isDone` says so, a minute at most. */
export function finish(clock: SimulationClock, meters: readonly Ending[], isDone: () => boolean): void {
  for (const meter of meters) meter.end();
  clock.runUntil(clock.nowUs + LAST_PULSE_US);
  const before = meters.map(({ han }) => han.telegrams);
  goOn(clock, TELEGRAM_PERIOD_S, () => meters.every(({ han }, i) => han.telegrams > before[i]!));
  goOn(clock, STORE_PERIOD_S, isDone);
}
