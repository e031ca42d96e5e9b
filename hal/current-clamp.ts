// A current transformer clipped around the meter's own wire: a second opinion on what the pulses say, never a billed quantity.
//
// No clamp in the jack, or one that was never closed around the wire, reads as no current: the input rests where it should, so no fault
// can tell. One the wrong way round reads the same as one the right way: a root mean square has no sign, the direction of energy
// is the pulses' business.

import type { Part } from "./part-fault.ts";

export interface CurrentClamp extends Part {
  /**
   * Root mean square of the current in milliamperes, an integer, over the latest complete window; -1 before the first one and while the
   * input cannot be right, which `fault` then tells: PART_STUCK where it rests far from its middle or at its ends, PART_NONSENSE where
   * it is driven into its ends. After a fault the window begins anew. Each call samples one period of the mains and so holds
   * its caller for about that long (bounded; the driver says how); called once a second, a window is complete after
   * windowSamples / samplesPerCall seconds.
   */
  milliamperes(): number;
}
// Posts nothing: the owner asks.
