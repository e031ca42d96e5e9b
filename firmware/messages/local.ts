// What passes between the boards in clear, beside the report of messages/switch-state.ts. The meter board asks and hints, every 5 s and
// whenever it has stored an event: each message says how things are, so that one lost, doubled or overtaken does no harm.
//
// To the off-switch processor:   0 "l" · 1 reasons for which the switch should be open 1 · 2 whether current flows 1 · 3 number of the
//                                last event that the meter board stored 4
// From the off-switch processor: 0 "e" · 1 the next record of its log without its tag: type 1, length 1, number 4, payload up to 16
// Inside the meter:              0 reasons for which the switch should be open 1 · 1 whether current flows 1

import { readU32, u32 } from "./bytes.ts";

const LOCAL = "l";
const LOCAL_BYTES = 7;
const EVENT = "e";
const RECORD_HEAD_BYTES = 6;
const MOST_RECORD_BYTES = 22;
const WISH_BYTES = 2;

/** `wanted`: bits of messages/switch-state.ts. */
export function encodeSwitchWish(wanted: number, flows: boolean): string {
  return String.fromCharCode(wanted, flows ? 1 : 0);
}

export function isSwitchWish(bytes: string): boolean {
  return bytes.length === WISH_BYTES;
}

export function encodeLocal(wish: string, stored: number): string {
  return LOCAL + wish + u32(stored);
}

export function isLocal(bytes: string): boolean {
  return bytes.length === LOCAL_BYTES && bytes[0] === LOCAL;
}

export function localWanted(local: string): number {
  return local.charCodeAt(1);
}
export function localFlows(local: string): boolean {
  return local.charCodeAt(2) === 1;
}
export function localStored(local: string): number {
  return readU32(local, 3);
}

/** `record`: as the log gives it, with whatever stands behind its payload. */
export function encodeEvent(record: string): string {
  return EVENT + record.substr(0, RECORD_HEAD_BYTES + record.charCodeAt(1));
}

export function isEvent(bytes: string): boolean {
  return bytes[0] === EVENT && bytes.length > RECORD_HEAD_BYTES && bytes.length <= 1 + MOST_RECORD_BYTES;
}

export function eventRecord(event: string): string {
  return event.substr(1);
}

/** Number of a record of the off-switch processor's log. */
export function recordNumber(record: string): number {
  return readU32(record, 2);
}
