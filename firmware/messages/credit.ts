// The credit of the household as credit-balance stores it and tells it inside the meter. Not a message that leaves.
//
//   0 mode 1 · 1 balance 6: 1e-5 currency, two's complement · in the store: 7 number of the last top-up that was applied 4

import { readU16, readU32, u16, u32 } from "./bytes.ts";

export const POSTPAID = "\x00";
export const PREPAID = "\x01";

/** What is told of it: mode and balance. */
export const CREDIT_STATE_BYTES = 7;

/** A balance lies between minus this and this, both excluded: 2^47. */
export const BALANCE_LIMIT = 140737488355328;

/** `balance` is an integer in 1e-5 currency, within BALANCE_LIMIT. */
export function encodeBalance(balance: number): string {
  const high = Math.floor(balance / 4294967296);
  return u16(high) + u32(balance - high * 4294967296);
}

/** The balance that stands at `at`. */
export function readBalance(bytes: string, at: number): number {
  const high = readU16(bytes, at);
  return (high < 32768 ? high : high - 65536) * 4294967296 + readU32(bytes, at + 2);
}
