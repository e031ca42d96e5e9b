// The RAM-backed part with a stamp before and behind its opening, so that what belongs to it is not taken for the store's. Only for
// measurements: the globals that it calls stand in the prelude (store-rig.ts).

import { open as openPart } from "../../hal/drivers/ram-nor.ts";
import type { RamNorOptions } from "../../hal/drivers/ram-nor.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";

const stamps = globalThis as unknown as { partOpens(): void; partIsOpen(): void };

export function open(options: RamNorOptions): NorFlash {
  stamps.partOpens();
  const part = openPart(options);
  stamps.partIsOpen();
  return part;
}
