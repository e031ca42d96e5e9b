// A latching relay with two coils, each behind a transistor, and an auxiliary contact that closes to ground together with the main
// one; with its wire cut it reads as open. How often the relay may move is decided above, not here.
//
// A hardware timer of the engine ends each pulse: a program that hangs or dies leaves no coil under power. A change of mind while
// a coil is under power waits for its end, so that never both are; of several, the last counts. No call waits for anything: the feedback
// is judged when it is asked for, once the latest pulse and the settling after it are over.

import { PART_OK, PART_STUCK } from "../part-fault.ts";
import type { Relay } from "../relay.ts";

export interface LatchingRelayOptions {
  readonly setPin: string;
  readonly resetPin: string;
  readonly feedbackPin: string;
  /** At least the shortest pulse of the relay's data sheet, with a margin; at most the longest. */
  readonly coilMs: number;
}

/** Between the end of one pulse and the start of the next. */
const GAP_MS = 5;
/** Data sheets give at most 20 ms to operate, within the pulse, and some ms of bounce; twice that, and the engine's timers may be late. */
const SETTLE_MS = 50;

export function open(options: LatchingRelayOptions): Relay {
  let wanted = false;
  let driven = false;
  let freeAt = 0;
  let retryAt = 0;
  digitalWrite(options.setPin, false);
  digitalWrite(options.resetPin, false);
  pinMode(options.feedbackPin, "input_pullup");

  const drive = (closed: boolean): undefined => {
    const now = getTime();
    wanted = closed;
    if (now >= freeAt) {
      driven = closed;
      freeAt = now + (options.coilMs + GAP_MS) / 1000;
      digitalPulse(closed ? options.setPin : options.resetPin, true, options.coilMs);
    } else if (now >= retryAt) {
      retryAt = freeAt;
      setTimeout(
        () => {
          if (wanted !== driven) drive(wanted);
        },
        (freeAt - now) * 1000 + GAP_MS,
      );
    }
  };

  const part: Relay = {
    fault: PART_OK,
    drive,
    isClosed() {
      const closed = !digitalRead(options.feedbackPin);
      if (freeAt > 0 && getTime() >= freeAt + SETTLE_MS / 1000) part.fault = closed === driven ? PART_OK : PART_STUCK;
      return closed;
    },
  };
  return part;
}
