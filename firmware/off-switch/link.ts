// Link: finds frames on the wire from the meter board and hands their payload to off-switch-security; frames its answers and reports. It holds no
// key and no state of the switch.

import type { Crc32, Send } from "../endowments.ts";
import { encodeFrame, frameBody, frameCrc, frameLength, framePayload, isOverlong } from "../messages/frame.ts";

export function link(toOffSwitchSecurity: Send, linkSend: Send, crc32: Crc32) {
  let received = "";

  function take(raw: string) {
    const body = frameBody(raw);
    const payload = framePayload(body);
    if (payload !== "" && crc32(payload) === frameCrc(body)) toOffSwitchSecurity(payload);
  }

  return {
    onLink(bytes: string) {
      received += bytes;
      let length = frameLength(received);
      while (length >= 0) {
        if (length > 0) take(received.substr(0, length));
        received = received.substr(length + 1);
        length = frameLength(received);
      }
      if (isOverlong(received)) received = "";
    },

    fromOffSwitchSecurity(message: string) {
      linkSend(encodeFrame(message, crc32(message)));
    },
  };
}
