// What the central system gives a data concentrator of the masks of a feeder: for a round one number, with which the sum of the masked readings
// becomes the sum of the readings. It holds every mask and gives out none. It is asked by a box in the street that anybody may have opened, so
// it refuses whatever would tell one home from the others:
//
// - a second set of meters in a round: the difference of two sums is the reading of those that are in one set only;
// - a set of fewer than LEAST_METERS, and one that leaves out fewer but not none: the feeder meter beside the concentrator shows what all
//   homes drew, so that a sum without one home tells that home;
// - a meter that is not of the feeder, or is named twice.
//
// What the homes have fed into the grid is in the same number, so that it gives the net sum: the export of the only roof in a street would be
// the reading of one home.

import { ROUND_SECONDS } from "../../firmware/messages/round.ts";
import type { IntervalReport } from "../central/messages.ts";
import { roundMask, sumOfRound } from "../central/rounds.ts";

/** With fewer, whoever knows one reading, such as a neighbour his own, would know another. */
export const LEAST_METERS = 3;
/** Rounds that were answered are remembered, so many; what is older is refused. Ten days of quarter hours. */
export const MOST_ANSWERED = 960;

export const MASK_REFUSALS = {
  "too-few": `fewer than ${LEAST_METERS} meters`,
  "too-few-left-out": `all meters but fewer than ${LEAST_METERS}`,
  "another-set": "the round was answered for another set of meters",
  "unknown-meter": "a meter that is not of this feeder, or twice",
  "too-old": "the round is too old",
  "export-unknown": "what a meter has fed in is not known",
  elsewhere: "the central system of a meter is elsewhere",
} as const;
export type MaskRefusal = keyof typeof MASK_REFUSALS;

export type MaskAnswer = { readonly sum: number } | { readonly refused: MaskRefusal };

/** What the central system has of a meter. */
export interface KnownMeter {
  readonly meterId: string;
  /** 32 bytes. */
  readonly maskKey: string;
  /** What the meter reported, the oldest first; "elsewhere": another central system has it. */
  readonly reports: () => readonly IntervalReport[] | "elsewhere";
}

const MODULUS = 2 ** 32;

/** Wh that were fed in between two moments; undefined: a report is missing, and the meter is one that feeds in. */
function exportedWh(reports: readonly IntervalReport[], fromS: number, toS: number): number | undefined {
  const [before, after] = [fromS, toS].map((atS) => reports.findLast(({ endUtcSeconds }) => endUtcSeconds === atS));
  if (before !== undefined && after !== undefined) return after.exportWh - before.exportWh;
  return reports.every(({ exportWh }) => exportWh === 0) ? 0 : undefined;
}

export class MaskSums {
  readonly #meters: ReadonlyMap<string, KnownMeter>;
  readonly #intervalS: number;
  readonly #answered = new Map<number, { readonly set: string; readonly sum: number }>();
  #forgotten = 0;

  /** `intervalS`: the billing interval of all of them. */
  constructor(meters: readonly KnownMeter[], intervalS: number) {
    this.#meters = new Map(meters.map((meter) => [meter.meterId, meter]));
    this.#intervalS = intervalS;
  }

  /** What has to be taken, modulo 2^32, from the masked readings of exactly these meters in that round. The same question has the same answer. */
  sumFor(round: number, meterIds: readonly string[]): MaskAnswer {
    const set = [...meterIds].sort().join(" ");
    const before = this.#answered.get(round);
    if (before !== undefined) return before.set === set ? { sum: before.sum } : { refused: "another-set" };
    const sum = this.#make(round, meterIds);
    if (typeof sum === "string") return { refused: sum };
    this.#remember(round, set, sum);
    return { sum };
  }

  #make(round: number, meterIds: readonly string[]): number | MaskRefusal {
    const meters = meterIds.flatMap((meterId) => this.#meters.get(meterId) ?? []);
    if (meters.length < meterIds.length || new Set(meterIds).size < meterIds.length) return "unknown-meter";
    if (meters.length < LEAST_METERS) return "too-few";
    const leftOut = this.#meters.size - meters.length;
    if (leftOut > 0 && leftOut < LEAST_METERS) return "too-few-left-out";
    if (round <= this.#forgotten) return "too-old";
    const endS = round * ROUND_SECONDS;
    let exportWh = 0;
    for (const { reports } of meters) {
      const known = reports();
      if (known === "elsewhere") return "elsewhere";
      const one = exportedWh(known, endS - this.#intervalS, endS);
      if (one === undefined) return "export-unknown";
      exportWh += one;
    }
    const masks = meters.map(({ meterId, maskKey }) => roundMask(maskKey, meterId, round));
    return (sumOfRound(masks) + exportWh) % MODULUS;
  }

  #remember(round: number, set: string, sum: number): void {
    this.#answered.set(round, { set, sum });
    if (this.#answered.size <= MOST_ANSWERED) return;
    const oldest = Math.min(...this.#answered.keys());
    this.#answered.delete(oldest);
    this.#forgotten = Math.max(this.#forgotten, oldest);
  }
}
