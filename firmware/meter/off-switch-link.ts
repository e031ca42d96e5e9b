// Off-switch link: carries sealed commands to the off-switch processor, and its sealed answers and its reports back. What is sealed is
// opaque here: the key is on the other board. It says there what credit-balance wants, and stores the events of that board in the off-switch
// log. A report is what that board says of itself in clear; it can mislead the display and the telegram of a meter whose link was tampered
// with, and can move nothing.

import type { Crc32, Send } from "../endowments.ts";
import { encodeFrame, END, frameBody, frameCrc, framePayload, isOverlong } from "../messages/frame.ts";
import { encodeLocal, eventRecord, isEvent, isSwitchWish, recordNumber } from "../messages/local.ts";
import { SEALED_BYTES } from "../messages/sealed.ts";
import { isSwitchState, UNKNOWN } from "../messages/switch-state.ts";

/** The other board hears how things are every 5 s, as this one does; after three missed reports its state is unknown. */
const LOCAL_TICKS = 5;
const SILENT_TICKS = 15;
/** More events than the log of the other board holds: a number beyond is noise, and would keep all others out. */
const MOST_AHEAD = 65536;
/** Where the payload begins in a record of the own log. */
const PAYLOAD = 6;

export function offSwitchLink(
  toComputations: Send,
  toDisplay: Send,
  toCommunications: Send,
  toCreditBalance: Send,
  linkSend: Send,
  crc32: Crc32,
  offSwitchLogAppend: (entry: string) => boolean,
  offSwitchLogLatest: () => string,
) {
  let received = "";
  let ticks = 0;
  let silentTicks = 0;
  /** Of credit-balance; "": it has said nothing yet, so that a start takes back nothing that was wished before. */
  let wish = "";
  /** Number of the last event in the log; -1: it was not looked for yet. */
  let stored = -1;

  function tell(state: string) {
    toComputations(state);
    toDisplay(state);
  }

  function send(message: string) {
    linkSend(encodeFrame(message, crc32(message)));
  }

  function sayHowThingsAre() {
    if (stored < 0) {
      const latest = offSwitchLogLatest();
      stored = latest === "" ? 0 : recordNumber(latest.substr(PAYLOAD));
    }
    if (wish !== "") send(encodeLocal(wish, stored));
  }

  function take(raw: string) {
    const body = frameBody(raw);
    const payload = framePayload(body);
    if (payload === "" || crc32(payload) !== frameCrc(body)) return;
    if (payload.length === SEALED_BYTES) toCommunications(payload);
    else if (isEvent(payload)) {
      const record = eventRecord(payload);
      const ahead = recordNumber(record) - stored;
      if (stored < 0 || ahead <= 0 || ahead > MOST_AHEAD || !offSwitchLogAppend(record)) return;
      stored += ahead;
      sayHowThingsAre();
    } else if (isSwitchState(payload)) {
      silentTicks = 0;
      tell(payload);
      toCreditBalance(payload);
    }
  }

  return {
    fromCommunications(command: string) {
      send(command);
    },

    fromCreditBalance(said: string) {
      if (!isSwitchWish(said)) return;
      const isNew = wish !== said;
      wish = said;
      // What was wished before must not be obeyed any more.
      if (isNew) sayHowThingsAre();
    },

    onLink(bytes: string) {
      const parts = (received + bytes).split(END);
      const last = parts.length - 1;
      for (let i = 0; i < last; i++) take(parts[i]!);
      received = parts[last]!;
      if (isOverlong(received)) received = "";
    },

    tick() {
      if (ticks++ % LOCAL_TICKS === 0) sayHowThingsAre();
      silentTicks++;
      if (silentTicks === SILENT_TICKS) tell(UNKNOWN);
    },
  };
}
