// The content of a part as the Storage file from which an emulated board's RAM-backed part starts (hal/drivers/ram-nor.ts).

import { SECTOR_BYTES } from "../hal/nor-flash.ts";
import { toByteString } from "./byte-string.ts";
import type { NorArray } from "./parts/nor-array.ts";

/** Name of that file on the twins. */
export const NOR_IMAGE_FILE = "hasm.nor";

/** All sectors that are not blank, as a byte string; a blank part gives one blank sector, for a file is never empty. */
export function norImage(array: NorArray): string {
  const numbers: number[] = [];
  let contents = "";
  for (let sector = 0; sector * SECTOR_BYTES < array.cells.length; sector++) {
    const bytes = array.cells.subarray(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
    if (bytes.every((byte) => byte === 0xff)) continue;
    numbers.push(sector & 255, sector >> 8);
    contents += toByteString(bytes);
  }
  if (numbers.length === 0) return "\0\0" + "\xff".repeat(SECTOR_BYTES);
  return toByteString(Uint8Array.from(numbers)) + contents;
}
