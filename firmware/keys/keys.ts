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

/** What all that is lent of keys works on. */
export interface Keys {
  readonly processor: Processor;
  readonly file: KeyFile;
  readonly counters: Values;
}

/** A key that seals: the last counter that was used and the last that is reserved, both 0 at first. */
export interface Sender {
  readonly number: number;
  last: number;
  reserved: number;
}

/** Whether the counters are those of this meter, or of none yet. To be asked before anything is sealed or opened. */
export function isOwnMemory(file: KeyFile, counters: Values): boolean {
  const owner = getValue(counters, METER);
  return owner === "" || owner === file.meterId;
}

/**
 * A counter as it was stored last, or "": the memory cannot say. A memory that is away has no value either, and may be another's when it
 * comes: where the meter id cannot be read, only one that takes a value is believed that it has none.
 */
function recall(keys: Keys, number: number): string {
  const file = keys.file;
  const counters = keys.counters;
  if (getValue(counters, METER) !== file.meterId) {
    if (!isOwnMemory(file, counters) || !putValue(counters, PROBE, "") || !isOwnMemory(file, counters)) return "";
    if (getValue(counters, METER) === "" && !putValue(counters, METER, file.meterId)) return "";
  }
  const counter = getValue(counters, number);
  // What has a slot was set, and can no longer be read.
  return counter !== "" || counters.slots[number]! > 0 ? counter : NONE;
}

function box(keys: Keys, way: number, text: string, nonce: string, number: number): string {
  const secret = keys.file.secret(number);
  return secret === "" ? "" : secretBox(keys.processor, way, text, nonce, keys.processor.toBytes(secret));
}

function nonce(keys: Keys, direction: string, number: number, counter: string): string {
  return keys.file.meterId + direction + String.fromCharCode(number) + "\0\0\0\0\0\0" + counter;
}

function sealed(keys: Keys, number: number, counter: string, plain: string): string {
  return counter + box(keys, SEAL, plain, nonce(keys, FROM_METER, number, counter), number);
}

function seal(keys: Keys, sender: Sender, plain: string): string {
  const number = sender.number;
  if (plain.length !== PLAIN_BYTES) return "";
  if (sender.last === sender.reserved) {
    const stored = recall(keys, SENT + number);
    if (stored === "") return "";
    // Where a slot has been lost, the value may be the one before.
    const last = readU32(stored, 4) + keys.counters.ring.damaged * BATCH;
    sender.last = last;
    sender.reserved = last;
    if (!putValue(keys.counters, SENT + number, HIGH + u32(last + BATCH))) return "";
    sender.reserved += BATCH;
  }
  sender.last++;
  const counter = HIGH + u32(sender.last);
  return sealed(keys, number, counter, plain);
}

function open(keys: Keys, number: number, message: string): string {
  if (message.length !== SEALED_BYTES) return "";
  const counter = message.substr(0, COUNTER_BYTES);
  const last = recall(keys, number);
  // Byte strings of one length compare as the numbers they are, and a replay costs no cryptography.
  if (last === "" || counter <= last) return "";
  const text = message.substr(COUNTER_BYTES);
  const used = nonce(keys, TO_METER, number, counter);
  let plain = box(keys, OPEN, text, used, number);
  let isNewKey = false;
  if (plain === "") {
    plain = box(keys, OPEN, text, used, SUCCESSOR + number);
    isNewKey = plain !== "";
  }
  if (plain === "" || !putValue(keys.counters, number, counter)) return "";
  const follows = SUCCESSOR + number;
  return isNewKey && !keys.file.change(number, keys.file.secret(follows), follows) ? "" : plain;
}

function sealRound(keys: Keys, number: number, round: number, plain: string): string {
  const counter = HIGH + u32(round);
  const last = recall(keys, SENT + number);
  if (plain.length !== PLAIN_BYTES || last === "" || counter <= last) return "";
  return putValue(keys.counters, SENT + number, counter) ? sealed(keys, number, counter, plain) : "";
}

function prf(keys: Keys, number: number, input: string): string {
  return box(keys, STREAM, "", input, number).substr(0, PRF_BYTES);
}

function change(keys: Keys, numbers: number[], number: number, key: string): boolean {
  if (numbers.indexOf(number) < 0) return false;
  return keys.file.change(number < REPLACED_LATER ? SUCCESSOR + number : number, key, 0);
}

export function lendSeal(keys: Keys, sender: Sender): (plain: string) => string {
  return seal.bind(undefined, keys, sender);
}

export function lendOpen(keys: Keys, number: number): (sealed: string) => string {
  return open.bind(undefined, keys, number);
}

export function lendRound(keys: Keys, number: number): (round: number, plain: string) => string {
  return sealRound.bind(undefined, keys, number);
}

export function lendPrf(keys: Keys, number: number): (input: string) => string {
  return prf.bind(undefined, keys, number);
}

export function lendChange(keys: Keys, numbers: number[]): (number: number, key: string) => boolean {
  return change.bind(undefined, keys, numbers);
}
