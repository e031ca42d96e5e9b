// Values by number: the newest record of each counts. A ring whose sectors each begin with a copy of all values and then take their changes, so
// that the sector before is needed no more once the copy is complete. Nothing is ever changed in place.
//
// The type of a slot is the value's number, 0 to 126; with BEGUN in a change, without in a copy. The copy ends with BEGUN + 127.

import { u32 } from "../messages/bytes.ts";
import { readAt } from "./port.ts";
import { recover } from "./recover.ts";
import { advance, slotCount, slotOffset, STORE_PART, write } from "./ring.ts";
import type { Ring } from "./ring.ts";
import {
  BEGUN,
  BODY,
  CRC_BYTES,
  encodeText,
  HEAD_BYTES,
  isSound,
  slotPayload,
  slotSequence,
  slotType,
} from "./slot.ts";

const COPIED = 127;

export interface Values {
  readonly ring: Ring;
  /** Slot of each value in the sector `sector`; 0: it has none. */
  readonly slots: Uint8Array;
  /** The sector whose values count. */
  sector: number;
}

export function payloadBytes(slotBytes: number): number {
  return slotBytes - BODY - HEAD_BYTES - CRC_BYTES;
}

/** Finds the newest of each value. False: the segment cannot be used, the ring's `fault` says why. */
export function openValues(values: Values): boolean {
  const ring = values.ring;
  ring.record = 0;
  for (let number = 0; number < values.slots.length; number++) values.slots[number] = 0;
  const opened = recover(
    ring,
    () => true,
    (text, slot, sound) => {
      if (!sound) return false;
      if (ring.record === 0) ring.record = slotSequence(text);
      const number = slotType(text) & 127;
      if (number < values.slots.length && values.slots[number] === 0) values.slots[number] = slot;
      return false;
    },
  );
  values.sector = ring.sequence;
  return opened;
}

function put(ring: Ring, type: number, payload: string): boolean {
  const text = encodeText(type, ring.record + 1, payload, HEAD_BYTES + payloadBytes(ring.slotBytes));
  const crc = ring.medium.crc32(text);
  if (!write(ring, text + u32(crc))) return false;
  ring.record++;
  return true;
}

/** The slot of a value, or "" where it has none or can no longer be read. */
function slotOf(values: Values, number: number): string {
  const ring = values.ring;
  const slot = values.slots[number]!;
  const text = slot > 0 ? readAt(ring, slotOffset(ring, values.sector, slot), ring.slotBytes) : "";
  return text !== "" && isSound(text, ring.soundBytes, ring.medium.crc32) ? text : "";
}

/** Begins the next sector with a copy of all values. */
function openSector(values: Values): boolean {
  const ring = values.ring;
  const slots = values.slots;
  if (ring.begun && !advance(ring, slots.length + 2)) return false;
  const moved = new Uint8Array(slots.length);
  for (let number = 0; number < slots.length; number++) {
    if (slots[number] === 0) continue;
    // Once more before it is given up: it will not be copied again.
    const text = slotOf(values, number) || slotOf(values, number);
    if (text === "" && ring.medium.flash.fault !== 0) {
      ring.fault = STORE_PART;
      return false;
    }
    if (text === "") ring.damaged++;
    else if (!put(ring, number, slotPayload(text))) return false;
    else moved[number] = ring.tail;
  }
  if (!put(ring, BEGUN + COPIED, "")) return false;
  slots.set(moved);
  values.sector = ring.sequence;
  ring.begun = true;
  return true;
}

/** Sets a value, up to `payloadBytes` long. True: it is there for good; false: after a reset it may be there or not. */
export function putValue(values: Values, number: number, value: string): boolean {
  const ring = values.ring;
  if (number >= values.slots.length || value.length > payloadBytes(ring.slotBytes)) return false;
  // After a part that was away, or a change that the engine gave up, the segment is opened anew.
  if ((ring.writing || ring.fault === STORE_PART) && !openValues(values)) return false;
  ring.writing = true;
  let done = false;
  for (let tries = 0; tries < 2 && !done; tries++) {
    if ((ring.slot >= slotCount(ring) || !ring.begun) && !openSector(values)) break;
    done = put(ring, BEGUN + number, value);
    if (done) values.slots[number] = ring.tail;
  }
  ring.writing = false;
  return done;
}

/** A value as it was set last; "" where it never was. */
export function getValue(values: Values, number: number): string {
  return number < values.slots.length ? slotPayload(slotOf(values, number)) : "";
}
