// What is left of one load where another is taken from it, and nothing where the other is larger: what a home with generation draws from the
// grid, and, the other way round, what it feeds into it.

import type { Load } from "./load.ts";

/** Covers what both cover. */
export function remainder(load: Load, less: Load): Load {
  return {
    startS: Math.max(load.startS, less.startS),
    endS: Math.min(load.endS, less.endS),
    stepAt: (atS) => {
      const [one, other] = [load.stepAt(atS), less.stepAt(atS)];
      if (one === undefined || other === undefined) return undefined;
      return {
        startS: Math.max(one.startS, other.startS),
        endS: Math.min(one.endS, other.endS),
        powerUw: Math.max(0, one.powerUw - other.powerUw),
      };
    },
  };
}
