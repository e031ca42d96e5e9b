// A latching relay without feedback, for the emulated board, which drives no input and whose timer for pulses never fires: the
// program ends each pulse itself, and the contact is taken to be where it was last sent. Starts closed. Not for a real relay: a
// contact that sticks goes unseen, so that there never is a fault, and a program that dies leaves a coil under power.

import { PART_OK } from "../part-fault.ts";
import type { Relay } from "../relay.ts";

export interface UnsensedRelayOptions {
  readonly setPin: string;
  readonly resetPin: string;
  readonly coilMs: number;
}

export function open(options: UnsensedRelayOptions): Relay {
  let closed = true;
  const release = () => {
    digitalWrite(options.setPin, false);
    digitalWrite(options.resetPin, false);
  };
  release();

  return {
    fault: PART_OK,
    drive(wanted) {
      release();
      closed = wanted;
      digitalWrite(closed ? options.setPin : options.resetPin, true);
      setTimeout(release, options.coilMs);
    },
    isClosed() {
      return closed;
    },
  };
}
