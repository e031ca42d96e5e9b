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
  const length = text.length - tagBytes;
  if (length < 0) return "";
  // The first bytes are zero, and then those of the stream: the key of the authenticator.
  const bytes = new Uint8Array(AUTH_KEY_BYTES + length);
  bytes.set(processor.toBytes(text.substr(tagBytes)), AUTH_KEY_BYTES);
  crypto_stream_xor(bytes, 0, bytes, 0, bytes.length, processor.toBytes(nonce), key);
  if (way === STREAM) return processor.toText(bytes.subarray(0, AUTH_KEY_BYTES));
  if (way === OPEN) {
    const box = processor.toBytes(text);
    const isGenuine = crypto_onetimeauth_verify(box, 0, box, TAG_BYTES, length, bytes) === 0;
    return isGenuine ? processor.toText(bytes.subarray(AUTH_KEY_BYTES)) : "";
  }
  const tag = new Uint8Array(TAG_BYTES);
  crypto_onetimeauth(tag, 0, bytes, AUTH_KEY_BYTES, length, bytes);
  return processor.toText(tag) + processor.toText(bytes.subarray(AUTH_KEY_BYTES));
}
