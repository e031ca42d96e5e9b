// Watches what drivers and store say of their parts, and tells of every change. It asks no part anything: a fault is found when the part is
// used.

import type { Part } from "../../hal/part-fault.ts";

/** Numbers below this are partitions. */
export const FIRST_PART = 32;
const PERIOD_MS = 1000;

/**
 * To be called in every cycle. Part n of `parts` is told of as number 32 + n; its fault is one of hal/part-fault.ts, or for a segment one of
 * firmware/store/ring.ts, where 0 is none either.
 */
export function watchParts(
  parts: readonly Part[],
  tell: (number: number, fault: number) => boolean,
): (nowMs: number) => void {
  const known: number[] = [];
  for (let i = 0; i < parts.length; i++) known.push(0);
  let dueMs = 0;
  return (nowMs) => {
    if (nowMs < dueMs) return;
    dueMs = nowMs + PERIOD_MS;
    for (let i = 0; i < parts.length; i++) {
      const fault = parts[i]!.fault;
      if (fault !== known[i] && tell(FIRST_PART + i, fault)) known[i] = fault;
    }
  };
}
