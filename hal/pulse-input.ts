// The S0 output of a meter element (IEC 62053-31): a contact that closes once for a fixed amount of energy.
// A wire that is cut, or a plug that is out, looks like a household that uses nothing: no fault can tell.

import type { Part } from "./part-fault.ts";

export interface PulseInput extends Part {
  /**
   * Pulses accepted and not yet settled; survives a restart of its user, not a power cut. Also brings `fault` up to date: PART_STUCK where
   * the contact stays closed far longer than any pulse, PART_NONSENSE where it moves and makes no pulses, or more than a meter
   * element can. What such a line does is not counted, as far as it can be told from pulses.
   */
  count(): number;
  /** So many of them are stored for good: `count` goes down by them, by no more than there are, and not for a number below 1. */
  settle(pulses: number): undefined;
  /**
   * Milliseconds between the two latest pulses, or since the latest when that is longer: the honest bound on power.
   * 0 before the second pulse since power-on.
   */
  spacingMs(): number;
}
// Posts nothing: the owner asks.
