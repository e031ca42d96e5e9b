// The content of a part as the Storage file from which an emulated board's part starts (hal/drivers/ccm-nor.ts, ram-nor.ts).

import { SECTOR_BYTES } from "../hal/nor-flash.ts";
import { toByteString } from "./byte-string.ts";
import type { NorArray } from "./parts/nor-array.ts";

/** Name of that file on the twins. */
export const NOR_IMAGE_FILE = "hasm.nor";

/** From sector number -> its 4096 bytes. A byte string; RangeError for a sector of another size, or none: a Storage file is never empty. */
export function sectorsImage(sectors: ReadonlyMap<number, Uint8Array>): string {
  if (sectors.size === 0) throw new RangeError("an image without sectors is no file");
  let numbers = "";
  let contents = "";
  for (const [sector, bytes] of sectors) {
    if (bytes.length !== SECTOR_BYTES) throw new RangeError(`sector ${sector} has ${bytes.length} bytes`);
    numbers += String.fromCharCode(sector & 255, sector >> 8);
    contents += toByteString(bytes);
  }
  return numbers + contents;
}

/** All sectors that are not blank; of a blank part the first. */
export function norImage(array: NorArray): string {
  const sectors = new Map<number, Uint8Array>();
  const sector = (number: number): Uint8Array =>
    array.cells.subarray(number * SECTOR_BYTES, (number + 1) * SECTOR_BYTES);
  for (let number = 0; number * SECTOR_BYTES < array.cells.length; number++)
    if (!sector(number).every((byte) => byte === 0xff)) sectors.set(number, sector(number));
  return sectorsImage(sectors.size > 0 ? sectors : new Map([[0, sector(0)]]));
}
