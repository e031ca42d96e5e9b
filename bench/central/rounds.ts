// The data concentrator's ear for one meter: opens masked readings at the meter's WAN. What it learns of one meter is the sum of a
// reading and a mask. The masks are the other half: only whoever holds the mask key makes them, and takes their sum from the sum of a round.

import nacl from "tweetnacl";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { maskNonce } from "../../firmware/messages/round.ts";
import { ROUTE_DC } from "../../firmware/messages/route.ts";
import { crc32, fromByteString, toByteString } from "../byte-string.ts";
import { FrameReceiver } from "../frame-receiver.ts";
import { KEY_CONCENTRATOR } from "../key-file.ts";
import { Channel } from "./channel.ts";
import type { ChannelMemory } from "./memory.ts";
import { decodeRound } from "./messages.ts";
import type { Round } from "./messages.ts";
import { Tally } from "./refusals.ts";
import type { Figures } from "./refusals.ts";

type Stream = (to: Uint8Array, at: number, length: number, nonce: Uint8Array, key: Uint8Array) => number;

/** The package exports it; its types do not tell. */
const { lowlevel } = nacl as unknown as { readonly lowlevel: { readonly crypto_stream: Stream } };

const MASK_BYTES = 4;
const MODULUS = 2 ** 32;
/** The latest rounds are kept, so many: ten days of quarter hours. */
export const MOST_ROUNDS = 960;

/** The mask of a meter in a round, below 2^32. `maskKey` is 32 bytes. */
export function roundMask(maskKey: string, meterId: string, round: number): number {
  const mask = new Uint8Array(MASK_BYTES);
  const place = fromByteString(maskNonce(crc32(meterId), round));
  lowlevel.crypto_stream(mask, 0, MASK_BYTES, place, fromByteString(maskKey));
  return readU32(toByteString(mask), 0);
}

/** The sum modulo 2^32, of masked readings or of masks. */
export function sumOfRound(values: readonly number[]): number {
  return values.reduce((sum, value) => (sum + value) % MODULUS, 0);
}

/** The energy of all meters of a round in Wh. Both sums are over the same meters. */
export function unmaskedWh(sumOfMasked: number, sumOfMasks: number): number {
  return (sumOfMasked - sumOfMasks + MODULUS) % MODULUS;
}

export class RoundReceiver {
  /** The latest, the oldest first. */
  readonly rounds: Round[] = [];
  readonly #channel: Channel;
  readonly #tally = new Tally();
  readonly #receiver = new FrameReceiver((payload) => {
    if (payload.startsWith(ROUTE_DC)) this.#take(payload.slice(1));
  });
  #latest = "";
  #repeated = 0;

  /** The memory holds key 7; else ChannelError. */
  constructor(memory: ChannelMemory) {
    this.#channel = new Channel(memory, KEY_CONCENTRATOR);
  }

  /** Bytes from the meter's WAN, in any pieces. What is for others passes by. */
  receive(bytes: string): void {
    this.#receiver.receive(bytes);
  }

  /** `repeated`: how often the identical bytes of the latest round came again, as a meter sends them. */
  get figures(): Figures & { readonly repeated: number } {
    return { ...this.#tally.figures(), repeated: this.#repeated };
  }

  #take(sealed: string): void {
    if (sealed === this.#latest) {
      this.#repeated++;
      return;
    }
    const opened = this.#channel.open(sealed);
    if ("refused" in opened) {
      this.#tally.refuse(opened.refused);
      return;
    }
    this.#latest = sealed;
    const decoded = decodeRound(opened.plain, opened.counter);
    if ("wrong" in decoded) {
      this.#tally.refuse(decoded.wrong);
      return;
    }
    this.#tally.accept();
    this.rounds.push(decoded.message);
    if (this.rounds.length > MOST_ROUNDS) this.rounds.shift();
  }
}
