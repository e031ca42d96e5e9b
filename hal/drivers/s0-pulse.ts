// The S0 input: contact to ground, closed for at least 30 ms and open for at least 30 ms, bouncing for less than 5 ms at either
// edge (IEC 62053-31, 4.1.3.3 and 4.1.3.4).
//
// The time closed counts up, the time open counts down, between 0 and `minimumMs`. A pulse is counted when the sum reaches the
// top, and the next one can come only after it was back at 0: bounce at either edge, a glitch in the middle of a pulse and one in the
// middle of a gap change nothing, whatever their number, as long as the true level prevails by `minimumMs`. All of it is worked out
// from the times of the interrupts when the next edge comes, so a late handler changes nothing either. A pulse counts at its end.
//
// Limits: a watch that the engine dropped comes back with the first `count` after 2 s without an edge; what came meanwhile is lost,
// and a pulse that is under way then may be. A line that moves thousands of times a second keeps the engine from all other work.

import { PART_NONSENSE, PART_OK, PART_STUCK } from "../part-fault.ts";
import type { PulseInput } from "../pulse-input.ts";
import { renewWatches, watch } from "./watch.ts";

export interface S0PulseOptions {
  readonly watchPin: string;
  /** 20: 10 ms below the shortest pulse and the shortest gap of the standard, four times the longest bounce. */
  readonly minimumMs: number;
}

const SILENCE_SECONDS = 2;
/**
 * A closure that is no pulse any more, and counts as none. The standard has no longest pulse; meters give 30 to 120 ms, the slowest
 * some hundreds: 10 s is out of reach of all of them, and a shorted wire stays so until somebody mends it.
 */
const STUCK_SECONDS = 10;
/** Long enough for a verdict on a rate, short enough that a loose wire is told while it still moves. */
const CHATTER_SECONDS = 5;
/**
 * Edges a second, beside those of pulses. A wire off its ground that picks up the hum of the mains makes 100 a second; what is left of a
 * pulse cut in two by the border of the span, and a switch thrown nearby, are a few dozen in 5 s at worst.
 */
const CHATTER_EDGES = 10;
/** Of one pulse with all its bounces: a touch for every half millisecond that the standard gives them. */
const PULSE_EDGES = 40;
/** Shortest pulse and shortest gap. */
const SHORTEST_MS = 60;

export function open(options: S0PulseOptions): PulseInput {
  const minimum = options.minimumMs / 1000;
  let sum = 0;
  let counted = false;
  let pulses = 0;
  let settled = 0;
  let latest = 0;
  let spacing = 0;
  let edges = 0;
  let pulsesBefore = 0;
  let chatters = false;
  pinMode(options.watchPin, "input_pullup");
  let closed = !digitalRead(options.watchPin);
  let at = getTime();
  /** Up to when the sum was 0. */
  let openAt = at;
  let renewedAt = at;
  let judgedAt = at;

  const onEdge = (edge: EngineEdge) => {
    const time = edge.time;
    edges++;
    if (closed) {
      sum += time - at;
      if (sum >= minimum) {
        sum = minimum;
        if (!counted) {
          counted = true;
          if (time - openAt <= STUCK_SECONDS) {
            pulses++;
            spacing = time - latest;
            latest = time;
          }
        }
      }
    } else {
      sum -= time - at;
      if (sum <= 0) {
        sum = 0;
        counted = false;
        openAt = time;
      }
    }
    closed = !edge.state;
    at = time;
  };
  const watched = watch(options.watchPin, onEdge, 0);

  const judge = (now: number) => {
    const span = now - judgedAt;
    if (span >= CHATTER_SECONDS) {
      const came = pulses - pulsesBefore;
      chatters = edges > span * CHATTER_EDGES + came * PULSE_EDGES || (came - 1) * SHORTEST_MS > span * 1000;
      judgedAt = now;
      pulsesBefore = pulses;
      edges = 0;
    }
    let stuck = (closed || now - at < sum) && now - openAt > STUCK_SECONDS;
    // An open pin that was last seen closed: the edge got lost, as one does when the engine's buffer is full.
    if (watched.dropped || (stuck && closed && digitalRead(options.watchPin))) {
      watched.dropped = false;
      closed = !digitalRead(options.watchPin);
      at = now;
      openAt = now;
      sum = 0;
      counted = true;
      stuck = false;
    }
    return chatters ? PART_NONSENSE : stuck ? PART_STUCK : PART_OK;
  };

  const part: PulseInput = {
    fault: PART_OK,
    count() {
      const now = getTime();
      if (now - at > SILENCE_SECONDS && now - renewedAt > SILENCE_SECONDS) {
        renewedAt = now;
        renewWatches();
      }
      part.fault = judge(now);
      return pulses - settled;
    },
    settle(stored) {
      if (stored >= 1) settled += Math.floor(Math.min(stored, pulses - settled));
    },
    spacingMs() {
      if (pulses < 2) return 0;
      const since = getTime() - latest;
      return Math.floor(1000 * (since > spacing ? since : spacing));
    },
  };
  return part;
}
