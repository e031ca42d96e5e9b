// The S0 input: contact to ground, closed for at least 30 ms and open for at least 30 ms, bouncing for less than 5 ms at either
// edge (IEC 62053-31, 4.1.3.3 and 4.1.3.4).
//
// The time closed counts up, the time open counts down, between 0 and `minimumMs`. A pulse is counted when the sum reaches the
// top, and the next one can come only after it was back at 0: bounce at either edge, a glitch in the middle of a pulse and one in the
// middle of a gap change nothing, whatever their number, as long as the true level prevails by `minimumMs`. All of it is worked out
// from the times of the interrupts when the next edge comes, so a late handler changes nothing either. A pulse counts at its end.
//
// Limits: a watch that the engine dropped comes back with the first `count` after 2 s without an edge; what came meanwhile is lost,
// and a pulse that is under way then may be.

import type { PulseInput } from "../pulse-input.ts";
import { renewWatches, watch } from "./watch.ts";

export interface S0PulseOptions {
  readonly watchPin: string;
  /** 20: 10 ms below the shortest pulse and the shortest gap of the standard, four times the longest bounce. */
  readonly minimumMs: number;
}

const SILENCE_SECONDS = 2;

export function open(options: S0PulseOptions): PulseInput {
  const minimum = options.minimumMs / 1000;
  let sum = 0;
  let counted = false;
  let pulses = 0;
  let latest = 0;
  let spacing = 0;
  pinMode(options.watchPin, "input_pullup");
  let closed = !digitalRead(options.watchPin);
  let at = getTime();
  let renewedAt = at;

  const onEdge = (edge: EngineEdge) => {
    const time = edge.time;
    if (closed) {
      sum += time - at;
      if (sum >= minimum) {
        sum = minimum;
        if (!counted) {
          counted = true;
          pulses++;
          spacing = time - latest;
          latest = time;
        }
      }
    } else {
      sum -= time - at;
      if (sum <= 0) {
        sum = 0;
        counted = false;
      }
    }
    closed = !edge.state;
    at = time;
  };
  const watched = watch(options.watchPin, onEdge, 0);

  return {
    count() {
      const now = getTime();
      if (now - at > SILENCE_SECONDS && now - renewedAt > SILENCE_SECONDS) {
        renewedAt = now;
        renewWatches();
      }
      if (watched.dropped) {
        watched.dropped = false;
        closed = !digitalRead(options.watchPin);
        at = now;
        sum = 0;
        counted = true;
      }
      return pulses;
    },
    spacingMs() {
      if (pulses < 2) return 0;
      const since = getTime() - latest;
      return Math.floor(1000 * (since > spacing ? since : spacing));
    },
  };
}
