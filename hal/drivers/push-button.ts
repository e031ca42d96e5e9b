// A push button between a pin and ground, or with `activeLow: false` between a pin and the supply (with a resistor to ground).
// The engine waits until the contact has been quiet for 25 ms. Nobody ever asks this driver anything, so it renews watches by itself.

import type { Post } from "../driver.ts";
import type { PushButton } from "../push-button.ts";
import { renewWatches, watch } from "./watch.ts";

export interface PushButtonOptions {
  readonly watchPin: string;
  /** Pressed is low; default true. */
  readonly activeLow?: boolean;
}

const SETTLE_MS = 25;
const RENEW_MS = 10000;

export function open(options: PushButtonOptions, post: Post): PushButton {
  const pressed = options.activeLow === false;
  pinMode(options.watchPin, "input_pullup");
  watch(
    options.watchPin,
    (edge) => {
      post(edge.state === pressed ? "\x01" : "\x00");
    },
    SETTLE_MS,
  );
  const keep = () => {
    setTimeout(keep, RENEW_MS);
    renewWatches();
  };
  setTimeout(keep, RENEW_MS);
  return {};
}
