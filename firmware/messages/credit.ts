// The credit of the household as credit-balance stores it and tells it inside the meter. Not a message that leaves.
//
// Told:   0 mode 1 · 1 balance 6: 1e-5 currency, two's complement · 7 flags 1 · 8 debt, 1e-5 currency 4
// Stored: 0 mode 1 · 1 credited since ever, less what debts took 6: the balance and what was charged · 7 number of the latest top-up 4 ·
//         11 debt 4 · 15 local day of the latest recovery 4 · 19 flags 1, CREDIT_IN_USE and CREDIT_USED_UP alone ·
//         20 balance that the latest change of mode settled 6

import { readU16, readU32, u16, u32 } from "./bytes.ts";

export const POSTPAID = "\x00";
export const PREPAID = "\x01";

const CREDIT_STATE_BYTES = 12;

/** Where in what is stored each thing stands. */
export const CREDITED = 1;
export const LATEST_TOP_UP = 7;
export const DEBT = 11;
export const RECOVERY_DAY = 15;
export const FLAGS = 19;
export const SETTLED = 20;

/** What is stored where nothing ever was: postpaid, nothing, no top-up, no day. */
export const NEW_CREDIT = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/** The balance is so small that the consumer is warned. */
export const CREDIT_LOW = 1;
/** Emergency credit can be had: the consumer holds the button. */
export const CREDIT_OFFERED = 2;
export const CREDIT_IN_USE = 4;
/** Supply is to be off. */
export const CREDIT_USED_UP = 8;
/** Supply is not to be cut now. */
export const CREDIT_PROTECTED = 16;

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

export function isCredit(state: string): boolean {
  return state.length === CREDIT_STATE_BYTES;
}
export function creditFlags(state: string): number {
  return state.charCodeAt(7);
}
