// The clock of a board without one (an emulated one): starts at `epochSeconds` when the board does and runs by the processor's
// oscillator. It loses the time at each reset, so it is no clock for a meter.

import type { Clock } from "../clock.ts";

export interface EngineClockOptions {
  /** Seconds since 1970-01-01T00:00:00Z at power-on. */
  readonly epochSeconds: number;
}

export function open(options: EngineClockOptions): Clock {
  const startSeconds = getTime();
  return {
    utcSeconds() {
      return options.epochSeconds + Math.floor(getTime() - startSeconds);
    },
  };
}
