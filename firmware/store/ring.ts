// A ring of sectors to which slots are appended: the one writer behind logs and values. What was acknowledged is there after a power
// cut at any moment; the slot in flight is there whole or not at all. It knows no record, no key and no chain.
//
// The sector with sequence number s stands at place s modulo the number of sectors, so that each is erased as often as the others. A
// sector counts as erased only by the header that was written after its erase had ended. One erased sector is kept ahead: the idle
// processor prepares it, and an append finds it ready. recover.ts finds the end again after a reset.

import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import { eraseAt, holds, isBlank, programAndHolds, programAt, readAt } from "./port.ts";
import type { Port } from "./port.ts";
import { BODY, COMMITTED, STATE, VOID } from "./slot.ts";

/** What keeps a segment from taking records. */
export const STORE_OK = 0;
/** The part does not answer or does not finish. */
export const STORE_PART = 1;
/** The segment was written in a format, for a use, or with a size of slot that this program does not know: it is left as it is. */
export const STORE_FOREIGN = 2;
/** Cells no longer take what is written, in several slots or after several erases. */
export const STORE_WORN = 3;

/** Nothing is erased; an erase is under way; a blank sector with its header stands ready. */
const NONE = 0;
const ERASING = 1;
export const READY = 2;

const FORMAT_VERSION = 1;
export const HEADER_BYTES = 16;
/** Slots that one record may spoil before the segment counts as worn. */
const TRIES = 3;

export interface Ring extends Port {
  /** Which segment it is, in its headers. */
  readonly number: number;
  readonly slotBytes: number;
  /** Bytes of the body that its CRC covers. */
  readonly soundBytes: number;
  /** Sector that is being written. */
  sequence: number;
  /** Whether its opening records are complete: before, the sector before it is the one that counts. */
  begun: boolean;
  /** Where the next slot goes; as many as a sector has: it is full. */
  slot: number;
  /** The last committed slot of the sector, 0 before the first. */
  tail: number;
  /** Whether something may have been written behind `tail`: after a reset, after a write that failed. */
  unsure: boolean;
  spare: number;
  /** First slot that reads as blank in a spare sector of an earlier start; 0: erased since this start, so all of it is blank. */
  spareSlot: number;
  /** Erases of the spare sector that came to nothing. */
  failures: number;
  /** Something was written since the reset: only then is anything erased. */
  busy: boolean;
  /** A record is being written. Where the engine gave up in the middle (no memory), the next record finds it so. */
  writing: boolean;
  /** Sequence number of the last record. */
  record: number;
  fault: number;
  /** Committed slots that no longer read as they were written, seen since the reset. */
  damaged: number;
  /** Appends that had to wait for an erase, since the reset. */
  waited: number;
}

export function slotCount(ring: Ring): number {
  return SECTOR_BYTES / ring.slotBytes;
}

export function sectorOffset(ring: Ring, sequence: number): number {
  return (sequence % ring.sectors) * SECTOR_BYTES;
}

export function slotOffset(ring: Ring, sequence: number, slot: number): number {
  return sectorOffset(ring, sequence) + slot * ring.slotBytes;
}

function headerText(ring: Ring, sequence: number): string {
  const text =
    "HS" + String.fromCharCode(FORMAT_VERSION, ring.number, ring.slotBytes & 255, 255, 255, 255) + u32(sequence);
  const crc = ring.medium.crc32(text);
  return text + u32(crc);
}

/** Sequence number that a sector's header gives, or 0. A sound header of another format makes the whole ring foreign. */
export function readHeader(ring: Ring, place: number): number {
  const both = readAt(ring, place * SECTOR_BYTES, 2 * HEADER_BYTES);
  if (both === "") ring.fault = STORE_PART;
  for (let at = 0; at < both.length; at += HEADER_BYTES) {
    const text = both.substr(at, HEADER_BYTES);
    if (text.substr(0, 2) !== "HS" || ring.medium.crc32(text.substr(0, 12)) !== readU32(text, 12)) continue;
    const sequence = readU32(text, 8);
    if (text === headerText(ring, sequence) && sequence % ring.sectors === place) return sequence;
    ring.fault = STORE_FOREIGN;
  }
  return 0;
}

/** Both copies, so that no single bit can hide a sector. */
function writeHeader(ring: Ring, sequence: number): boolean {
  const text = headerText(ring, sequence);
  return programAndHolds(ring, sectorOffset(ring, sequence), text + text);
}

/** Whose fault it is that cells do not hold what was written: the part's that is away, or their own. */
function failure(ring: Ring): number {
  return ring.medium.flash.fault !== 0 ? STORE_PART : STORE_WORN;
}

/** Whether there is anything to prepare: a look that costs less than `prepare`. */
export function wantsSpare(ring: Ring): boolean {
  return ring.busy && ring.begun && ring.spare !== READY && ring.fault === STORE_OK;
}

/** One piece of the work that keeps a blank sector ahead. Called where the processor has nothing else to do; never waits. */
export function prepare(ring: Ring): void {
  if (!wantsSpare(ring)) return;
  const next = ring.sequence + 1;
  const offset = sectorOffset(ring, next);
  if (ring.spare === NONE) {
    readHeader(ring, next % ring.sectors);
    if (ring.fault === STORE_OK && eraseAt(ring, offset)) ring.spare = ERASING;
    return;
  }
  if (ring.medium.flash.isErasing()) return;
  ring.spare = NONE;
  if (!isBlank(ring, offset) || !writeHeader(ring, next)) {
    if (ring.medium.flash.fault !== 0 || ++ring.failures >= TRIES) ring.fault = failure(ring);
    return;
  }
  ring.spare = READY;
  ring.spareSlot = 0;
  ring.failures = 0;
}

/** Waits for the spare sector: only where it was not prepared in time. */
function awaitSpare(ring: Ring): void {
  ring.waited++;
  for (let refusals = 0; ring.spare !== READY && ring.fault === STORE_OK;) {
    prepare(ring);
    if (ring.spare === NONE && !ring.medium.flash.isErasing() && ++refusals > 2 * TRIES) ring.fault = STORE_PART;
  }
}

/** Goes on to the spare sector. `slots`: how many the opening of it takes. */
export function advance(ring: Ring, slots: number): boolean {
  ring.busy = true;
  // A spare that a power cut left half filled is good while there is room behind what stands there.
  if (ring.spare === READY && ring.spareSlot + slots >= slotCount(ring)) ring.spare = NONE;
  if (ring.spare !== READY) awaitSpare(ring);
  // The header may be one that a power cut left between its levels: written again, it stands.
  if (ring.fault === STORE_OK && !writeHeader(ring, ring.sequence + 1)) ring.fault = failure(ring);
  if (ring.fault !== STORE_OK) return false;
  ring.sequence++;
  ring.begun = false;
  ring.unsure = ring.spareSlot > 0;
  ring.slot = ring.unsure ? ring.spareSlot : 1;
  ring.tail = 0;
  ring.spare = NONE;
  return true;
}

/** Gives a slot up: first its mark, then all of it, so that nothing of it can be read as a record or as a key, now or later. */
export function voidSlot(ring: Ring, sequence: number, slot: number): void {
  const offset = slotOffset(ring, sequence, slot);
  programAt(ring, offset + VOID, "\x00");
  let rest = "";
  while (rest.length < ring.slotBytes) rest += "\0\0\0\0\0\0\0\0";
  programAt(ring, offset, rest);
}

/** Gives up whatever may stand behind the last committed slot. What reads as blank there need not be. */
function giveUp(ring: Ring): void {
  let slot = ring.tail + 1;
  while (slot <= ring.slot && slot < slotCount(ring)) voidSlot(ring, ring.sequence, slot++);
  ring.slot = slot;
  ring.unsure = false;
}

/**
 * Writes the body of a slot, then commits it, reading back each. `body` is all of the slot from BODY on. False: the sector is full, or
 * `fault` says why.
 */
export function write(ring: Ring, body: string): boolean {
  ring.busy = true;
  for (let tries = 0; tries < TRIES && ring.fault === STORE_OK; tries++) {
    if (ring.unsure) giveUp(ring);
    if (ring.slot >= slotCount(ring)) {
      // A sector in which not even its opening finds room.
      if (!ring.begun) ring.fault = STORE_WORN;
      return false;
    }
    const offset = slotOffset(ring, ring.sequence, ring.slot);
    ring.unsure = true;
    if (!programAt(ring, offset + BODY, body)) {
      ring.fault = STORE_PART;
      return false;
    }
    if (!holds(ring, offset + BODY, body) || !programAt(ring, offset + STATE, COMMITTED)) continue;
    if (!holds(ring, offset + STATE, COMMITTED)) continue;
    ring.tail = ring.slot++;
    ring.unsure = false;
    return true;
  }
  if (ring.fault === STORE_OK) ring.fault = failure(ring);
  return false;
}

/** A page of a sector at a time, for whoever looks at all its slots. */
export function pageOfSlot(ring: Ring, sequence: number, slot: number): string {
  const inPage = PAGE_BYTES / ring.slotBytes;
  return readAt(ring, slotOffset(ring, sequence, slot - (slot % inPage)), PAGE_BYTES);
}

export function slotOfPage(ring: Ring, page: string, slot: number): string {
  return page.substr((slot * ring.slotBytes) % PAGE_BYTES, ring.slotBytes);
}
