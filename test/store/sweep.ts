// The cases of one share of a sweep over all segments: every cut, and of two cuts in a row a sample. Shares run side by side.

import { Random } from "../../bench/engine/random.ts";
import { ERASE_SHAPES, PROGRAM_SHAPES } from "../../bench/parts/nor-array.ts";
import { CutFailure, Cutter, tears } from "./cut.ts";
import type { Tear } from "./cut.ts";
import { SEGMENT_NAMES, segmentNumber } from "./rig.ts";
import type { FlashEvent, SegmentName } from "./rig.ts";

export interface Sweep {
  readonly share: number;
  readonly shares: number;
  /** One cut in so many is done; 1: each. */
  readonly stride: number;
  /** After one in so many of them a second one. */
  readonly secondOneIn: number;
  readonly segments?: readonly SegmentName[];
}

export interface Found {
  readonly cases: Record<string, number>;
  seconds: number;
  /** Messages of the first failures; each begins with the id that replays it. */
  readonly failures: string[];
  failed: number;
}

const MOST_FAILURES = 10;

/** Some tear of one of these events. */
export function pickTear(events: readonly FlashEvent[], random: Random): Tear {
  const event = random.below(events.length);
  const struck = events[event]!;
  if (struck.kind === "erase") return { event, byte: 0, shape: ERASE_SHAPES[random.below(ERASE_SHAPES.length)]! };
  const byte = random.below(struck.bytes.length + 1);
  return { event, byte, shape: PROGRAM_SHAPES[random.below(PROGRAM_SHAPES.length)]! };
}

function attempt(found: Found, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CutFailure)) throw error;
    found.failed++;
    if (found.failures.length < MOST_FAILURES) found.failures.push(error.message);
  }
}

function sweepSegment(segment: SegmentName, sweep: Sweep, found: Found): void {
  const cutter = new Cutter(segment, segmentNumber(segment));
  const random = new Random(segmentNumber(segment));
  let count = 0;
  found.cases[segment] = 0;
  cutter.run((operation, index, event) => {
    for (const tear of tears(event, index)) {
      const number = count++;
      if (number % (sweep.shares * sweep.stride) !== sweep.share * sweep.stride) continue;
      attempt(found, () => {
        const { events } = cutter.cut(operation, tear);
        found.cases[segment]!++;
        if (random.below(sweep.secondOneIn) > 0 || events.length === 0) return;
        cutter.cut(operation, tear, pickTear(events, random));
        found.seconds++;
      });
    }
  });
}

export function runSweep(sweep: Sweep): Found {
  const found: Found = { cases: {}, seconds: 0, failures: [], failed: 0 };
  for (const segment of sweep.segments ?? SEGMENT_NAMES) sweepSegment(segment, sweep, found);
  return found;
}
