// Finding the end of a ring after a reset, and making sure of it: what a power cut left half written is completed or given up, durably,
// before anybody reads it. Doing it twice does nothing more. It erases nothing, and where nothing was torn it writes at most once
// in the life of a record.

import { PAGE_BYTES } from "../../hal/nor-flash.ts";
import { harden } from "./harden.ts";
import { readAt } from "./port.ts";
import { pageOfSlot, READY, readHeader, slotCount, slotOffset, slotOfPage, STORE_OK, voidSlot } from "./ring.ts";
import type { Ring } from "./ring.ts";
import { BEGUN, BODY, isCommitted, isFirm, isSound, isVoid, ones, slotType, VOID } from "./slot.ts";

/** Sees the committed slots of a sector from its end to its beginning, sound or damaged; true: it has seen enough. */
export type Visit = (text: string, slot: number, sound: boolean) => boolean;

/** Whether a body that was never committed is whole. A log has more to it than its CRC covers. */
export type IsWhole = (slot: string) => boolean;

/** The newest header by its sequence, 0 where there is none: by halves, and where a header does not fit in, by looking at all. */
function newestSector(ring: Ring): number {
  const first = readHeader(ring, 0);
  let place = ring.sectors - 1;
  if (first > 0) {
    place = 0;
    for (let end = ring.sectors; end - place > 1;) {
      const middle = (place + end) >> 1;
      if (readHeader(ring, middle) === first + middle) place = middle;
      else end = middle;
    }
  }
  let newest = readHeader(ring, place);
  if (
    newest > 0 &&
    readHeader(ring, (place + 1) % ring.sectors) <= newest &&
    readHeader(ring, (place + 2) % ring.sectors) <= newest
  )
    return newest;
  for (place = 0; place < ring.sectors; place++) newest = Math.max(newest, readHeader(ring, place));
  return newest;
}

/** The last slot of a sector that does not read as blank; 0: none. */
function lastUsed(ring: Ring, sequence: number): number {
  const blankPage = ones(PAGE_BYTES);
  const blank = ones(ring.slotBytes);
  let page = "";
  for (let slot = slotCount(ring) - 1; slot > 0; slot--) {
    if (page === "" || (slot + 1) % (PAGE_BYTES / ring.slotBytes) === 0) page = pageOfSlot(ring, sequence, slot);
    if (page !== blankPage && slotOfPage(ring, page, slot) !== blank) return slot;
  }
  return 0;
}

/** Completes or gives up the slot at which a power cut may have struck. */
function mend(ring: Ring, sequence: number, slot: number, isWhole: IsWhole): void {
  const offset = slotOffset(ring, sequence, slot);
  const text = readAt(ring, offset, ring.slotBytes);
  if (text === "" || isFirm(text)) return;
  // A mark of giving up that a power cut left between its levels would come and go: once seen, it stands.
  if (text[VOID] !== "\xff" && !isCommitted(text)) {
    voidSlot(ring, sequence, slot);
    return;
  }
  if (isVoid(text)) return;
  if (isSound(text, ring.soundBytes, ring.medium.crc32) && (isCommitted(text) || isWhole(text)))
    if (harden(ring, offset + BODY, text.substr(BODY), offset)) return;
  // What was committed was whole then. Damaged since or not to be hardened, it is not to be forgotten.
  if (!isCommitted(text)) voidSlot(ring, sequence, slot);
}

/** Shows the committed slots of a sector, last first. */
export function walk(ring: Ring, sequence: number, from: number, visit: Visit): void {
  let page = "";
  for (let slot = from; slot > 0; slot--) {
    if (page === "" || (slot + 1) % (PAGE_BYTES / ring.slotBytes) === 0) page = pageOfSlot(ring, sequence, slot);
    const text = slotOfPage(ring, page, slot);
    if (text === "" || isVoid(text) || !isCommitted(text)) continue;
    const sound = isSound(text, ring.soundBytes, ring.medium.crc32);
    if (!sound) ring.damaged++;
    if (visit(text, slot, sound)) return;
  }
}

/**
 * Where to go on. Returns whether the segment can be used; where not, `fault` says why. `visit` sees the slots of the sector that
 * counts.
 */
export function recover(ring: Ring, isWhole: IsWhole, visit: Visit): boolean {
  ring.fault = STORE_OK;
  ring.writing = false;
  const newest = newestSector(ring);
  if (ring.fault !== STORE_OK) return false;
  // Before the first sector there is a full one.
  ring.sequence = newest > 0 ? newest : ring.sectors - 1;
  ring.begun = true;
  ring.slot = slotCount(ring);
  ring.tail = 0;
  ring.spare = 0;
  if (newest === 0) return true;
  const used = lastUsed(ring, newest);
  if (used > 0) mend(ring, newest, used, isWhole);
  let begun = false;
  walk(ring, newest, used, (text, _slot, sound) => {
    begun = sound && slotType(text) >= BEGUN;
    return begun;
  });
  let last = used;
  if (!begun) {
    ring.spare = READY;
    ring.spareSlot = used + 1;
    ring.sequence = newest - 1;
    // The very first sector, and nothing in it yet.
    if (ring.sequence < ring.sectors) return true;
    last = lastUsed(ring, ring.sequence);
    if (last > 0) mend(ring, ring.sequence, last, isWhole);
  }
  ring.unsure = true;
  ring.slot = last + 1;
  walk(ring, ring.sequence, last, (text, slot, sound) => {
    if (ring.tail === 0) ring.tail = slot;
    return visit(text, slot, sound);
  });
  return ring.fault === STORE_OK;
}
