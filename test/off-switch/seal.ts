// Stand-ins for the kernel's cipher: a seal that nobody makes, alters or turns round without knowing it, and numbers that look random.

import { createHash } from "node:crypto";
import { u32 } from "../../firmware/messages/bytes.ts";

const TAG_BYTES = 16;
export const TO_SWITCH = "to the switch";
export const FROM_SWITCH = "from the switch";

/** Four bytes that look random and are the same for the same text. */
export function prf(key: string, input: string): string {
  return createHash("sha256").update(key).update(input, "latin1").digest().subarray(0, 4).toString("latin1");
}

/** 120 bytes: counter 8, `plain` 96 in clear, tag 16. */
export function sealed(direction: string, counter: number, plain: string): string {
  const bytes = u32(0) + u32(counter) + plain;
  const tag = createHash("sha256").update(direction).update(bytes, "latin1").digest();
  return bytes + tag.toString("latin1", 0, TAG_BYTES);
}
