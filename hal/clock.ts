// A clock that keeps time without power.

import type { Part } from "./part-fault.ts";

/** 2000-01-01T00:00:00Z and 2099-12-31T23:59:59Z: what every clock can be set to. */
export const FIRST_UTC_SECONDS = 946684800;
export const LAST_UTC_SECONDS = 4102444799;

export interface Clock extends Part {
  /** Seconds since 1970-01-01T00:00:00Z, or 0 where the clock is missing, stopped since it was set, or speaks nonsense. */
  utcSeconds(): number;
  /**
   * Sets the clock to whole seconds since 1970-01-01T00:00:00Z; fractions are cut. True: the part has that time now, read back, and
   * counts as set. False: a time outside 2000 to 2099, for which the part is not touched; or the part is missing, stuck or speaks
   * nonsense: then it has its old time, or none until it is set. Whatever interrupts it, the part never has a wrong time that counts
   * as set.
   */
  setUtcSeconds(utcSeconds: number): boolean;
}
// Posts nothing.
