// The key files of one meter: one for each board, and what the central system holds. Layout: firmware/kernel/keys.ts.

import { u32 } from "../firmware/messages/bytes.ts";
import { crc32, toByteString } from "./byte-string.ts";

export const KEY_CENTRAL = 1;
export const KEY_OFF_SWITCH = 2;

export interface MeterKeys {
  /** 8 bytes. */
  readonly meterId: string;
  /** 32 bytes each. */
  readonly central: string;
  readonly offSwitch: string;
}

/** Fresh keys. `randomBytes` returns so many random bytes as a byte string; 8 characters make a meter id. */
export function makeKeys(meterId: string, randomBytes: (count: number) => string): MeterKeys {
  if (!/^[\x21-\x7e]{8}$/.test(meterId)) throw new RangeError(`meter id "${meterId}" is not 8 printable characters`);
  return { meterId, central: randomBytes(32), offSwitch: randomBytes(32) };
}

export function keyFile(meterId: string, keys: readonly (readonly [number: number, secret: string])[]): string {
  const body = "HK1" + meterId + keys.map(([number, secret]) => String.fromCharCode(number) + secret).join("");
  return body + u32(crc32(body));
}

export function meterKeyFile(keys: MeterKeys): string {
  return keyFile(keys.meterId, [[KEY_CENTRAL, keys.central]]);
}

export function offSwitchKeyFile(keys: MeterKeys): string {
  return keyFile(keys.meterId, [[KEY_OFF_SWITCH, keys.offSwitch]]);
}

/** Keys for measurements: any will do, and the same each time. */
export const FIXED_KEYS = makeKeys("HASM0001", (count) =>
  toByteString(Uint8Array.from({ length: count }, (_, i) => (i * 29 + 7) & 255)),
);
