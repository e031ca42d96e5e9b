// What the off-switch processor says of itself to the meter board, in clear over the link, and the states of the switch: those of
// DLMS/COSEM "Disconnect control" (IEC 62056-6-2, class 70). It is a report and never an order.
//
//   0 state 1 · 1 reasons 1 · 2 local reasons that it obeys 1 · 3 accepted commands 2 · 5 rejected messages 2 · 7 relay operations 2 ·
//   9 faults 2 · 11 alarms 1 · 12 how often the button was pressed shortly 1 · 13 how often it was held and closed nothing 1, both modulo 256

import { readU16, u16 } from "./bytes.ts";

/** There is a reason that keeps the switch open. */
export const DISCONNECTED = "0";
/** While there is a reason, it is to be opened: once its delay is over and the relay may move. */
export const CONNECTED = "1";
/** Ready for reconnection: no reason is left, the consumer's button closes. */
export const ARMED = "2";
/** The meter board has not heard from the off-switch processor. */
export const UNKNOWN = "?";

/** The central system said so, or nobody pressed the button in time. */
export const REASON_REMOTE = 1;
/** Prepaid credit is used up. */
export const REASON_CREDIT = 2;
/** More power was drawn than is allowed. */
export const REASON_LIMIT = 4;
/** Somebody was at the meter, or the stored state of the switch was lost. */
export const REASON_TAMPER = 8;

export const SWITCH_STATE_BYTES = 14;

/** The feedback contact does not follow the intended state: a welded or bypassed contact, or a broken wire. */
export const ALARM_FEEDBACK = 1;
/** The meter board says that current flows, and the switch is open. */
export const ALARM_CURRENT = 2;
/** The relay has moved as often as its maker promises that it can. */
export const ALARM_WORN = 4;

export function encodeSwitchState(
  state: string,
  reasons: number,
  obeyed: number,
  accepted: number,
  rejected: number,
  operations: number,
  faults: number,
  alarm: number,
  presses: number,
  holds: number,
): string {
  const counts = u16(accepted) + u16(rejected) + u16(operations) + u16(faults);
  return state + String.fromCharCode(reasons, obeyed) + counts + String.fromCharCode(alarm, presses, holds);
}

/** Whether a payload from the link is a report that this meter understands. */
export function isSwitchState(bytes: string): boolean {
  return bytes.length === SWITCH_STATE_BYTES && "012".indexOf(bytes.substr(0, 1)) >= 0;
}

export function switchStateReasons(bytes: string): number {
  return bytes.charCodeAt(1);
}
export function switchStateRejected(bytes: string): number {
  return readU16(bytes, 5);
}
export function switchStateAlarm(bytes: string): number {
  return bytes.charCodeAt(11);
}
export function switchStatePresses(bytes: string): number {
  return bytes.charCodeAt(12);
}
export function switchStateHolds(bytes: string): number {
  return bytes.charCodeAt(13);
}
