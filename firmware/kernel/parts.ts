// Watches what drivers and store say of their parts, and tells of every change. It asks no part anything: a fault is found when the part is
// used.

import type { Part } from "../../hal/part-fault.ts";

/** Numbers below this are partitions. */
export const FIRST_PART = 32;
const PERIOD_MS = 1000;

export interface Watch {
  /** Part n is told of as number 32 + n. Its fault is one of hal/part-fault.ts, or for a segment one of firmware/store/ring.ts, where 0 is none either. */
  readonly parts: readonly Part[];
  /** The fault of each that was told last. */
  readonly told: Uint8Array;
  dueMs: number;
}

export function watchParts(parts: readonly Part[]): Watch {
  return { parts: parts, told: new Uint8Array(parts.length), dueMs: 0 };
}

/** To be called in every cycle. */
export function lookAtParts(watch: Watch, tell: (number: number, fault: number) => boolean, nowMs: number): void {
  if (nowMs < watch.dueMs) return;
  // On the grid of the seconds, as all that has a period: a processor with nothing else to do is awake then.
  watch.dueMs = nowMs - (nowMs % PERIOD_MS) + PERIOD_MS;
  for (let i = 0; i < watch.parts.length; i++) {
    const fault = watch.parts[i]!.fault;
    if (fault !== watch.told[i] && tell(FIRST_PART + i, fault)) watch.told[i] = fault;
  }
}
