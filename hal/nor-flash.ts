// A NOR flash part: erased to ones by the sector, programmed from one to zero by the byte, never more than a page at once. What an
// interrupted program or erase leaves behind is the store's business (firmware/store); a driver only says whether it ended.

import type { Part } from "./part-fault.ts";

export const SECTOR_BYTES = 4096;
export const PAGE_BYTES = 256;

export interface NorFlash extends Part {
  /** `length` bytes (1 to 256) from `address`; "" where the part does not answer. Pauses an erase for as long as it takes. */
  read(address: number, length: number): string;
  /**
   * Clears those bits that are zero in `bytes`, which lie within one page. Returns once the part has finished (bounded, some
   * milliseconds): true, or false where it is missing, stuck, protected, or the bytes would leave the page: then nothing was sent or
   * the outcome is unknown. Does not read back. Pauses an erase for as long as it takes.
   */
  program(address: number, bytes: string): boolean;
  /** Starts to erase the sector that begins at `address`, and returns at once. False: not started, or another erase is under way. */
  erase(address: number): boolean;
  /** Whether an erase is under way. An erase that does not end within the data sheet's longest time is given up: `fault` tells. */
  isErasing(): boolean;
}
// Posts nothing. No partition owns one: the kernel's store does.
