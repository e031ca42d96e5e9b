// A segment's life after a cut: opened four times, looked at each time, worked with, and opened again. What every life has to show is here.

import type { NorArray } from "../../bench/parts/nor-array.ts";
import { LogSubject } from "./log-subject.ts";
import { demand } from "./operation.ts";
import type { Operation, Subject } from "./operation.ts";
import { ArrayFlash, SEGMENT_BYTES, segmentAddress } from "./rig.ts";
import type { FlashEvent, SegmentName } from "./rig.ts";

const WHOLE_ONE_IN = 50;
const REOPENS = 3;

export interface Reference {
  readonly segment: SegmentName;
  /** The part before the cut. */
  readonly cells: Uint8Array;
}

export function demandOthersUntouched(cells: Uint8Array, reference: Reference): void {
  const from = segmentAddress(reference.segment);
  const to = from + SEGMENT_BYTES;
  for (const [start, end] of [
    [0, from],
    [to, cells.length],
  ] as const)
    demand(
      Buffer.compare(cells.subarray(start, end), reference.cells.subarray(start, end)) === 0,
      "another segment has changed",
    );
}

function opened(array: NorArray, subject: Subject, before: (event: FlashEvent, flash: ArrayFlash) => void): ArrayFlash {
  const flash = new ArrayFlash(array);
  flash.before = (event) => {
    before(event, flash);
  };
  subject.open(flash);
  demand(flash.erases === 0 && flash.erasing < 0, "opening erased a sector");
  return flash;
}

/** `chance` decides what of the content is looked at; `recovered` is called once the first boot has mended what it found. */
export function life(
  array: NorArray,
  subject: Subject,
  work: Operation[],
  chance: number,
  reference: Reference,
  before: (event: FlashEvent, flash: ArrayFlash) => void,
  recovered: () => void,
): void {
  const whole = chance % WHOLE_ONE_IN === 0;
  let flash = opened(array, subject, before);
  subject.check(whole, chance);
  recovered();
  for (let reopen = 0; reopen < REOPENS; reopen++) {
    // What hung between its levels can have read as finished; only such cells may be written to again.
    const weak = array.weakBits > 0;
    flash = opened(array, subject, before);
    demand(weak || flash.programs === 0, `opening for the ${reopen + 2}. time wrote something`);
    if (reopen === REOPENS - 1 || !(subject instanceof LogSubject)) subject.check(false, chance >>> 8);
  }
  for (const operation of work) {
    subject.perform(operation);
    subject.idle();
    subject.idle();
  }
  if (subject instanceof LogSubject) subject.demandKeysGone(flash, whole);
  demand(subject.refused() === 0, "the store asked for something outside of its segment");
  opened(array, subject, before);
  subject.check(whole, chance >>> 16);
  demandOthersUntouched(array.cells, reference);
}
