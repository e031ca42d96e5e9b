// NaCl secretbox (XSalsa20-Poly1305) and its key stream over byte strings, on the part of tweetnacl that a board carries. The box is put
// together from tweetnacl's stream and authenticator as NaCl defines it (D. J. Bernstein, "Cryptography in NaCl", section 10): the
// package's own way to open makes the first block of the stream twice, which takes this engine as long as the authenticator. No key and no
// nonce is made here.

import { crypto_onetimeauth, crypto_onetimeauth_verify, crypto_stream_xor } from "tweetnacl/board";
import type { Processor } from "../../hal/processor.ts";

/** What a box is longer than its plain text. */
const TAG_BYTES = 16;
/** The stream begins with the key of the authenticator. */
const AUTH_KEY_BYTES = 32;

export const SEAL = 0;
export const OPEN = 1;
export const STREAM = 2;

/**
 * One function, so that what it needs of tweetnacl exists only while it runs (tools/build/heap.ts). SEAL gives the box of a plain text, 16
 * bytes longer. OPEN gives the plain text of a box, or "" where key, nonce or a single bit is not the one it was sealed with. STREAM gives
 * the first 32 bytes of the XSalsa20 stream, whatever `text` is. `nonce` is 24 bytes, `key` 32.
 */
export function secretBox(processor: Processor, way: number, text: string, nonce: string, key: Uint8Array): string {
  const tagBytes = way === OPEN ? TAG_BYTES : 0;
  if (text.length < tagBytes) return "";
  const from = new Uint8Array(AUTH_KEY_BYTES + text.length - tagBytes);
  from.set(processor.toBytes(text.substr(tagBytes)), AUTH_KEY_BYTES);
  const to = new Uint8Array(from.length);
  crypto_stream_xor(to, 0, from, 0, from.length, processor.toBytes(nonce), key);
  const length = from.length - AUTH_KEY_BYTES;
  if (way === STREAM) return processor.toText(to.subarray(0, AUTH_KEY_BYTES));
  if (way === OPEN) {
    const tag = processor.toBytes(text.substr(0, TAG_BYTES));
    // The stream's first bytes are in `to`: what was before them is zero.
    const isGenuine = crypto_onetimeauth_verify(tag, 0, from, AUTH_KEY_BYTES, length, to) === 0;
    return isGenuine ? processor.toText(to.subarray(AUTH_KEY_BYTES)) : "";
  }
  const tag = new Uint8Array(TAG_BYTES);
  crypto_onetimeauth(tag, 0, to, AUTH_KEY_BYTES, length, to);
  return processor.toText(tag) + processor.toText(to.subarray(AUTH_KEY_BYTES));
}

export function sealBox(processor: Processor, plain: string, nonce: string, key: Uint8Array): string {
  return secretBox(processor, SEAL, plain, nonce, key);
}
