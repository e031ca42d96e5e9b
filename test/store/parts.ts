// Parts whose six segments were in use for a while, for tests that begin there.

import { Random } from "../../bench/engine/random.ts";
import type { NorArray } from "../../bench/parts/nor-array.ts";
import { NorArray as Cells } from "../../bench/parts/nor-array.ts";
import type { Subject } from "./operation.ts";
import { ArrayFlash, PART_BYTES, SEGMENT_NAMES } from "./rig.ts";
import type { SegmentName } from "./rig.ts";
import { script, subject } from "./script.ts";

/**
 * The subjects of all segments, `operations` of their scripts done on a part; not `idle`: with no idle moment between them, so that no sector
 * stands ready ahead.
 */
export function usedSubjects(part: NorArray, seed: number, operations: number, idle = true): Map<SegmentName, Subject> {
  const subjects = new Map<SegmentName, Subject>();
  for (const name of SEGMENT_NAMES) {
    const flash = new ArrayFlash(part);
    const one = subject(name);
    one.open(flash);
    for (const operation of script(name, seed).slice(0, operations)) {
      one.perform(operation);
      for (let calls = idle ? 2 : 0; calls > 0; calls--) one.idle();
    }
    subjects.set(name, one);
  }
  return subjects;
}

export function usedPart(seed: number, operations: number): NorArray {
  const random = new Random(seed);
  const part = new Cells(PART_BYTES, () => random.uint32());
  usedSubjects(part, seed, operations);
  return part;
}
