// The vendor's side of top-up codes: makes the 20 digits that firmware/messages/top-up-code.ts takes, on the whole of tweetnacl, on big
// integers and on Verhoeff's tables as he printed them. It keeps no counters: a vendor who gives one out twice sells a code that the meter
// takes for the other one.

import nacl from "tweetnacl";
import { fromByteString } from "./byte-string.ts";

type Stream = (to: Uint8Array, at: number, length: number, nonce: Uint8Array, key: Uint8Array) => number;

/** The package exports it; its types do not tell. */
const { lowlevel } = nacl as unknown as { readonly lowlevel: { readonly crypto_stream: Stream } };

const BASE = 7394156990786306048n;
const MOST_VALUE = 8191;
const MOST_COUNTER = 4294967295;
/** Units of class 0 and 1 in 1e-5 currency. */
const UNITS = [1000, 100_000] as const;

/** J. Verhoeff, "Error Detecting Decimal Codes", 1969: the group of the pentagon's symmetries, and one permutation. */
const GROUP = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
] as const;
const PERMUTATION = "1576283094";
const FIRST_POSITION = 4;

function permuted(digit: number, times: number): number {
  let now = digit;
  for (let i = 0; i < times; i++) now = Number(PERMUTATION[now]);
  return now;
}

/** The check digit behind 19 digits. */
export function checkDigit(digits: string): string {
  const combine = (state: number, digit: string, at: number): number =>
    Number(GROUP[state]![permuted(Number(digit), at + FIRST_POSITION)]);
  let state = 0;
  for (let at = 0; at < digits.length; at++) state = combine(state, digits.charAt(at), at);
  let last = 0;
  while (combine(state, `${last}`, digits.length) !== 0) last++;
  return `${last}`;
}

function demand(isSo: boolean, message: string): void {
  if (!isSo) throw new RangeError(message);
}

function isWithin(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

/**
 * 20 digits. `key` is the meter's top-up-code key, 32 bytes, `meterId` has 8; `counter` is 1 to 2^32-1, for every code of a meter the next
 * one; `kind` 0 counts `value`, up to 8191, in hundredths of the currency, 1 in whole units. Throws RangeError.
 */
export function makeTopUpCode(key: string, meterId: string, counter: number, kind: number, value: number): string {
  demand(key.length === 32, `top-up-code key: 32 bytes, not ${key.length}`);
  demand(meterId.length === 8, `meter id: 8 bytes, not ${meterId.length}`);
  demand(isWithin(counter, 1, MOST_COUNTER), `counter: 1 to ${MOST_COUNTER}, not ${counter}`);
  demand(isWithin(kind, 0, 1), `class: 0 or 1, not ${kind}`);
  demand(isWithin(value, 0, MOST_VALUE), `value: 0 to ${MOST_VALUE}, not ${value}`);
  const nonce = Buffer.concat([Buffer.from("HTUP"), fromByteString(meterId), Buffer.alloc(12)]);
  nonce.writeUInt32BE(counter, 16);
  nonce.writeUInt32BE(kind * 8192 + value, 20);
  const mac = Buffer.alloc(4);
  lowlevel.crypto_stream(mac, 0, mac.length, nonce, fromByteString(key));
  const head = (BigInt(counter % 1024) << 15n) | BigInt(kind * 8192 + value);
  const digits = (BASE + ((head << 32n) | BigInt(mac.readUInt32BE()))).toString();
  return digits + checkDigit(digits);
}

/** The class and value of a code that is worth `amount`, in 1e-5 currency; hundredths where both would do. Throws RangeError. */
export function topUpCodeFor(amount: number): { readonly kind: number; readonly value: number } {
  const kind = UNITS.findIndex((unit) => isWithin(amount / unit, 1, MOST_VALUE));
  demand(kind >= 0, `amount: 1 to ${MOST_VALUE} hundredths or whole units in 1e-5 currency, not ${amount}`);
  return { kind, value: amount / UNITS[kind]! };
}
