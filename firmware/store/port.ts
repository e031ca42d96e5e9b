// The port of one segment: it adds where the segment begins and refuses whatever would leave the segment before the part hears of it.
// All of the store goes through here; nothing else touches the part. It knows no records.
//
// A segment is told in sectors: the engine has room for so small a number beside its name.

import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";
import { ones } from "./slot.ts";
import type { Crc32 } from "./slot.ts";

/** What all segments of a processor share. */
export interface Medium {
  readonly flash: NorFlash;
  readonly crc32: Crc32;
  /** How often something outside of a segment was asked for: a mistake of the store, never of its user. */
  refused: number;
}

export interface Port {
  readonly medium: Medium;
  readonly firstSector: number;
  readonly sectors: number;
}

/** "" outside of the segment and where the part does not answer. */
export function readAt(port: Port, offset: number, length: number): string {
  // Said three times: each function that is there while something is written takes its part of the heap.
  if (offset >= 0 && offset + length <= port.sectors * SECTOR_BYTES)
    return port.medium.flash.read(port.firstSector * SECTOR_BYTES + offset, length);
  port.medium.refused++;
  return "";
}

export function programAt(port: Port, offset: number, bytes: string): boolean {
  if (offset >= 0 && offset + bytes.length <= port.sectors * SECTOR_BYTES)
    return port.medium.flash.program(port.firstSector * SECTOR_BYTES + offset, bytes);
  port.medium.refused++;
  return false;
}

export function eraseAt(port: Port, offset: number): boolean {
  if (offset >= 0 && offset + SECTOR_BYTES <= port.sectors * SECTOR_BYTES)
    return port.medium.flash.erase(port.firstSector * SECTOR_BYTES + offset);
  port.medium.refused++;
  return false;
}

/** Read twice: a cell that an interrupted program left between its levels need not read alike. */
export function holds(port: Port, offset: number, bytes: string): boolean {
  return readAt(port, offset, bytes.length) === bytes && readAt(port, offset, bytes.length) === bytes;
}

export function programAndHolds(port: Port, offset: number, bytes: string): boolean {
  return programAt(port, offset, bytes) && holds(port, offset, bytes);
}

/** Whether all of a sector reads as erased, page by page, twice. */
export function isBlank(port: Port, offset: number): boolean {
  const blankPage = ones(PAGE_BYTES);
  for (let at = offset; at < offset + SECTOR_BYTES; at += PAGE_BYTES) if (!holds(port, at, blankPage)) return false;
  return true;
}
