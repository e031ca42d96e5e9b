// The feeder of the meter as its data concentrator knows it, for the page.

import type { Bench } from "../bench.ts";
import { roundWords } from "../concentrator/closed-round.ts";
import { MASK_REFUSALS } from "../concentrator/mask-sums.ts";
import type { StreetView } from "./shape.ts";

/** null: there is no concentrator. */
export function streetView({ concentrator, meterId }: Bench): StreetView | null {
  if (concentrator === undefined) return null;
  const { meters, rounds, summed, last } = concentrator.figures;
  return {
    ...{ meters, rounds, summed },
    maskedWh: concentrator.latestMasked(meterId)?.maskedWh ?? null,
    last:
      last === undefined
        ? null
        : {
            utcMs: last.endUtcSeconds * 1000,
            feederWh: last.feederWh,
            sumWh: last.sumWh,
            noSum: last.refused === null ? null : MASK_REFUSALS[last.refused],
            missing: last.missing,
            lossPercent: last.lossPercent,
            verdict: last.verdict,
            says: roundWords(last),
          },
  };
}
