// The authentication chain of a log: each record is sealed under a key of its own, from which the next key comes, and the key is
// destroyed once the record stands. Whoever takes the meter over finds only the key of the record to come: he can forge no earlier one.
//
//   box = secretbox(32 zero bytes, text; key = chain key 16, root 16; nonce), tag = its first 16 bytes, next chain key = the 16 after them
//   nonce: 0 meter id 8 · 8 purpose 1 (3 record, 4 closing) · 9 segment number 1 · 10 zero 10 · 20 record sequence 4
//
// The zero bytes lay the key stream bare, so the next key depends on key and nonce alone: a verifier goes past records that it does not
// have. The root is a secret of the meter that stays the same; the chain key alone makes the chain forward secure. (Schneier and Kelsey
// 1999, Bellare and Yee 2003; the closing tag answers the truncation of Ma and Tsudik, ACM TOS 2009.)

import type { Processor } from "../../hal/processor.ts";
import { u32 } from "../messages/bytes.ts";

export const CHAIN_KEY_BYTES = 16;
export const TAG_BYTES = 16;
const RECORD = "\x03";
const CLOSING = "\x04";

export interface ChainRoot {
  readonly processor: Processor;
  /** firmware/crypto/secretbox.ts, or another secretbox where a log is verified. */
  readonly secretBox: (processor: Processor, way: number, text: string, nonce: string, key: Uint8Array) => string;
  /** The way in which it seals. */
  readonly seal: number;
  /** 8 bytes. */
  readonly meterId: string;
  /** 16 bytes. */
  readonly root: string;
}

const ZEROS = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/** One expression: the build puts it where it is called (tools/build/inline.ts). */
function seal(root: ChainRoot, purpose: string, segment: number, key: string, sequence: number, text: string): string {
  return root.secretBox(
    root.processor,
    root.seal,
    ZEROS + text,
    root.meterId + purpose + String.fromCharCode(segment) + "\0\0\0\0\0\0\0\0\0\0" + u32(sequence),
    root.processor.toBytes(key + root.root),
  );
}

/** Tag of the record and the key of the next one. */
export function chainStep(root: ChainRoot, segment: number, key: string, sequence: number, text: string): string {
  return seal(root, RECORD, segment, key, sequence, text).substr(0, TAG_BYTES + CHAIN_KEY_BYTES);
}

/** What only the holder of the key to come can say: that `sequence` is the last record there is. */
export function closingTag(root: ChainRoot, segment: number, key: string, sequence: number): string {
  return seal(root, CLOSING, segment, key, sequence, "").substr(0, TAG_BYTES);
}
