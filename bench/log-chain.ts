// The keys of a log's chain as a verifier walks them: an implementation apart from the firmware's, on the whole of tweetnacl. From the
// key of one record follows the key of every later one, whether those records are at hand or not; never of an earlier one.

import nacl from "tweetnacl";
import { fromByteString } from "./byte-string.ts";

const PURPOSE = 8;
const SEGMENT = 9;
const SEQUENCE = 20;
const NONCE_BYTES = 24;
const HALF_BYTES = 16;
const TAG_BYTES = 16;
const RECORD = 3;
const CLOSING = 4;

/** The key under which a chain begins anew. */
export const NO_CHAIN_KEY = new Uint8Array(HALF_BYTES);

/** All that the chains of one log have in common. */
export class ChainSeal {
  readonly #nonce = new Uint8Array(NONCE_BYTES);
  readonly #key = new Uint8Array(2 * HALF_BYTES);

  /** `meterId` 8 bytes, `root` 16. */
  constructor(meterId: string, segment: number, root: string) {
    this.#nonce.set(fromByteString(meterId));
    this.#nonce[SEGMENT] = segment;
    this.#key.set(fromByteString(root), HALF_BYTES);
  }

  /** Whether `tag` is that of the record `sequence` under its chain key. */
  sealed(chainKey: Uint8Array, sequence: number, text: string, tag: string): boolean {
    const box = this.#box(RECORD, chainKey, sequence, fromByteString(text));
    return nacl.verify(box.subarray(0, TAG_BYTES), fromByteString(tag));
  }

  /** Whether `tag` says, under the key of the record to come, that `sequence` is the last. */
  closed(chainKey: Uint8Array, sequence: number, tag: string): boolean {
    const box = this.#box(CLOSING, chainKey, sequence, new Uint8Array(0));
    return nacl.verify(box.subarray(0, TAG_BYTES), fromByteString(tag));
  }

  /** The chain key of record `sequence` + 1. */
  next(chainKey: Uint8Array, sequence: number): Uint8Array {
    return this.#box(RECORD, chainKey, sequence, new Uint8Array(0)).slice(TAG_BYTES, TAG_BYTES + HALF_BYTES);
  }

  #box(purpose: number, chainKey: Uint8Array, sequence: number, text: Uint8Array): Uint8Array {
    this.#nonce[PURPOSE] = purpose;
    new DataView(this.#nonce.buffer).setUint32(SEQUENCE, sequence);
    this.#key.set(chainKey);
    const plain = new Uint8Array(2 * HALF_BYTES + text.length);
    plain.set(text, 2 * HALF_BYTES);
    return nacl.secretbox(plain, this.#nonce, this.#key);
  }
}

/** The keys of one chain, walked as far as they are asked for. */
export class KeyChain {
  readonly #seal: ChainSeal;
  readonly #wanted: ReadonlySet<number>;
  readonly #limit: number;
  readonly #kept = new Map<number, Uint8Array>();
  #at: number;
  #key: Uint8Array;

  /** `wanted`: the numbers that will be asked for. `limit`: beyond it nothing is walked. */
  constructor(seal: ChainSeal, start: number, key: Uint8Array, wanted: ReadonlySet<number>, limit: number) {
    this.#seal = seal;
    this.#at = start;
    this.#key = key;
    this.#wanted = wanted;
    this.#limit = limit;
    if (wanted.has(start)) this.#kept.set(start, key);
  }

  /** The chain key of a record; undefined before the chain's beginning, beyond the limit, and where it was not to be kept. */
  keyOf(sequence: number): Uint8Array | undefined {
    while (this.#at < sequence && sequence <= this.#limit) {
      this.#key = this.#seal.next(this.#key, this.#at++);
      if (this.#wanted.has(this.#at)) this.#kept.set(this.#at, this.#key);
    }
    return this.#kept.get(sequence);
  }
}
