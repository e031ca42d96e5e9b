// Stand-ins for the kernel's cipher: a seal that nobody makes, alters or turns round without knowing it, and numbers that look random.

import { hash } from "node:crypto";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import { u32 } from "../../firmware/messages/bytes.ts";

const TAG_BYTES = 16;
export const TO_SWITCH = "to the switch";
export const FROM_SWITCH = "from the switch";

/** Whoever is told something looks whether it is sealed, and a thousand meters are told the same. */
const tags = new Map<string, string>();
const MOST_TAGS = 10_000;

function digest(key: string, input: string): string {
  return toByteString(hash("sha256", fromByteString(key + input), "buffer"));
}

/** Four bytes that look random and are the same for the same text. */
export function prf(key: string, input: string): string {
  return digest(key, input).slice(0, 4);
}

/** 120 bytes: counter 8, `plain` 96 in clear, tag 16. */
export function sealed(direction: string, counter: number, plain: string): string {
  const bytes = u32(0) + u32(counter) + plain;
  const known = tags.get(direction + bytes);
  const tag = known ?? digest(direction, bytes).slice(0, TAG_BYTES);
  if (tags.size === MOST_TAGS) tags.clear();
  if (known === undefined) tags.set(direction + bytes, tag);
  return bytes + tag;
}
