// Keys: they stay in the chip's internal flash, and are lent as functions bound to one key and one use. No partition ever sees a key or
// chooses a counter.
//
// A sealed message (messages/sealed.ts) is its 8-byte counter and the box. The 24-byte nonce is built on both sides and never sent whole:
//   0 meter id 8 · 8 direction 1 (1 to the meter, 2 from the meter) · 9 key number 1 · 10 zero 6 · 16 counter 8
//
// The receiver takes only a counter larger than the last one it took, and stores it before it hands over what was sealed: whatever happens
// then, the message does not act again. The sender reserves counters in batches before it uses them: a reset skips what is left of
// one. Both stand in values of the segment `counters`: 0 meter id · k last counter taken under key k · 16 + k last counter reserved, or
// the last round · 15 nothing.

import type { Processor } from "../../hal/processor.ts";
import { OPEN, SEAL, secretBox, STREAM } from "../crypto/secretbox.ts";
import { readU32, u32 } from "../messages/bytes.ts";
import { COUNTER_BYTES, PLAIN_BYTES, SEALED_BYTES } from "../messages/sealed.ts";
import { getValue, putValue } from "../store/values.ts";
import type { Values } from "../store/values.ts";
import type { KeyFile } from "./key-file.ts";

const TO_METER = "\x01";
const FROM_METER = "\x02";
const METER = 0;
const PROBE = 15;
const SENT = 16;
const BATCH = 64;
const PRF_BYTES = 4;
const NONE = "\0\0\0\0\0\0\0\0";
/** Upper half of every counter of ours: one message a second for 136 years needs no more than the lower. */
const HIGH = "\0\0\0\0";
/** Below this, the key is the one under which it is itself replaced: the old one counts until the new one is used. */
const REPLACED_LATER = 3;
/** Number of the key that is to follow key n is n and this. */
const SUCCESSOR = 64;

export interface Keys {
  seal(number: number): (plain: string) => string;
  open(number: number): (sealed: string) => string;
  round(number: number): (round: number, plain: string) => string;
  prf(number: number): (input: string) => string;
  change(numbers: number[]): (number: number, key: string) => boolean;
}

/** Whether the counters are those of this meter, or of none yet. To be asked before anything is sealed or opened. */
export function isOwnMemory(file: KeyFile, counters: Values): boolean {
  const owner = getValue(counters, METER);
  return owner === "" || owner === file.meterId;
}

export function lendKeys(processor: Processor, file: KeyFile, counters: Values): Keys {
  /**
   * A counter as it was stored last, or "": the memory cannot say. A memory that is away has no value either, and may be another's when it
   * comes: where the meter id cannot be read, only one that takes a value is believed that it has none.
   */
  function recall(number: number): string {
    if (getValue(counters, METER) !== file.meterId) {
      if (!isOwnMemory(file, counters) || !putValue(counters, PROBE, "") || !isOwnMemory(file, counters)) return "";
      if (getValue(counters, METER) === "" && !putValue(counters, METER, file.meterId)) return "";
    }
    const counter = getValue(counters, number);
    // What has a slot was set, and can no longer be read.
    return counter !== "" || counters.slots[number]! > 0 ? counter : NONE;
  }

  function box(way: number, text: string, nonce: string, number: number): string {
    const secret = file.secret(number);
    return secret === "" ? "" : secretBox(processor, way, text, nonce, processor.toBytes(secret));
  }

  function nonce(direction: string, number: number, counter: string): string {
    return file.meterId + direction + String.fromCharCode(number) + "\0\0\0\0\0\0" + counter;
  }

  function sealed(number: number, low: number, plain: string): string {
    const counter = HIGH + u32(low);
    return counter + box(SEAL, plain, nonce(FROM_METER, number, counter), number);
  }

  return {
    seal: (number) => {
      let last = 0;
      let reserved = 0;
      return (plain) => {
        if (plain.length !== PLAIN_BYTES) return "";
        if (last === reserved) {
          const stored = recall(SENT + number);
          if (stored === "") return "";
          // Where a slot has been lost, the value may be the one before.
          last = readU32(stored, 4) + counters.ring.damaged * BATCH;
          reserved = last;
          if (!putValue(counters, SENT + number, HIGH + u32(last + BATCH))) return "";
          reserved += BATCH;
        }
        last++;
        return sealed(number, last, plain);
      };
    },
    open: (number) => (message) => {
      if (message.length !== SEALED_BYTES) return "";
      const counter = message.substr(0, COUNTER_BYTES);
      const last = recall(number);
      // Byte strings of one length compare as the numbers they are, and a replay costs no cryptography.
      if (last === "" || counter <= last) return "";
      const text = message.substr(COUNTER_BYTES);
      const used = nonce(TO_METER, number, counter);
      let plain = box(OPEN, text, used, number);
      let isNewKey = false;
      if (plain === "") {
        plain = box(OPEN, text, used, SUCCESSOR + number);
        isNewKey = plain !== "";
      }
      if (plain === "" || !putValue(counters, number, counter)) return "";
      const follows = SUCCESSOR + number;
      return isNewKey && !file.change(number, file.secret(follows), follows) ? "" : plain;
    },
    round: (number) => (round, plain) => {
      const counter = HIGH + u32(round);
      const last = recall(SENT + number);
      if (plain.length !== PLAIN_BYTES || last === "" || counter <= last) return "";
      return putValue(counters, SENT + number, counter) ? sealed(number, round, plain) : "";
    },
    prf: (number) => (input) => box(STREAM, "", input, number).substr(0, PRF_BYTES),
    change: (numbers) => (number, key) => {
      if (numbers.indexOf(number) < 0) return false;
      return file.change(number < REPLACED_LATER ? SUCCESSOR + number : number, key, 0);
    },
  };
}
