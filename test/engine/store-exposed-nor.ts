// The RAM-backed part where a scenario can reach it, so that a test can take its content off the board. Only for tests.

import { open as openPart } from "../../hal/drivers/ram-nor.ts";
import type { RamNorOptions } from "../../hal/drivers/ram-nor.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";

const scenario = globalThis as unknown as { part: NorFlash };

export function open(options: RamNorOptions): NorFlash {
  const part = openPart(options);
  scenario.part = part;
  return part;
}
