// The chain of a log computed a second time, from its first key, with tweetnacl alone and without a line of the store: what a tag must
// be, and which keys must be gone. Keys and closing tags depend on their number only, so each is computed once.

import nacl from "tweetnacl";
import { CHAIN_KEY_BYTES } from "../../firmware/store/chain.ts";
import { FIRST_KEY, ROOT } from "./rig.ts";

const beginning = (text: string, at: number): number => text.charCodeAt(at) * 256 + text.charCodeAt(at + 1);

export class ChainOracle {
  readonly #segment: number;
  /** By sequence number of the record that each seals; record 0 does not exist. */
  readonly #keys: string[] = ["", FIRST_KEY];
  readonly #numbers = new Map<string, number>();
  /** Not 0 where a key begins with these two bytes: of most places that is all there is to know. */
  readonly #beginnings = new Uint8Array(65_536);
  readonly #closings: string[] = [];

  constructor(segment: number) {
    this.#segment = segment;
  }

  #box(purpose: number, key: string, sequence: number, text: string): Buffer {
    const nonce = Buffer.alloc(24);
    nonce.write(ROOT.meterId, 0, "latin1");
    nonce[8] = purpose;
    nonce[9] = this.#segment;
    nonce.writeUInt32BE(sequence, 20);
    const plain = Buffer.concat([Buffer.alloc(32), Buffer.from(text, "latin1")]);
    return Buffer.from(nacl.secretbox(plain, nonce, Buffer.from(key + ROOT.root, "latin1")));
  }

  /** The chain key of a record. */
  key(sequence: number): string {
    for (let last = this.#keys.length - 1; last < sequence; last++) {
      const next = this.#box(3, this.#keys[last]!, last, "").toString("latin1", 16, 32);
      this.#keys.push(next);
      this.#numbers.set(next, last + 1);
      this.#beginnings[beginning(next, 0)] = 1;
    }
    return this.#keys[sequence]!;
  }

  tag(sequence: number, text: string): string {
    return this.#box(3, this.key(sequence), sequence, text).toString("latin1", 0, 16);
  }

  closing(sequence: number): string {
    return (this.#closings[sequence] ??= this.#box(4, this.key(sequence + 1), sequence, "").toString("latin1", 0, 16));
  }

  /** Which record's key stands there in `cells`; 0: of none that was computed. */
  recordAt(cells: string, at: number): number {
    if (this.#beginnings[beginning(cells, at)] === 0) return 0;
    return this.#numbers.get(cells.slice(at, at + CHAIN_KEY_BYTES)) ?? 0;
  }
}
