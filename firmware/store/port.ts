// The port of one segment: it adds the segment's base address and refuses whatever would leave the segment before the part hears of it.
// All of the store goes through here; nothing else touches the part. It knows no records.

import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";
import { ones } from "./slot.ts";

export interface Port {
  readonly flash: NorFlash;
  readonly baseAddress: number;
  readonly bytes: number;
  /** How often something outside was asked for: a mistake of the store, never of its user. */
  refused: number;
}

/** "" outside of the segment and where the part does not answer. */
export function readAt(port: Port, offset: number, length: number): string {
  // Said three times: each function that is there while something is written takes its part of the heap.
  if (offset >= 0 && offset + length <= port.bytes) return port.flash.read(port.baseAddress + offset, length);
  port.refused++;
  return "";
}

export function programAt(port: Port, offset: number, bytes: string): boolean {
  if (offset >= 0 && offset + bytes.length <= port.bytes) return port.flash.program(port.baseAddress + offset, bytes);
  port.refused++;
  return false;
}

export function eraseAt(port: Port, offset: number): boolean {
  if (offset >= 0 && offset + SECTOR_BYTES <= port.bytes) return port.flash.erase(port.baseAddress + offset);
  port.refused++;
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
