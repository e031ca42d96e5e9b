// An entry of the metrology log in words: layout of firmware/messages/log-entry.ts. For people rates count from 1, and of the version of a
// tariff an entry has no more than the low byte.

import { readU32 } from "../firmware/messages/bytes.ts";
import * as reading from "../firmware/messages/reading.ts";
import { hex } from "./byte-string.ts";

type BitWords = readonly (readonly [bit: number, word: string])[];

const STATUS_WORDS: BitWords = [
  [reading.STATUS_PARTIAL, "a part"],
  [reading.STATUS_NO_CLOCK, "no clock"],
  [reading.STATUS_NO_MEMORY, "no memory"],
  [reading.STATUS_CLOCK_SET, "clock set"],
  [reading.STATUS_POWER_FAIL, "supply failed"],
  [reading.STATUS_TEST, "a test"],
];

const ALARM_WORDS: BitWords = [
  [reading.ALARM_BYPASS, "a current without pulses"],
  [reading.ALARM_REVERSED, "generation where there is none"],
  [reading.ALARM_PHANTOM, "pulses without a current"],
  [reading.ALARM_OTHER, "another utility's meter that cannot be the bound one"],
];

const SWITCH_WORDS = ["off", "on", "armed", "unknown"];
const SWITCH_SHIFT = 4;
const SWITCH_BITS = 0x30;

/** What the bits say, each with a comma before it; of those without a word their value. */
function marksOf(bits: number, words: BitWords, what: string): string {
  const known = words.filter(([bit]) => (bits & bit) !== 0);
  const rest = known.reduce((left, [bit]) => left & ~bit, bits);
  const marks = known.map(([, word]) => `, ${word}`).join("");
  return rest === 0 ? marks : `${marks}, ${what} bits ${rest}`;
}

/** `entry` is 16 bytes; its time is left out. undefined: no meter writes such an entry. */
export function metrologyText(entry: string): string | undefined {
  const bits = entry.charCodeAt(12);
  if ((bits & ~(reading.RATE_NUMBER | SWITCH_BITS)) !== 0) return undefined;
  const version = entry.charAt(13);
  const rate = version === "\0" ? "no tariff" : `rate ${(bits & reading.RATE_NUMBER) + 1} of tariff ..${hex(version)}`;
  const registers = `import ${readU32(entry, 4)} Wh, export ${readU32(entry, 8)} Wh`;
  const status = marksOf(entry.charCodeAt(14), STATUS_WORDS, "status");
  const alarms = marksOf(entry.charCodeAt(15), ALARM_WORDS, "alarm");
  return `${registers}, ${rate}, switch ${SWITCH_WORDS[bits >> SWITCH_SHIFT] ?? ""}${status}${alarms}`;
}
