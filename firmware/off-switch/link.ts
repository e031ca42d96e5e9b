// Link: finds frames on the wire from the meter board and hands their payload to off-switch-security; frames its answers and reports. It holds no
// key and no state of the switch.

import type { Crc32, Send } from "../endowments.ts";
import { encodeFrame, END, frameBody, frameCrc, framePayload, isOverlong } from "../messages/frame.ts";

export function link(toOffSwitchSecurity: Send, linkSend: Send, crc32: Crc32) {
  let received = "";

  function take(raw: string) {
    const body = frameBody(raw);
    const payload = framePayload(body);
    if (payload !== "" && crc32(payload) === frameCrc(body)) toOffSwitchSecurity(payload);
  }

  return {
    onLink(bytes: string) {
      const parts = (received + bytes).split(END);
      const last = parts.length - 1;
      for (let i = 0; i < last; i++) take(parts[i]!);
      received = parts[last]!;
      if (isOverlong(received)) received = "";
    },

    fromOffSwitchSecurity(message: string) {
      linkSend(encodeFrame(message, crc32(message)));
    },
  };
}
