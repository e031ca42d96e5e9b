// The clock of a board without one (an emulated one): starts at `epochSeconds` when the board does and runs by the processor's
// oscillator. It loses the time at each reset, so it is no clock for a meter.

import { FIRST_UTC_SECONDS, LAST_UTC_SECONDS, type Clock } from "../clock.ts";
import { PART_OK } from "../part-fault.ts";

export interface EngineClockOptions {
  /** Seconds since 1970-01-01T00:00:00Z at power-on. */
  readonly epochSeconds: number;
}

export function open(options: EngineClockOptions): Clock {
  return clockFrom(options.epochSeconds);
}

/** Apart, for the engine keeps the parameters of a function for as long as a closure in it. */
function clockFrom(atStartSeconds: number): Clock {
  let epochSeconds = atStartSeconds;
  let startSeconds = getTime();
  return {
    fault: PART_OK,
    utcSeconds() {
      return epochSeconds + Math.floor(getTime() - startSeconds);
    },
    setUtcSeconds(utcSeconds) {
      const seconds = Math.floor(utcSeconds);
      if (!(seconds >= FIRST_UTC_SECONDS && seconds <= LAST_UTC_SECONDS)) return false;
      epochSeconds = seconds;
      startSeconds = getTime();
      return true;
    },
  };
}
