// A round that is over: what the feeder gave, what its meters told in one sum, and what the difference says. Meters count whole watt-hours and
// end their intervals within a second of each other; lines lose some of what they carry. Beyond both, somebody draws what no meter counts.

import { isoStamp } from "../load/load.ts";
import { ROUND_SECONDS } from "../../firmware/messages/round.ts";
import { MASK_REFUSALS } from "./mask-sums.ts";
import type { MaskRefusal } from "./mask-sums.ts";

/** More than this no line loses. */
export const MOST_LINE_LOSS_PERCENT = 6;
/** So much the readings of one meter and of the feeder may differ in an interval, for want of a smaller unit and of the same second. */
export const ROUNDING_WH = 2;

/** "usual": what lines lose. "more": the meters told more than was given. "unknown": there is no sum. */
export type LossVerdict = "usual" | "lost" | "more" | "unknown";

export interface ClosedRound {
  readonly round: number;
  readonly endUtcSeconds: number;
  /** Whose readings are in the sum. */
  readonly answered: readonly string[];
  readonly missing: readonly string[];
  readonly feederWh: number;
  /** Of the masked readings modulo 2^32: all that the concentrator adds by itself. */
  readonly maskedSum: number;
  /** What the meters of `answered` counted, less what they fed in; null: no sum was given, for `refused`. */
  readonly sumWh: number | null;
  readonly refused: MaskRefusal | null;
  /** Of what the feeder gave, to the tenth; null: not known, or the feeder gave nothing. */
  readonly lossPercent: number | null;
  readonly verdict: LossVerdict;
}

type Facts = Pick<ClosedRound, "round" | "answered" | "missing" | "feederWh" | "maskedSum" | "sumWh" | "refused">;

function verdictOf({ answered, missing, feederWh, sumWh }: Facts): LossVerdict {
  if (sumWh === null || missing.length > 0) return "unknown";
  const lostWh = feederWh - sumWh;
  const roundingWh = ROUNDING_WH * answered.length;
  if (lostWh > (Math.abs(feederWh) * MOST_LINE_LOSS_PERCENT) / 100 + roundingWh) return "lost";
  return lostWh < -roundingWh ? "more" : "usual";
}

export function judged(facts: Facts): ClosedRound {
  const { round, feederWh, sumWh } = facts;
  const verdict = verdictOf(facts);
  const isCompared = verdict !== "unknown" && sumWh !== null && feederWh > 0;
  const lossPercent = isCompared ? Math.round(((feederWh - sumWh) / feederWh) * 1000) / 10 : null;
  return { ...facts, endUtcSeconds: round * ROUND_SECONDS, lossPercent, verdict };
}

const LOSS_SAYS: Readonly<Record<Exclude<LossVerdict, "unknown">, string>> = {
  usual: "",
  lost: ": more than lines lose",
  more: ": the meters tell more than came",
};

/** Such as "round 08:30: feeder 1250 Wh, meters 1000 Wh: 20 % lost: more than lines lose". */
export function roundWords(closed: ClosedRound): string {
  const { endUtcSeconds, missing, feederWh, sumWh, refused, lossPercent, verdict } = closed;
  const says = [`feeder ${feederWh} Wh`];
  if (sumWh !== null) says.push(`meters ${sumWh} Wh`);
  const parts = [`round ${isoStamp(endUtcSeconds).slice(11, 16)}`, says.join(", ")];
  if (missing.length > 0) parts.push(`${missing.join(", ")} missing`);
  if (refused !== null) parts.push(`no sum, ${MASK_REFUSALS[refused]}`);
  if (lossPercent !== null && verdict !== "more") parts.push(`${lossPercent} % lost`);
  return parts.join(": ") + (verdict === "unknown" ? "" : LOSS_SAYS[verdict]);
}
