// What the off-switch processor says of itself to the meter board, in clear over the link, and the states of the switch: those of
// DLMS/COSEM "Disconnect control" (IEC 62056-6-2, class 70). It is a report and never an order.
//
//   0 state 1 · 1 accepted commands 2 · 3 rejected commands 2 · 5 relay operations 2 · 7 faults 2 · 9 alarm 1

import { readU16, u16 } from "./bytes.ts";

export const DISCONNECTED = "0";
export const CONNECTED = "1";
/** Ready for reconnection: the consumer's button closes. */
export const ARMED = "2";
/** The meter board has not heard from the off-switch processor. */
export const UNKNOWN = "?";

export const SWITCH_STATE_BYTES = 10;

/** The feedback contact does not follow the intended state: a welded or bypassed contact, or a broken wire. */
export const ALARM_FEEDBACK = 1;

export function encodeSwitchState(
  state: string,
  accepted: number,
  rejected: number,
  operations: number,
  faults: number,
  alarm: number,
): string {
  return state + u16(accepted) + u16(rejected) + u16(operations) + u16(faults) + String.fromCharCode(alarm);
}

/** Whether a payload from the link is a report that this meter understands. */
export function isSwitchState(bytes: string): boolean {
  return bytes.length === SWITCH_STATE_BYTES && "012".indexOf(bytes.substr(0, 1)) >= 0;
}

export function switchStateRejected(bytes: string): number {
  return readU16(bytes, 3);
}
export function switchStateAlarm(bytes: string): number {
  return bytes.charCodeAt(9);
}
