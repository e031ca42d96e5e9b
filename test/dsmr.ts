// A foreign reader of P1 telegrams: dsmr-parser, which has no types of its own.

import { createRequire } from "node:module";

export interface Telegram {
  readonly objects: Readonly<Record<string, unknown>>;
}

/** Throws where the text is no telegram, or its CRC is wrong. */
export const dsmr = createRequire(import.meta.url)("dsmr-parser") as { parse(telegram: string): Telegram };
