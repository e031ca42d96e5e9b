// How long the stretches of a day are.

import type { DayOptions } from "./day.ts";

const HOUR_S = 3600;
/** Before the day's end: the last telegram and the last sample come then. */
const TAIL_S = 100;

/** Three quarters of what is quiet come before the busy hour, and after 20 minutes of that there are ten with traffic. */
export function dayPlan(hours = 24): DayOptions {
  const fromS = Math.floor((hours - 1) * 1.5) * (HOUR_S / 2);
  const traffic = { fromS: fromS + 1200, toS: fromS + 1800 };
  return { busy: { fromS, toS: fromS + HOUR_S }, traffic, endS: hours * HOUR_S - TAIL_S, sampleS: 60 };
}

/** A third of the time quiet, a third busy, and a third busy with traffic. */
export function shortPlan(seconds: number): DayOptions {
  const busy = { fromS: seconds / 3, toS: seconds };
  return { busy, traffic: { fromS: (2 * seconds) / 3, toS: seconds }, endS: seconds, sampleS: 5 };
}
