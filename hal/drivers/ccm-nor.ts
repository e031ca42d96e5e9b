// A NOR flash part in the core-coupled memory of an STM32F405: 64 KB that only the processor reaches and the engine leaves alone. For
// emulated boards, whose SPI does not answer and whose own flash is read-only: what the part holds costs the engine's heap next to nothing, as on a
// board with a real one. It starts from a Storage file, read where it lies. Nothing outlives a reset, and no operation takes longer than
// the engine needs for it: an erase has ended when it returns.
//
// A page that differs from the file has a slot: slot n is the n-th page of the area.

import { PAGE_BYTES, SECTOR_BYTES, type NorFlash } from "../nor-flash.ts";
import { PART_OK, PART_STUCK } from "../part-fault.ts";

export interface CcmNorOptions {
  /** Size of the part; a multiple of 4096. */
  readonly bytes: number;
  /** Most pages that differ from the initial content; up to 255. */
  readonly pages: number;
  /** Storage file with the initial content: n sector numbers, little-endian, two bytes each, then n times 4096 bytes. Else all is erased. */
  readonly image?: string;
}

const AREA = 0x10000000;
/** A page of ones behind all slots. */
const BLANK = 0x1000ff00;
/** Where a list has a free place. */
const NONE = -1;

export function open(options: CcmNorOptions): NorFlash {
  const storage = (global["require"] as (name: string) => EngineStorage)("Storage");
  const image = (options.image && storage.read(options.image)) || "";
  /** Sectors that the image still gives, in its order. */
  const sectors: number[] = [];
  for (let at = 0; at < ((image.length / (SECTOR_BYTES + 2)) | 0) * 2; at += 2)
    sectors.push(image.charCodeAt(at) + image.charCodeAt(at + 1) * 256);
  /** Number of the page in each slot that was ever used: a variable for each. */
  const pages: number[] = [];

  /** A page where it lies. */
  const page = (number: number): string => {
    const slot = pages.indexOf(number);
    if (slot >= 0) return E.memoryArea(AREA + slot * PAGE_BYTES, PAGE_BYTES);
    const sector = sectors.indexOf(number >> 4);
    if (sector < 0) return E.memoryArea(BLANK, PAGE_BYTES);
    const start = sectors.length * 2 + sector * SECTOR_BYTES + (number & 15) * PAGE_BYTES;
    return image.slice(start, start + PAGE_BYTES);
  };

  const part: NorFlash = {
    fault: PART_OK,
    read(address, length) {
      if (!(length > 0 && length <= PAGE_BYTES && address >= 0 && address + length <= options.bytes)) return "";
      const from = address & 255;
      const rest = from + length - PAGE_BYTES;
      // A copy, as of two texts the engine makes one: a piece of an area would change with what is written there.
      return E.toString(
        page(address >> 8).slice(from, from + length),
        rest > 0 ? page((address >> 8) + 1).slice(0, rest) : "",
      );
    },
    program(address, bytes) {
      const number = address >> 8;
      const from = address & 255;
      const to = from + bytes.length;
      if (!(bytes.length > 0 && address >= 0 && to <= PAGE_BYTES && address < options.bytes)) return false;
      const old = page(number);
      let slot = pages.indexOf(number);
      if (slot < 0) {
        slot = pages.indexOf(NONE);
        if (slot < 0) slot = pages.length;
        part.fault = slot < options.pages ? PART_OK : PART_STUCK;
        if (part.fault) return false;
        poke8(AREA + slot * PAGE_BYTES, old);
        pages[slot] = number;
      }
      part.fault = PART_OK;
      const start = AREA + slot * PAGE_BYTES + from;
      // A program in erased bytes, as nearly all are, takes no loop.
      if (old.slice(from, to) === E.memoryArea(BLANK, bytes.length)) poke8(start, bytes);
      else
        for (let at = 0; at < bytes.length; at++)
          poke8(start + at, String.fromCharCode(old.charCodeAt(from + at) & bytes.charCodeAt(at)));
      return true;
    },
    erase(address) {
      if (!(address >= 0 && address < options.bytes) || address & (SECTOR_BYTES - 1)) return false;
      const sector = sectors.indexOf(address >> 12);
      if (sector >= 0) sectors[sector] = NONE;
      for (let number = address >> 8; number < (address + SECTOR_BYTES) >> 8; number++) {
        const slot = pages.indexOf(number);
        if (slot >= 0) pages[slot] = NONE;
      }
      part.fault = PART_OK;
      return true;
    },
    isErasing() {
      return false;
    },
  };

  // What the memory holds at power-on is anything.
  poke8(BLANK, "\xff".repeat(PAGE_BYTES));
  return part;
}
