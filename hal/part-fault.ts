// What a driver says of its part, in one closed list. Every driver returns a `fault` beside its operations: a plain number that it
// keeps up to date while it is being used. The kernel looks at it once a second and tells the owner of the log of each change; no
// partition can read it or write it.

/** What a driver hands back beside its operations. */
export interface Part {
  /** One of the numbers below. */
  fault: number;
}

export const PART_OK = 0;
/** Nothing answers. */
export const PART_MISSING = 1;
/** It answers and does not move: a line held low, an input that never opens, a chip that stays busy, a contact that does not follow. */
export const PART_STUCK = 2;
/** It answers what no such part can: another chip, a loose contact, values out of range. */
export const PART_NONSENSE = 3;
/** It works and has forgotten: a clock whose oscillator stopped. */
export const PART_FORGOT = 4;
