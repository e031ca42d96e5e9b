// One sealed channel to one meter under one key, with the whole of tweetnacl. What it must remember lies in a ChannelMemory, which holds
// a counter for good before it is used and before what it came with is believed.
// It knows no layout behind the seal, and it takes no part in deciding when a key is changed (key-change.ts).

import nacl from "tweetnacl";
import { COUNTER_BYTES, PLAIN_BYTES, SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { fromByteString, toByteString } from "../byte-string.ts";
import type { ChannelMemory } from "./memory.ts";
import type { OpenRefusal } from "./refusals.ts";

export const TO_METER = "\x01";
export const FROM_METER = "\x02";

/** Which of the two secrets of a channel seals: the one in force, or the one that a key change has proposed. */
export type Under = "key" | "successor";

export type Opened =
  | {
      readonly plain: string;
      readonly counter: bigint;
      /** The meter has just shown that it uses the successor, which is the key now. */
      readonly agreed: boolean;
    }
  | { readonly refused: OpenRefusal };

/** What the caller did wrong. Nothing that a meter sends ends here. */
export type ChannelErrorKind = "no-key" | "no-successor" | "plain-size";

export class ChannelError extends Error {
  override readonly name = "ChannelError";
  readonly kind: ChannelErrorKind;

  constructor(kind: ChannelErrorKind, text: string) {
    super(text);
    this.kind = kind;
  }
}

/** The nonce of firmware/keys/keys.ts: the same for a key and for its successor. `counter` is its 8 bytes. */
export function nonce(meterId: string, direction: string, keyNumber: number, counter: string): Uint8Array {
  return fromByteString(meterId + direction + String.fromCharCode(keyNumber) + "\0\0\0\0\0\0" + counter);
}

/** A 64-bit counter as the 8 bytes that stand before a box. */
export function counterBytes(counter: bigint): string {
  const bytes = Buffer.alloc(COUNTER_BYTES);
  bytes.writeBigUInt64BE(counter);
  return toByteString(bytes);
}

/** The first 8 bytes as a counter. */
export function readCounter(bytes: string): bigint {
  return Buffer.from(bytes.slice(0, COUNTER_BYTES), "latin1").readBigUInt64BE();
}

export class Channel {
  readonly meterId: string;
  readonly key: number;
  readonly #memory: ChannelMemory;
  #successorTaken = false;

  /** Throws ChannelError where the memory does not hold the key. */
  constructor(memory: ChannelMemory, key: number) {
    this.meterId = memory.meterId;
    this.key = key;
    this.#memory = memory;
    this.#secret("key");
  }

  /** Whether the meter has said that it has the successor, so that what is sealed goes under that. */
  get successorTaken(): boolean {
    return this.#successorTaken;
  }

  /** The meter has answered that it has the successor. Without a successor in the memory this says nothing. */
  takeSuccessor(): void {
    this.#successorTaken = this.#memory.successor(this.key) !== undefined;
  }

  /** `plain` is 96 bytes, the result 120. Throws ChannelError. */
  seal(plain: string, under: Under = this.#successorTaken ? "successor" : "key"): string {
    if (plain.length !== PLAIN_BYTES)
      throw new ChannelError("plain-size", `${plain.length} bytes are to be sealed, not ${PLAIN_BYTES}`);
    const secret = this.#secret(under);
    const counter = counterBytes(this.#memory.nextCounter(this.key));
    const place = nonce(this.meterId, TO_METER, this.key, counter);
    return counter + toByteString(nacl.secretbox(fromByteString(plain), place, fromByteString(secret)));
  }

  /** What the meter sealed, each message once: its counter is in the memory for good before this returns. */
  open(sealed: string): Opened {
    if (sealed.length !== SEALED_BYTES) return { refused: "wrong-size" };
    const counter = readCounter(sealed);
    if (counter <= this.#memory.lastReceived(this.key)) return { refused: "stale" };
    const successor = this.#memory.successor(this.key);
    let agreed = false;
    let plain = this.#unseal(sealed, this.#secret("key"));
    if (plain === undefined && successor !== undefined) {
      plain = this.#unseal(sealed, successor);
      agreed = plain !== undefined;
    }
    if (plain === undefined) return { refused: "not-authentic" };
    // The counter first: a stop between the two costs nothing, for the next message under the successor says the same.
    this.#memory.received(this.key, counter);
    if (agreed) {
      this.#memory.agreed(this.key);
      this.#successorTaken = false;
    }
    return { plain, counter, agreed };
  }

  #unseal(sealed: string, secret: string): string | undefined {
    const place = nonce(this.meterId, FROM_METER, this.key, sealed.slice(0, COUNTER_BYTES));
    const plain = nacl.secretbox.open(fromByteString(sealed.slice(COUNTER_BYTES)), place, fromByteString(secret));
    return plain ? toByteString(plain) : undefined;
  }

  #secret(under: Under): string {
    const secret = under === "key" ? this.#memory.secret(this.key) : this.#memory.successor(this.key);
    if (secret !== undefined) return secret;
    if (under === "key") throw new ChannelError("no-key", `key ${this.key} of meter ${this.meterId} is not held here`);
    throw new ChannelError("no-successor", `key ${this.key} of meter ${this.meterId} has no successor`);
  }
}
