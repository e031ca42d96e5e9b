// Off-switch link: carries sealed commands to the off-switch processor, and its sealed answers and its reports back. What is sealed is
// opaque here: the key is on the other board. Every change that it reports goes into the off-switch log. A report is what that board says of
// itself in clear; it can mislead the display and the telegram of a meter whose link was tampered with, and can move nothing.

import type { Crc32, Send } from "../endowments.ts";
import { encodeFrame, END, frameBody, frameCrc, framePayload, isOverlong } from "../messages/frame.ts";
import { SEALED_BYTES } from "../messages/sealed.ts";
import { isSwitchState, UNKNOWN } from "../messages/switch-state.ts";

/** The other board reports every 5 s: after three missed reports its state is unknown. */
const SILENT_TICKS = 15;

export function offSwitchLink(
  toComputations: Send,
  toDisplay: Send,
  toCommunications: Send,
  linkSend: Send,
  crc32: Crc32,
  offSwitchLogAppend: (entry: string) => boolean,
) {
  let received = "";
  let silentTicks = 0;
  let logged = "";

  function tell(state: string) {
    toComputations(state);
    toDisplay(state);
  }

  function take(raw: string) {
    const body = frameBody(raw);
    const payload = framePayload(body);
    if (payload === "" || crc32(payload) !== frameCrc(body)) return;
    if (payload.length === SEALED_BYTES) toCommunications(payload);
    else if (isSwitchState(payload)) {
      silentTicks = 0;
      tell(payload);
      // How often a stranger was refused is in the record, but does not make one.
      const change = payload.substr(0, 3) + payload.substr(5);
      if (change !== logged && offSwitchLogAppend(payload)) logged = change;
    }
  }

  return {
    fromCommunications(command: string) {
      linkSend(encodeFrame(command, crc32(command)));
    },

    onLink(bytes: string) {
      const parts = (received + bytes).split(END);
      const last = parts.length - 1;
      for (let i = 0; i < last; i++) take(parts[i]!);
      received = parts[last]!;
      if (isOverlong(received)) received = "";
    },

    tick() {
      silentTicks++;
      if (silentTicks === SILENT_TICKS) tell(UNKNOWN);
    },
  };
}
