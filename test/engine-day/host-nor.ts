// A NOR flash part whose cells are a file of the host, reached by semihosting (beat.ts): for an emulated board that lives for longer than the
// memory next to its core holds what it writes. In place of hal/drivers/ccm-nor.ts, and as that no slower than the engine is: an erase has
// ended when it returns. It costs the heap nothing for what is written.

import { PAGE_BYTES, SECTOR_BYTES, type NorFlash } from "../../hal/nor-flash.ts";
import { PART_OK } from "../../hal/part-fault.ts";

declare const E: {
  toString(...parts: string[]): string;
  /** Memory as a text that lies there. */
  memoryArea(address: number, bytes: number): string;
};
declare function poke8(address: number, bytes: string): void;
declare function poke32(address: number, words: readonly number[]): void;
declare const global: Readonly<Record<string, unknown>>;

export interface HostNorOptions {
  /** Size of the part and of the file; a multiple of 4096. */
  readonly bytes: number;
  /** Name of the file. */
  readonly file: string;
}

const ARGUMENTS = 0x1000d280;
const BUFFER = 0x1000d300;
/** A sector of ones. */
const BLANK = 0x1000d500;
const OPEN = 1;
/** "r+b". */
const UPDATE = 3;
const WRITE = 5;
const READ = 6;
const SEEK = 10;

export function open(options: HostNorOptions): NorFlash {
  /** Operation, address of its arguments. */
  const hostCall = global["hostCall"] as (operation: number, address: number) => number;
  poke8(BUFFER, options.file + "\0");
  poke32(ARGUMENTS, [BUFFER, UPDATE, options.file.length]);
  const handle = hostCall(OPEN, ARGUMENTS);
  poke8(BLANK, "\xff".repeat(SECTOR_BYTES));

  const move = (operation: number, address: number, buffer: number, length: number): void => {
    poke32(ARGUMENTS, [handle, address]);
    hostCall(SEEK, ARGUMENTS);
    poke32(ARGUMENTS, [handle, buffer, length]);
    hostCall(operation, ARGUMENTS);
  };

  return {
    fault: PART_OK,
    read(address, length) {
      if (!(length > 0 && length <= PAGE_BYTES && address >= 0 && address + length <= options.bytes)) return "";
      move(READ, address, BUFFER, length);
      // A copy, as of two texts the engine makes one: the area itself would change with the next read.
      return E.toString("", E.memoryArea(BUFFER, length));
    },
    program(address, bytes) {
      const length = bytes.length;
      if (!(length > 0 && address >= 0 && (address & 255) + length <= PAGE_BYTES && address < options.bytes))
        return false;
      move(READ, address, BUFFER, length);
      const old = E.memoryArea(BUFFER, length);
      let merged = bytes;
      // A program in erased bytes, as nearly all are, takes no loop.
      if (old !== E.memoryArea(BLANK, length)) {
        merged = "";
        for (let at = 0; at < length; at++) merged += String.fromCharCode(old.charCodeAt(at) & bytes.charCodeAt(at));
      }
      poke8(BUFFER, merged);
      move(WRITE, address, BUFFER, length);
      return true;
    },
    erase(address) {
      if (!(address >= 0 && address < options.bytes) || address & (SECTOR_BYTES - 1)) return false;
      move(WRITE, address, BLANK, SECTOR_BYTES);
      return true;
    },
    isErasing() {
      return false;
    },
  };
}
