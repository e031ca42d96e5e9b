// How often the store erases a sector of a segment in the life of a meter. A ring goes round: each of its sectors is erased
// once a lap. An image takes the half that is not in force, so that a sector is erased by every second one. It takes what is
// written in a day as declared; the slot that a power cut spoils, and an image given up half way, are for the margin.

import type { Segment } from "../../firmware/kernel/description.ts";
import { LIMITS } from "./allowed.ts";

export interface Wear {
  /** Writes (records, changes or images) in which every sector is erased once. */
  readonly lapWrites: number;
  readonly lapDays: number;
  /** The most that one sector is erased in LIMITS.lifeYears; whole and at least 1. */
  readonly erases: number;
  /** How many times so many erases fit in those that a sector takes. */
  readonly margin: number;
}

const DAYS_PER_YEAR = 365.25;

/** Undefined where the segment's own numbers make no sense; other rules say which. */
export function wearOf(segment: Segment): Wear | undefined {
  const { writesPerDay } = segment;
  const lapWrites = segment.kind === "image" ? 2 : (segment.bytes / LIMITS.sectorBytes) * sectorWrites(segment);
  if (!(lapWrites > 0 && writesPerDay > 0 && Number.isFinite(lapWrites) && Number.isFinite(writesPerDay)))
    return undefined;
  const erases = Math.ceil((writesPerDay * LIMITS.lifeYears * DAYS_PER_YEAR) / lapWrites);
  return { lapWrites, lapDays: lapWrites / writesPerDay, erases, margin: LIMITS.sectorErases / erases };
}

/** Slots of a ring's sector behind its header and its first record: a log's marks, or a copy of all values and its end. */
function sectorWrites({ kind, slotBytes, values }: Segment): number {
  return LIMITS.sectorBytes / slotBytes - 2 - (kind === "values" ? values : 0);
}

/** One decimal, cut off: what is printed is never better than what is. */
export function inTenths(value: number): string {
  return (Math.floor(value * 10) / 10).toFixed(1);
}
