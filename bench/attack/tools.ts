// What an attacker can make by himself: frames, seals under keys that he stole, altered bits, codes that look right.

import nacl from "tweetnacl";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import type { Bench } from "../bench.ts";
import { fromByteString, toByteString } from "../byte-string.ts";
import { counterBytes } from "../central/channel.ts";
import { Random } from "../engine/random.ts";
import { FrameReceiver } from "../frame-receiver.ts";
import { makeKeys } from "../key-file.ts";
import type { MeterKeys } from "../key-file.ts";
import { checkDigit } from "../top-up-code.ts";
import { portOf } from "../virtual-parts.ts";

/** A 20-digit code is this and 58 bits (firmware/messages/top-up-code.ts). */
const CODE_BASE = 7394156990786306048n;
const NEIGHBOUR = "HASM9999";
const OTHER_NEIGHBOUR = "HASM9998";
const NEIGHBOURS_SEED = 2016;

/** A counter that no meter comes to in a lifetime. */
export const FAR_COUNTER = 1n << 50n;

/** What is inside the frames of a stream. */
export function payloads(bytes: string): string[] {
  const found: string[] = [];
  new FrameReceiver((payload) => found.push(payload)).receive(bytes);
  return found;
}

/** Bytes onto the wire between the boards, towards the off-switch processor. */
export function toOffSwitch(bench: Bench, bytes: string): void {
  bench.offSwitch.uart(portOf(offSwitchBoard, "link")).receive(bytes);
}

/** Counter and box, as they stand behind the route byte. */
export function sealed(plain: string, key: string, nonce: (counter: string) => Uint8Array, counter: bigint): string {
  const bytes = counterBytes(counter);
  return bytes + toByteString(nacl.secretbox(fromByteString(plain), nonce(bytes), fromByteString(key)));
}

/** The text with one bit of it turned over. */
export function turned(text: string, bit: number): string {
  const at = bit >>> 3;
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << (bit & 7))) + text.slice(at + 1);
}

/** Each way to have one bit of the text turned over. */
export function flipped(text: string): string[] {
  return Array.from({ length: 8 * text.length }, (_, bit) => turned(text, bit));
}

/** 20 digits that are a code but for the MAC: a counter, a class and a value that there are, and the right check digit. */
export function madeUpCode(random: Random): string {
  const head = (BigInt(random.below(1024)) << 15n) | BigInt(random.below(2 * 8192));
  const digits = (CODE_BASE + ((head << 32n) | BigInt(random.uint32()))).toString();
  return digits + checkDigit(digits);
}

/** All keys of another meter, which its owner has read out of it: not of the one that is called `meterId`. */
export function keysOfNeighbour(meterId: string): MeterKeys {
  const random = new Random(NEIGHBOURS_SEED);
  return makeKeys(meterId === NEIGHBOUR ? OTHER_NEIGHBOUR : NEIGHBOUR, (count) => random.byteString(count));
}
