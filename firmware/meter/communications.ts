// Communications: the only partition that listens to the world, and it knows nothing. It finds frames on the WAN and hands what
// they carry to the security module that the route byte names; what a security module hands it, it frames and sends. It holds no
// key and reads no message: who takes it over has the wire and nothing more.

import type { Crc32, Send } from "../endowments.ts";
import { u16 } from "../messages/bytes.ts";
import { encodeFrame, frameBody, frameCrc, frameLength, framePayload, isOverlong } from "../messages/frame.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../messages/route.ts";

export function communications(toOffSwitchLink: Send, toCsSecurity: Send, wanSend: Send, crc32: Crc32) {
  let received = "";
  let refusedFrames = 0;

  function refuse() {
    refusedFrames = (refusedFrames + 1) & 65535;
    toCsSecurity(u16(refusedFrames));
  }

  function take(raw: string) {
    const body = frameBody(raw);
    const payload = framePayload(body);
    if (payload === "" || crc32(payload) !== frameCrc(body) || payload[0] !== ROUTE_OFF_SWITCH) refuse();
    else toOffSwitchLink(payload.substr(1));
  }

  function send(payload: string) {
    wanSend(encodeFrame(payload, crc32(payload)));
  }

  return {
    onWan(bytes: string) {
      received += bytes;
      let length = frameLength(received);
      while (length >= 0) {
        if (length > 0) take(received.substr(0, length));
        received = received.substr(length + 1);
        length = frameLength(received);
      }
      if (isOverlong(received)) {
        received = "";
        refuse();
      }
    },

    fromCsSecurity(message: string) {
      send(ROUTE_CS + message);
    },
  };
}
