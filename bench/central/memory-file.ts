// A meter's memory as the bytes of a file. A file that is not exactly as it was written is no memory: counters are never guessed.
//
//   0 "HC1" · 3 meter id 8 · 11 last top-up number 4 · 15 last top-up code counter 4 · 19 keys · CRC-32 of all before 4
//   key: 0 number 1 · 1 has a successor 1 · 2 secret 32 · 34 successor 32, zero without one · 66 sent bound 8 · 74 received 8

import { readU32, u32 } from "../../firmware/messages/bytes.ts";
import { crc32 } from "../byte-string.ts";
import { isMeterId } from "../key-file.ts";
import type { KeyMemory, MemoryState } from "./memory.ts";

const MAGIC = "HC1";
const KEYS_AT = 19;
const KEY_BYTES = 82;
const CRC_BYTES = 4;
const NO_SUCCESSOR = "\0".repeat(32);

export type MemoryFileFault = "not-a-memory" | "damaged";

function u64(value: bigint): string {
  return u32(Number(value >> 32n)) + u32(Number(value & 0xffff_ffffn));
}

function readU64(bytes: string, at: number): bigint {
  return (BigInt(readU32(bytes, at)) << 32n) | BigInt(readU32(bytes, at + 4));
}

function encodeKey(number: number, { secret, successor, sentBound, received }: KeyMemory): string {
  const flag = successor === undefined ? "\0" : "\x01";
  return String.fromCharCode(number) + flag + secret + (successor ?? NO_SUCCESSOR) + u64(sentBound) + u64(received);
}

export function encodeMemory({ meterId, keys, topUpNumber, codeCounter }: MemoryState): string {
  const rows = [...keys].map(([number, key]) => encodeKey(number, key));
  const body = MAGIC + meterId + u32(topUpNumber) + u32(codeCounter) + rows.join("");
  return body + u32(crc32(body));
}

function decodeKey(row: string): KeyMemory | undefined {
  const [flag, successor] = [row[1], row.slice(34, 66)];
  if (flag !== "\x01" && (flag !== "\0" || successor !== NO_SUCCESSOR)) return undefined;
  return {
    secret: row.slice(2, 34),
    successor: flag === "\0" ? undefined : successor,
    sentBound: readU64(row, 66),
    received: readU64(row, 74),
  };
}

/** The memory in a file, or why there is none. */
export function decodeMemory(file: string): MemoryState | MemoryFileFault {
  if (!file.startsWith(MAGIC)) return "not-a-memory";
  const end = file.length - CRC_BYTES;
  if (end < KEYS_AT || (end - KEYS_AT) % KEY_BYTES !== 0) return "damaged";
  if (crc32(file.slice(0, end)) !== readU32(file, end)) return "damaged";
  const keys = new Map<number, KeyMemory>();
  for (let at = KEYS_AT; at < end; at += KEY_BYTES) {
    const number = file.charCodeAt(at);
    const key = decodeKey(file.slice(at, at + KEY_BYTES));
    if (number === 0 || key === undefined || keys.has(number)) return "damaged";
    keys.set(number, key);
  }
  const meterId = file.slice(3, 11);
  if (!isMeterId(meterId)) return "damaged";
  return { meterId, keys, topUpNumber: readU32(file, 11), codeCounter: readU32(file, 15) };
}
