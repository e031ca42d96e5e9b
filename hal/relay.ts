// The contact between the household and the grid: a latching relay, so that it stays where it is without power.

import type { Part } from "./part-fault.ts";

export interface Relay extends Part {
  /** Drives the coil that closes (true) or opens (false) the contact, for as long as the coil needs and no longer. */
  drive(closed: boolean): undefined;
  /**
   * What the feedback contact says: true when the main contact is closed. Also brings `fault` up to date: PART_STUCK where it does not say
   * what was driven last, once the relay has had its time. Which of contact, coil, driver and wires is to blame cannot be told; nor
   * can a cut or shorted feedback wire that happens to agree, nor anything before the first drive.
   */
  isClosed(): boolean;
}
// Posts nothing.
