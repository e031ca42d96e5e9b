// NaCl secretbox (XSalsa20-Poly1305) over byte strings, on the part of tweetnacl that a board carries. No key and no nonce is made here.

import { crypto_secretbox, crypto_secretbox_open } from "tweetnacl/board";
import type { Processor } from "../../hal/processor.ts";

/** NaCl's own layout: so many zero bytes before the plain text, and before the box. */
const PLAIN_PADDING = 32;
const BOX_PADDING = 16;
/** What a box is longer than its plain text. */
export const TAG_BYTES = 16;

/**
 * Seals or opens: one function, so that what it needs of tweetnacl exists only while it runs (tools/build/heap.ts). Sealing gives the box of
 * a plain text, 16 bytes longer. Opening gives the plain text of a box, or "" where key, nonce or a single bit is not the one it was
 * sealed with. `nonce` is 24 bytes, `key` 32.
 */
export function secretBox(processor: Processor, seals: boolean, text: string, nonce: string, key: Uint8Array): string {
  if (!seals && text.length <= TAG_BYTES) return "";
  const padding = seals ? PLAIN_PADDING : BOX_PADDING;
  const from = new Uint8Array(padding + text.length);
  from.set(processor.toBytes(text), padding);
  const to = new Uint8Array(from.length);
  const way = seals ? crypto_secretbox : crypto_secretbox_open;
  if (way(to, from, from.length, processor.toBytes(nonce), key) !== 0) return "";
  return processor.toText(to.subarray(seals ? BOX_PADDING : PLAIN_PADDING));
}
