// Initial content for the RAM-backed NOR part: the Storage file that hal/drivers/ram-nor.ts describes, from sectors.

import { SECTOR_BYTES } from "../../hal/nor-flash.ts";

/** Sector number -> its 4096 bytes. A byte string; never empty, as a Storage file must not be. */
export function norImage(sectors: ReadonlyMap<number, Uint8Array>): string {
  if (sectors.size === 0) throw new RangeError("an image without sectors is no file");
  const numbers: number[] = [];
  const contents: Buffer[] = [];
  for (const [sector, bytes] of sectors) {
    if (bytes.length !== SECTOR_BYTES) throw new RangeError(`sector ${sector} has ${bytes.length} bytes`);
    numbers.push(sector & 255, sector >> 8);
    contents.push(Buffer.from(bytes));
  }
  return Buffer.concat([Buffer.from(numbers), ...contents]).toString("latin1");
}
