// Communications: the only partition that listens to the world, and it knows nothing. It finds frames at its three ports, and lines at
// the one where a top-up code is typed, and hands what they carry to the security module that the route byte names; what a security module
// hands it, it sends where the route byte says. It holds no key and reads no message: who takes it over has the wires and nothing more.
// The meter of another utility it asks by itself, and hands on what that says, whoever that is.

import type { Crc32, Send } from "../endowments.ts";
import { u16 } from "../messages/bytes.ts";
import { encodeFrame, END, frameBody, frameCrc, framePayload, isOverlong } from "../messages/frame.ts";
import { MBUS_ACKNOWLEDGED, MBUS_HEARD_BYTES, MBUS_REQUEST, MBUS_RESET, mbusDigest } from "../messages/mbus.ts";
import {
  ROUTE_CS,
  ROUTE_DC,
  ROUTE_LINE,
  ROUTE_MAINTENANCE,
  ROUTE_NOISE,
  ROUTE_OFF_SWITCH,
  ROUTE_OTHER,
  ROUTE_TOP_UP,
} from "../messages/route.ts";
import { SEALED_BYTES } from "../messages/sealed.ts";

/** A code has 20 digits; blanks and dashes make it readable. */
const LINE_BYTES = 40;
/** A tick lasts longer than the longest answer at 2400 baud, its delay included: 330 bits, 50 ms and 261 bytes of 11 bits. */
const POLL_TICKS = 90;
const TRIES = 3;

export function communications(
  toOffSwitchLink: Send,
  toCsSecurity: Send,
  wanSend: Send,
  topUpSend: Send,
  maintenanceSend: Send,
  otherUtilitySend: Send,
  crc32: Crc32,
) {
  let wan = "";
  let topUp = "";
  let maintenance = "";
  let refused = 0;
  /** What the other utility's meter was asked last, "" between two polls, and all that came since. */
  let asked = "";
  let heard = "";
  let triesLeft = 0;
  let ticksLeft = 0;

  function refuse() {
    refused = (refused + 1) & 65535;
    toCsSecurity(ROUTE_NOISE + u16(refused));
  }

  function take(raw: string, routes: string) {
    const body = frameBody(raw);
    const payload = framePayload(body);
    const route = payload.substr(0, 1);
    if (payload.length !== 1 + SEALED_BYTES || crc32(payload) !== frameCrc(body) || routes.indexOf(route) < 0) refuse();
    else if (route === ROUTE_OFF_SWITCH) toOffSwitchLink(payload.substr(1));
    else toCsSecurity(payload);
  }

  /** Takes the frames out of what a port has said, and returns what may become one. */
  function takeFrames(received: string, routes: string) {
    const parts = received.split(END);
    const last = parts.length - 1;
    const rest = parts[last]!;
    for (let i = 0; i < last; i++) if (parts[i] !== "") take(parts[i]!, routes);
    if (!isOverlong(rest)) return rest;
    refuse();
    return "";
  }

  /** What does not begin as a frame for this port does is a line, once it is ended. */
  function takeLines() {
    let length = topUp.indexOf("\r");
    // What stands behind the next END is none of it.
    while (length >= 0 && topUp[0] !== ROUTE_TOP_UP && topUp.substr(0, length).indexOf(END) < 0) {
      const line = topUp.substr(0, length).replaceAll("\n", "");
      topUp = topUp.substr(length + 1);
      if (line.length > LINE_BYTES) refuse();
      else if (line !== "") toCsSecurity(ROUTE_LINE + line);
      length = topUp.indexOf("\r");
    }
  }

  function send(message: string) {
    const frame = encodeFrame(message, crc32(message));
    if (message[0] === ROUTE_TOP_UP) topUpSend(frame);
    else if (message[0] === ROUTE_MAINTENANCE) maintenanceSend(frame);
    else wanSend(frame);
  }

  return {
    onWan(bytes: string) {
      wan = takeFrames(wan + bytes, ROUTE_CS + ROUTE_OFF_SWITCH);
    },

    onTopUp(bytes: string) {
      topUp += bytes;
      takeLines();
      topUp = takeFrames(topUp, ROUTE_TOP_UP);
      takeLines();
    },

    onMaintenance(bytes: string) {
      maintenance = takeFrames(maintenance + bytes, ROUTE_MAINTENANCE);
    },

    onOtherUtility(bytes: string) {
      if (asked !== "" && heard.length < MBUS_HEARD_BYTES) heard += bytes;
    },

    fromCsSecurity(message: string) {
      if (message[0] === ROUTE_LINE) topUpSend(message.substr(1) + "\r\n");
      else send(message);
    },

    fromDcSecurity(message: string) {
      send(ROUTE_DC + message);
    },

    fromOffSwitchLink(message: string) {
      send(ROUTE_OFF_SWITCH + message);
    },

    tick() {
      if (ticksLeft > 0) ticksLeft--;
      if (asked === "" && ticksLeft > 0) return;
      if (asked === "") {
        asked = MBUS_RESET;
        triesLeft = TRIES;
        ticksLeft = POLL_TICKS;
      } else if (asked === MBUS_REQUEST) {
        const digest = mbusDigest(heard);
        if (digest !== "") {
          toCsSecurity(ROUTE_OTHER + digest);
          triesLeft = 0;
        }
      } else if (heard.indexOf(MBUS_ACKNOWLEDGED) >= 0) {
        asked = MBUS_REQUEST;
        triesLeft = TRIES;
      }
      heard = "";
      if (triesLeft > 0) {
        triesLeft--;
        otherUtilitySend(asked);
      } else asked = "";
    },
  };
}
