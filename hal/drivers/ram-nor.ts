// A NOR flash part in the engine's heap, for whatever has neither a part nor memory beside its heap (ccm-nor.ts): the engine's Linux build.
// What it starts from may be a Storage file, which costs no heap, for the engine reads it where it lies. Nothing outlives a reset, and no
// operation takes longer than the engine needs for it: an erase has ended when it returns.
//
// A page that differs from the file is a string as long as its last programmed byte, so that a page begun costs little: about a variable for
// 12 bytes. `pages` bounds them: the engine ends a callback that runs out of heap, and what it was in the middle of stays half done.

import { PAGE_BYTES, SECTOR_BYTES, type NorFlash } from "../nor-flash.ts";
import { PART_OK, PART_STUCK } from "../part-fault.ts";

export interface RamNorOptions {
  /** Size of the part; a multiple of 4096. */
  readonly bytes: number;
  /** Most pages that differ from the initial content; each is about 25 variables when full. */
  readonly pages: number;
  /** Storage file with the initial content: n sector numbers, little-endian, two bytes each, then n times 4096 bytes. Else all is erased. */
  readonly image?: string;
}

const ERASED = "\xff";
/** Where a list has a free place. */
const NONE = -1;

export function open(options: RamNorOptions): NorFlash {
  const storage = (global["require"] as (name: string) => EngineStorage)("Storage");
  const image = (options.image && storage.read(options.image)) || "";
  const slots = (image.length / (SECTOR_BYTES + 2)) | 0;
  /** Sectors that the image still gives, in its order. */
  const sectors: number[] = [];
  for (let at = 0; at < slots * 2; at += 2) sectors.push(image.charCodeAt(at) + image.charCodeAt(at + 1) * 256);
  /** Pages in the heap, and what they hold. */
  const numbers: number[] = [];
  const texts: string[] = [];

  /** The bytes of a page without those behind its last programmed one. */
  const pageText = (number: number): string => {
    const at = numbers.indexOf(number);
    if (at >= 0) return texts[at]!;
    const slot = sectors.indexOf(number >> 4);
    if (slot < 0) return "";
    const start = slots * 2 + slot * SECTOR_BYTES + (number & 15) * PAGE_BYTES;
    return image.slice(start, start + PAGE_BYTES);
  };

  const part: NorFlash = {
    fault: PART_OK,
    read(address, length) {
      if (!(length > 0 && length <= PAGE_BYTES && address >= 0 && address + length <= options.bytes)) return "";
      const from = address & 255;
      const rest = from + length - PAGE_BYTES;
      let text = pageText(address >> 8).slice(from, from + length);
      if (rest > 0) text = text.padEnd(length - rest, ERASED) + pageText((address >> 8) + 1).slice(0, rest);
      return text.padEnd(length, ERASED);
    },
    program(address, bytes) {
      const number = address >> 8;
      const from = address & 255;
      const to = from + bytes.length;
      if (!(bytes.length > 0 && address >= 0 && to <= PAGE_BYTES && address < options.bytes)) return false;
      const old = pageText(number);
      const under = old.slice(from, to);
      let merged = bytes;
      // A program in erased bytes, as nearly all are, takes no loop.
      if (under !== ERASED.repeat(under.length)) {
        merged = "";
        for (let at = 0; at < under.length; at++)
          merged += String.fromCharCode(under.charCodeAt(at) & bytes.charCodeAt(at));
        merged += bytes.slice(under.length);
      }
      let at = numbers.indexOf(number);
      if (at < 0) at = numbers.indexOf(NONE);
      if (at < 0) at = numbers.length;
      part.fault = at < options.pages ? PART_OK : PART_STUCK;
      if (part.fault) return false;
      numbers[at] = number;
      // In one piece where the heap has one: two thirds of the variables of a text that was added up.
      texts[at] = E.toString(old.slice(0, from).padEnd(from, ERASED), merged, old.slice(to));
      return true;
    },
    erase(address) {
      if (!(address >= 0 && address < options.bytes) || address & (SECTOR_BYTES - 1)) return false;
      const slot = sectors.indexOf(address >> 12);
      if (slot >= 0) sectors[slot] = NONE;
      for (let at = 0; at < numbers.length; at++) {
        if (numbers[at]! >> 4 !== address >> 12) continue;
        numbers[at] = NONE;
        texts[at] = "";
      }
      part.fault = PART_OK;
      return true;
    },
    isErasing() {
      return false;
    },
  };
  return part;
}
