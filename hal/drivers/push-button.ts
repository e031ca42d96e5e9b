// A push button between a pin and ground, or with `activeLow: false` between a pin and the supply (with a resistor to ground).
// The engine waits until the contact has been quiet for 25 ms. Nobody ever asks this driver anything, so it renews watches by itself,
// and looks then whether the button is held: a fault shows within 10 s of its time and goes at once when the button comes up.

import type { Post } from "../driver.ts";
import { PART_OK, PART_STUCK } from "../part-fault.ts";
import type { PushButton } from "../push-button.ts";
import { renewWatches, watch } from "./watch.ts";

export interface PushButtonOptions {
  readonly watchPin: string;
  /** Pressed is low; default true. */
  readonly activeLow?: boolean;
}

const SETTLE_MS = 25;
const RENEW_MS = 10000;
/** No finger stays for a minute; a wedge, a dented cover or a shorted wire does. */
const STUCK_SECONDS = 60;

export function open(options: PushButtonOptions, post: Post): PushButton {
  const pressed = options.activeLow === false;
  const part: PushButton = { fault: PART_OK };
  pinMode(options.watchPin, "input_pullup");
  let heldSince = getTime();
  /** As the latest edge said. */
  let isDown = false;
  watch(
    options.watchPin,
    (edge) => {
      const heldTenths = Math.min(Math.floor((edge.time - heldSince) * 10), 255);
      heldSince = edge.time;
      isDown = edge.state === pressed;
      if (!isDown) part.fault = PART_OK;
      post(isDown ? "\x01" : "\x00" + String.fromCharCode(heldTenths));
    },
    SETTLE_MS,
  );
  const keep = () => {
    setTimeout(keep, RENEW_MS);
    renewWatches();
    const now = getTime();
    if (!digitalRead(options.watchPin) === pressed) {
      part.fault = PART_OK;
      // The edge of a contact that came up a moment ago is still on its way, and says how long it was down.
      if (!isDown) heldSince = now;
    } else if (now - heldSince > STUCK_SECONDS) part.fault = PART_STUCK;
  };
  setTimeout(keep, RENEW_MS);
  return part;
}
