// A latching relay with two coils, each behind a transistor, and an auxiliary contact that closes to ground together with the main
// one; with its wire cut it reads as open. How often the relay may move is decided above, not here.
//
// A hardware timer of the engine ends each pulse: a program that hangs or dies leaves no coil under power. A change of mind while
// a coil is under power waits for its end, so that never both are; of several, the last counts.

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

  return {
    drive,
    isClosed() {
      return !digitalRead(options.feedbackPin);
    },
  };
}
