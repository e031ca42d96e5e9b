// Keys: read once from the chip's internal flash, held here, and lent as functions bound to one key and one direction. No partition ever
// sees a key or chooses a nonce.
//
// A sealed message is its 8-byte counter and the box. The 24-byte nonce is built on both sides and never sent whole:
//   0 meter id 8 · 8 direction 1 (1 to the meter, 2 from the meter) · 9 key number 1 · 10 zero 6 · 16 counter 8
// The receiver takes only a counter larger than the last one it took. What it took is kept in memory: a reset forgets it.
//
// The key file: 0 "HK1" · 3 meter id 8 · 11 keys, each number 1 and secret 32 · CRC-32 of all before 4.

import type { Processor } from "../../hal/processor.ts";
import { secretBox } from "../crypto/secretbox.ts";

const TO_METER = "\x01";
const FROM_METER = "\x02";
const COUNTER_BYTES = 8;
const HEADER_BYTES = 11;
const KEY_BYTES = 33;

export interface Keys {
  readonly meterId: string;
  /** Lends encryption with a key. `epoch` gives the 32 high bits of the counter: a number that no earlier boot used, or 0. */
  seal(number: number, epoch: () => number): (plain: string) => string;
  open(number: number): (sealed: string) => string;
  /** 32 bytes, for the kernel's side alone. */
  secret(number: number): string;
}

function u32(value: number): string {
  return String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** The keys of a file, or undefined where it is missing, cut short or damaged, or a key of `numbers` is not in it. */
export function readKeys(processor: Processor, file: string, numbers: readonly number[]): Keys | undefined {
  const end = file.length - 4;
  if (end < HEADER_BYTES || (end - HEADER_BYTES) % KEY_BYTES !== 0) return undefined;
  if (file.substr(0, 3) !== "HK1" || file.substr(end) !== u32(processor.crc32(file.substr(0, end)))) return undefined;
  const meterId = file.substr(3, 8);

  function secret(number: number): string {
    for (let at = HEADER_BYTES; at < end; at += KEY_BYTES)
      if (file.charCodeAt(at) === number) return file.substr(at + 1, 32);
    return "";
  }
  for (const number of numbers) if (secret(number) === "") return undefined;

  function nonce(direction: string, number: number, counter: string): string {
    return meterId + direction + String.fromCharCode(number) + "\0\0\0\0\0\0" + counter;
  }

  return {
    meterId: meterId,
    secret: secret,
    seal: (number, epoch) => {
      const key = processor.toBytes(secret(number));
      let high = 0;
      let low = 0;
      return (plain) => {
        if (high === 0) high = epoch();
        if (high === 0 || low === 4294967295) return "";
        low++;
        const counter = u32(high) + u32(low);
        return counter + secretBox(processor, true, plain, nonce(FROM_METER, number, counter), key);
      };
    },
    open: (number) => {
      const key = processor.toBytes(secret(number));
      let last = "\0\0\0\0\0\0\0\0";
      return (sealed) => {
        const counter = sealed.substr(0, COUNTER_BYTES);
        // Byte strings of one length compare as the numbers they are, and a replay costs no cryptography.
        if (sealed.length <= COUNTER_BYTES || counter <= last) return "";
        const plain = secretBox(processor, false, sealed.substr(COUNTER_BYTES), nonce(TO_METER, number, counter), key);
        if (plain !== "") last = counter;
        return plain;
      };
    },
  };
}
