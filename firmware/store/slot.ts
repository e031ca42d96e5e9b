// One slot of a sector: the unit that is written, committed, voided and read. Fixed in size, never over the border of a page.
//
//   0 void 1: all ones; zero once the slot is given up · 1 state 1: ones; low half zero when committed; zero when firm ·
//   2 type 1 · 3 length 1 · 4 record sequence 4 · 8 payload, filled up with ones · CRC-32 over type to payload 4
//
// A log's slot goes on after its payload with the authentication tag, which the CRC covers too, and ends with the next key (log.ts).

import { readU32, u32 } from "../messages/bytes.ts";

export const VOID = 0;
export const STATE = 1;
export const BODY = 2;
/** Type, length, sequence. */
export const HEAD_BYTES = 6;
export const CRC_BYTES = 4;
export const PAYLOAD = 8;

/** Set in the type of each record but the copies with which a sector of values begins. */
export const BEGUN = 128;

export const COMMITTED = "\xf0";
export const FIRM = "\x00";

export type Crc32 = (bytes: string) => number;

/** What erased cells read as. Made anew where it is needed: a page of it would take its heap for good. */
export function ones(bytes: number): string {
  let text = "\xff\xff\xff\xff";
  while (text.length < bytes) text += text;
  return text.substr(0, bytes);
}

/** How many of the bits in `mask` of a byte are zero. */
function zeros(byte: number, mask: number): number {
  let count = 0;
  for (let bits = ~byte & mask; bits > 0; bits >>= 1) count += bits & 1;
  return count;
}

/** A single bit that went wrong in a mark changes no verdict. */
export function isVoid(slot: string): boolean {
  return zeros(slot.charCodeAt(VOID), 255) > 4;
}

export function isCommitted(slot: string): boolean {
  return zeros(slot.charCodeAt(STATE), 15) > 2;
}

/** Hardened after a start: its programs are known to have ended. */
export function isFirm(slot: string): boolean {
  return slot[STATE] === FIRM;
}

/** Type to payload, `bytes` long. */
export function encodeText(type: number, sequence: number, payload: string, bytes: number): string {
  let text = String.fromCharCode(type, payload.length) + u32(sequence) + payload;
  while (text.length < bytes) text += "\xff\xff\xff\xff\xff\xff\xff\xff";
  return text.substr(0, bytes);
}

/** Whether the CRC that stands behind the first `bytes` of the body is theirs. */
export function isSound(slot: string, bytes: number, crc32: Crc32): boolean {
  return crc32(slot.substr(BODY, bytes)) === readU32(slot, BODY + bytes);
}

export function slotType(slot: string): number {
  return slot.charCodeAt(BODY);
}

export function slotSequence(slot: string): number {
  return readU32(slot, BODY + 2);
}

export function slotPayload(slot: string): string {
  return slot.substr(PAYLOAD, slot.charCodeAt(BODY + 1));
}
