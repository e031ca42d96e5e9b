// A top-up code of 20 decimal digits, as a consumer types it: the shape of the UTRN of the Great Britain Companion Specification
// (section 14), with a NaCl pseudo-random function in the place of its GMAC.
//
//   19 digits are 7394156990786306048 + token, the 20th is Verhoeff's check digit of the others
//   token, 57 bits: low end of the counter 10 · class 2 · value 13 · MAC 32
//
// The MAC is the first 4 bytes of XSalsa20 under the top-up-code key and the nonce below. It holds no key: who asks for the MAC, and what
// follows from a code that is right, is the caller's business.

import { u16, u32 } from "./bytes.ts";

/** One cycle of eight of Verhoeff's permutation. The other two digits, 3 and 6, it swaps. */
const CYCLE = "01589427";

/**
 * The 20 digits of a typed line, blanks and dashes left out; "" where something else is in it, where there are not exactly 20, and where the
 * check digit is wrong: every single wrong digit and every swap of neighbours is seen here.
 */
export function topUpDigits(line: string): string {
  const digits = line.replaceAll(" ", "").replaceAll("-", "");
  if (digits.length !== 20) return "";
  let state = 0;
  for (let i = 0; i < 20; i++) {
    let digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return "";
    const place = CYCLE.indexOf(digits.substr(i, 1));
    // The first digit is permuted four times, each behind it once more.
    if (place >= 0) digit = CYCLE.charCodeAt((place + i + 4) & 7) - 48;
    else if (i & 1) digit = 9 - digit;
    // Symmetries of a pentagon: 0 to 4 turn it, 5 to 9 turn it over.
    const turns = state < 5 ? state + digit : state - digit + 5;
    state = (turns % 5) + (state < 5 === digit < 5 ? 0 : 5);
  }
  return state === 0 ? digits : "";
}

/**
 * What a code says: 0 low end of the counter 2 · 2 class 1 · 3 value 2 · 5 MAC 4; "" where it is out of range or of another class than 0 and
 * 1. `digits` as `topUpDigits` gives them.
 */
export function topUpFields(digits: string): string {
  // The 1 before them is for the engine, which takes a number that begins with 0 for octal.
  const billions = +("1" + digits.substr(0, 10)) - 17394156990;
  const rest = +("1" + digits.substr(10, 9)) - 1786306048;
  // The token, billions * 10^9 + rest, is too long for a number. It is high * 2^9 + (rest & 511), as 10^9 = 1953125 * 2^9.
  const high = billions * 1953125 + (rest >> 9);
  if (high < 0 || high >= 281474976710656) return "";
  const head = Math.floor(high / 8388608);
  const kind = (head >>> 13) & 3;
  if (kind > 1) return "";
  return u16(head >>> 15) + String.fromCharCode(kind) + u16(head & 8191) + u32((high % 8388608) * 512 + (rest & 511));
}

/** What a code is worth, in 1e-5 currency. Class 0 counts hundredths, class 1 whole units. */
export function topUpAmount(kind: number, value: number): number {
  return value * (kind === 0 ? 1000 : 100000);
}

/** Nonce of a MAC: "HTUP" · meter id 8 · counter 8 · class and value (class * 2^13 + value) 4. */
export function topUpNonce(meterId: string, counter: number, classAndValue: number): string {
  return "HTUP" + meterId + "\0\0\0\0" + u32(counter) + u32(classAndValue);
}

/**
 * The counters that a code with these low 10 bits may have, 4 bytes each, at most two, in the order in which they are to be tried: one of
 * the latest 16 that is not used, then the smallest above `last`. `last` is the largest counter used, 0 where there is none; bit i of `used`
 * is 1 where `last` - i was used. Counters are 1 to 2^32-1. A vendor who is more than 1024 ahead of `last` is not understood.
 */
export function topUpCandidates(last: number, used: number, low10: number): string {
  const age = (last - low10) & 1023;
  const older = last - age;
  const isUnused = age < 16 && older > 0 && ((used >>> (age & 15)) & 1) === 0;
  return (isUnused ? u32(older) : "") + (older > 4294966271 ? "" : u32(older + 1024));
}

/** `last` 4 · `used` 2, when `counter`, one of `topUpCandidates`, has been used. */
export function topUpUsed(last: number, used: number, counter: number): string {
  if (counter <= last) return u32(last) + u16(used | (1 << ((last - counter) & 15)));
  const step = counter - last;
  return u32(counter) + u16(step > 15 ? 1 : (used << (step & 15)) | 1);
}
