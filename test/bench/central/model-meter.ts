// A meter as its peers see it, written from the layouts and on the whole of tweetnacl: it keeps keys and counters, opens, obeys and
// answers, or says whatever a test puts into its mouth. What it keeps survives everything, as if each step were stored at once.

import nacl from "tweetnacl";
import { fromByteString, toByteString } from "../../../bench/byte-string.ts";
import { frame, FrameReceiver } from "../../../bench/frame-receiver.ts";
import { makeKeys } from "../../../bench/key-file.ts";
import type { MeterKeys } from "../../../bench/key-file.ts";

/** Route to the number of the key that its messages are under. */
export const KEY_OF_ROUTE: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 7, 4: 4, 5: 5 };

export const PLAIN_SIZE = 96;

/** Bytes of a command's body, by order. */
const BODY_SIZES: Readonly<Record<number, number>> = {
  ...{
    0x00: 0,
    0x01: 0,
    0x02: 33,
    0x10: 0,
    0x11: 0,
    0x12: 0,
    0x13: 1,
    0x14: 12,
    0x15: 4,
    0x20: 4,
    0x21: 4,
    0x22: 0,
    0x23: 67,
    0x24: 14,
  },
  ...{ 0x30: 18, 0x31: 1, 0x40: 0, 0x41: 0, 0x42: 8, 0x43: 4, 0x50: 2, 0x60: 6, 0x61: 1 },
};

export interface Act {
  readonly route: number;
  readonly order: number;
  readonly body: string;
}

/** Keys of a meter, the same for the same id and salt. */
export function keysOf(meterId: string, salt = 1): MeterKeys {
  let draws = salt;
  return makeKeys(meterId, (count) => {
    draws++;
    return toByteString(nacl.hash(fromByteString(meterId + draws)).subarray(0, count));
  });
}

export function filled(text: string): string {
  return text.padEnd(PLAIN_SIZE, "\0");
}

function eight(counter: bigint): string {
  return toByteString(fromByteString(counter.toString(16).padStart(16, "0").replace(/../g, hexByte)));
}

function hexByte(pair: string): string {
  return String.fromCharCode(Number.parseInt(pair, 16));
}

/** 120 bytes: what whoever holds the secret can send. `direction` is 1 to the meter, 2 from it. */
export function sealedUnder(
  secret: string,
  meterId: string,
  direction: number,
  key: number,
  counter: bigint,
  plain: string,
): string {
  const nonce = meterId + String.fromCharCode(direction, key) + "\0".repeat(6) + eight(counter);
  return (
    eight(counter) + toByteString(nacl.secretbox(fromByteString(plain), fromByteString(nonce), fromByteString(secret)))
  );
}

export class ModelMeter {
  readonly meterId: string;
  readonly secrets: Map<number, string>;
  readonly successors = new Map<number, string>();
  readonly sent = new Map<number, bigint>();
  readonly received = new Map<number, bigint>();
  /** Every command that was obeyed, covers among them. */
  readonly acts: Act[] = [];
  refused = 0;
  /** What it answers: result, and body of the order. */
  results = new Map<number, number>();
  bodies = new Map<number, string>();
  /** Connected, nothing counted; within 15 min, a minute of rest, six a day, armed for a day; no other policy to come. */
  switchState = "1" + "\0".repeat(13) + "\0\0\x03\x84\0\x3c\0\x06\0\x01\x51\x80" + "\0\0\0\0";

  constructor(keys: MeterKeys) {
    this.meterId = keys.meterId;
    this.secrets = new Map([
      [1, keys.central],
      [2, keys.offSwitch],
      [4, keys.topUp],
      [5, keys.maintenance],
      [6, keys.consumer],
      [7, keys.concentrator],
      [8, keys.mask],
      [9, keys.topUpCode],
    ]);
  }

  /** Takes bytes of a wire and returns those of the answers. */
  take(bytes: string): string {
    let answers = "";
    const receiver = new FrameReceiver((payload) => {
      answers += this.#takePayload(payload);
    });
    receiver.receive(bytes);
    return answers;
  }

  /** A frame with a message of its own. */
  say(route: number, plain: string, counter = this.#next(KEY_OF_ROUTE[route]!)): string {
    const key = KEY_OF_ROUTE[route]!;
    const sealed = sealedUnder(this.secrets.get(key)!, this.meterId, 2, key, counter, filled(plain));
    return frame(String.fromCharCode(route) + sealed);
  }

  #next(key: number): bigint {
    const counter = (this.sent.get(key) ?? 0n) + 1n;
    this.sent.set(key, counter);
    return counter;
  }

  #open(key: number, sealed: string): string | undefined {
    const counter = BigInt("0x" + Buffer.from(sealed.slice(0, 8), "latin1").toString("hex"));
    if (sealed.length !== 120 || counter <= (this.received.get(key) ?? 0n)) return undefined;
    for (const [secret, isNew] of [
      [this.secrets.get(key), false] as const,
      [this.successors.get(key), true] as const,
    ]) {
      if (secret === undefined) continue;
      const nonce = this.meterId + "\x01" + String.fromCharCode(key) + "\0".repeat(6) + sealed.slice(0, 8);
      const plain = nacl.secretbox.open(fromByteString(sealed.slice(8)), fromByteString(nonce), fromByteString(secret));
      if (!plain) continue;
      this.received.set(key, counter);
      if (isNew) {
        this.secrets.set(key, secret);
        this.successors.delete(key);
      }
      return toByteString(plain);
    }
    return undefined;
  }

  #takePayload(payload: string): string {
    const route = payload.charCodeAt(0);
    const key = KEY_OF_ROUTE[route];
    const plain = key === undefined ? undefined : this.#open(key, payload.slice(1));
    const order = plain?.charCodeAt(1) ?? 0;
    const size = BODY_SIZES[order];
    if (!plain?.startsWith("c") || size === undefined || plain !== filled(plain.slice(0, 2 + size))) {
      this.refused++;
      return "";
    }
    const body = plain.slice(2, 2 + size);
    this.acts.push({ route, order, body });
    const result = this.results.get(order) ?? this.#obey(order, body);
    const said = route === 2 && order < 0x60 ? this.switchState : result === 0 ? (this.bodies.get(order) ?? "") : "";
    return this.say(route, "a" + plain.charAt(1) + payload.slice(1, 9) + String.fromCharCode(result) + said);
  }

  #obey(order: number, body: string): number {
    if (order !== 0x02) return 0;
    const number = body.charCodeAt(0);
    (number <= 2 ? this.successors : this.secrets).set(number, body.slice(1));
    return 0;
  }
}
