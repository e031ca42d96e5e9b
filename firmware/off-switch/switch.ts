// The switch as rules and numbers, without any device: which event gives or takes which reason to be open, what that means for the relay,
// how long an opening waits, and the state as it is stored. The formal model is made from the rules that stand here.

import { readU16, readU32, u16, u32 } from "../messages/bytes.ts";
import { ARMED, CONNECTED, DISCONNECTED } from "../messages/switch-state.ts";
import { REASON_CREDIT, REASON_LIMIT, REASON_REMOTE, REASON_TAMPER } from "../messages/switch-state.ts";

export const OFF = 0;
export const ON = 1;
export const CANCEL = 2;
/** Nobody pressed the button in time: the central system has to arm anew. */
export const EXPIRED = 3;

/** Of each event: in which positions of the contact it counts (1 open, 2 closed, 3 both), the reasons that it takes and those that it gives. */
const TRANSITIONS = "\x03\x00\x01" + "\x03\x09\x00" + "\x02\x01\x00" + "\x01\x00\x01";

/** Reasons after an event; -1 where it does not count. */
export function afterEvent(event: number, closed: number, reasons: number): number {
  if ((TRANSITIONS.charCodeAt(event * 3) & (closed + 1)) === 0) return -1;
  return (reasons & ~TRANSITIONS.charCodeAt(event * 3 + 1)) | TRANSITIONS.charCodeAt(event * 3 + 2);
}

const PASSING = REASON_CREDIT | REASON_LIMIT;
export const LOCAL_REASONS = PASSING | REASON_TAMPER;

/** Reasons after the meter board has said which it wants, as far as the central system lets it. Tampering does not pass by itself. */
export function afterLocal(wanted: number, obeyed: number, reasons: number): number {
  return (reasons & ~PASSING) | (wanted & obeyed);
}

/** Whether reasons open a closed switch. A lost state is a reason to stay open, and none to open. */
export function opens(reasons: number, obeyed: number): boolean {
  return (reasons & (REASON_REMOTE | obeyed)) !== 0;
}

export function stateOf(closed: number, reasons: number): string {
  return closed === 1 ? CONNECTED : reasons === 0 ? ARMED : DISCONNECTED;
}

// What is stored, by place in an array. The first four are seconds that pass.

/** Closed: until it opens. Armed: until it is no longer. */
export const WAIT = 0;
/** Until the relay may move again. */
export const REST = 1;
/** Each move adds `moveSeconds`; the more there is, the fewer moves are left. */
export const WEAR = 2;
/** Until a policy that was ordered comes into force. */
export const COMING = 3;
/** How many delays were drawn. */
export const DRAWS = 4;
export const MOVES = 5;
export const CLOSED = 6;
export const REASONS = 7;
/** Reasons of the meter board that the central system lets count, of LOCAL_REASONS. */
export const OBEYED = 8;
/** Whether the relay was to move to where it is; else only its contact said so, whose wire may be cut. */
export const DECIDED = 9;
export const FIELDS = 10;

export function encodeState(s: Uint32Array): string {
  const flags = String.fromCharCode(s[CLOSED]! * 128 + s[DECIDED]! * 64 + s[REASONS]!, s[OBEYED]!);
  return u32(s[WAIT]!) + u32(s[WEAR]!) + u32(s[COMING]!) + u16(s[REST]!) + u16(s[DRAWS]!) + u16(s[MOVES]!) + flags;
}

export function decodeState(s: Uint32Array, bytes: string): void {
  s[WAIT] = readU32(bytes, 0);
  s[WEAR] = readU32(bytes, 4);
  s[COMING] = readU32(bytes, 8);
  s[REST] = readU16(bytes, 12);
  s[DRAWS] = readU16(bytes, 14);
  s[MOVES] = readU16(bytes, 16);
  s[CLOSED] = bytes.charCodeAt(18) >> 7;
  s[DECIDED] = (bytes.charCodeAt(18) >> 6) & 1;
  s[REASONS] = bytes.charCodeAt(18) & 15;
  s[OBEYED] = bytes.charCodeAt(19);
}

export const DAY_SECONDS = 86400;

/** What a move adds to WEAR where there may be so many in a day. */
export function moveSeconds(moves: number): number {
  return Math.floor((2 * DAY_SECONDS + moves - 1) / moves);
}

/** The most WEAR with which the relay may move: half of the moves at once, the other half over a day, so that no 24 hours see more. */
export function mostWear(moves: number): number {
  return ((moves >> 1) - 1) * moveSeconds(moves);
}

/**
 * Seconds until an opening: geometrically distributed and cut off at the window; `random` (0 to 2^32-1) picks one. In the first second 2.4
 * times as many open as if all were spread evenly, in the last 0.3 times. Temple, Chen, Tippenhauer, "Delay makes a difference" (2013).
 */
export function delaySeconds(windowSeconds: number, random: number): number {
  return Math.floor(windowSeconds * (1 - Math.log(8 - (7 * random) / 4294967296) / Math.log(8)));
}
