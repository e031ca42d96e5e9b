// NaCl secretbox (XSalsa20-Poly1305) over byte strings, on the part of tweetnacl that a board carries. No key and no nonce is made here.

import { crypto_secretbox, crypto_secretbox_open } from "tweetnacl/board";
import type { Processor } from "../../hal/processor.ts";

/** NaCl's own layout: so many zero bytes before the plain text, and before the box. */
const PLAIN_PADDING = 32;
const BOX_PADDING = 16;
/** What a box is longer than its plain text. */
export const TAG_BYTES = 16;

/** The box of a plain text: 16 bytes longer. `nonce` is 24 bytes, `key` 32. */
export function sealBox(processor: Processor, plain: string, nonce: string, key: Uint8Array): string {
  const padded = new Uint8Array(PLAIN_PADDING + plain.length);
  padded.set(processor.toBytes(plain), PLAIN_PADDING);
  const box = new Uint8Array(padded.length);
  crypto_secretbox(box, padded, padded.length, processor.toBytes(nonce), key);
  return processor.toText(box.subarray(BOX_PADDING));
}

/** The plain text of a box, or "" where key, nonce or a single bit is not the one it was sealed with. */
export function openBox(processor: Processor, box: string, nonce: string, key: Uint8Array): string {
  if (box.length <= TAG_BYTES) return "";
  const padded = new Uint8Array(BOX_PADDING + box.length);
  padded.set(processor.toBytes(box), BOX_PADDING);
  const plain = new Uint8Array(padded.length);
  if (crypto_secretbox_open(plain, padded, padded.length, processor.toBytes(nonce), key) !== 0) return "";
  return processor.toText(plain.subarray(PLAIN_PADDING));
}
