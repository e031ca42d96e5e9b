// The HAN telegram: DSMR 5.0.2 P1 with the breaker and limiter lines of DSMR 4 / e-MUCS, so that existing consumer software reads it.
// Local time is Central European standard time all year ("W"): the meter knows no daylight saving rule yet.

import { READING_BYTES, readingImportWh, readingPowerW, readingSwitch, readingUtcSeconds } from "./reading.ts";
import { UNKNOWN } from "./switch-state.ts";

const CET_SECONDS = 3600;
const CRLF = "\r\n";
/** The register has six digits of kWh and rolls over behind them, as a mechanical one does. */
const REGISTER_WH = 1000000000;
const HEX = "0123456789ABCDEF";

function digits(value: number, count: number): string {
  return ("" + value).padStart(count, "0");
}

/** YYMMDDhhmmss of UTC seconds, Gregorian, by days since 1 March 2000 so that the leap day ends a year. */
function stamp(utcSeconds: number): string {
  const dayNumber = Math.floor(utcSeconds / 86400) - 11017;
  const second = utcSeconds % 86400;
  const fourYears = Math.floor((4 * dayNumber + 3) / 1461);
  const dayOfYear = dayNumber - Math.floor((1461 * fourYears) / 4);
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  return (
    digits(fourYears + (month > 9 ? 1 : 0), 2) +
    digits(month > 9 ? month - 9 : month + 3, 2) +
    digits(day, 2) +
    digits(Math.floor(second / 3600), 2) +
    digits(Math.floor(second / 60) % 60, 2) +
    digits(second % 60, 2)
  );
}

/** A value in thousandths as `whole.fraction`, `count` digits before the point. */
function thousandths(value: number, count: number): string {
  return digits(Math.floor(value / 1000), count) + "." + digits(value % 1000, 3);
}

/** CRC-16/ARC (poly 8005h reflected, start 0) of the bytes from "/" to "!", as four upper-case hex digits. */
export function crc16(bytes: readonly number[], table: Uint16Array): string {
  let crc = 0;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return HEX[(crc >>> 12) & 15]! + HEX[(crc >>> 8) & 15]! + HEX[(crc >>> 4) & 15]! + HEX[crc & 15]!;
}

/** The CRC of each single byte. Linear in the bits of the byte: 8 entries are computed, the others are their sums. */
export function crc16Table(): Uint16Array {
  const table = new Uint16Array(256);
  let crc = 1;
  for (let bit = 128; bit > 0; bit = bit >>> 1) {
    crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
    table[bit] = crc;
  }
  for (let byte = 1; byte < 256; byte++) table[byte] = table[byte & (byte - 1)]! ^ table[byte & -byte]!;
  return table;
}

/** Text as hex octets, as the telegram wants every free text. */
export function octets(text: string): string {
  let hex = "";
  for (let i = 0; i < text.length; i++) hex += HEX[text.charCodeAt(i) >>> 4]! + HEX[text.charCodeAt(i) & 15]!;
  return hex;
}

/** Relays of the consumer's appliances as they were told last: behind the reading 4 characters, "?" for one that was not. */
function applianceLines(states: string): string {
  let lines = "";
  for (let i = 0; i < states.length; i++)
    if (states[i] !== "?") lines += "0-" + (i + 1) + ":96.3.10(" + states[i] + ")" + CRLF;
  return lines;
}

const HEAD = "/HSM5\\HASM-1" + CRLF + CRLF + "1-3:0.2.8(50)" + CRLF;

function idLine(equipmentId: string): string {
  return "0-0:96.1.1(" + equipmentId + ")" + CRLF;
}

/** As `telegramBody`, of a sealed reading: hex octets of a message as in messages/sealed.ts, in the line for text. */
export function sealedBody(sealed: string, equipmentId: string): string {
  return HEAD + idLine(equipmentId) + "0-0:96.13.0(" + sealed + ")" + CRLF + "!";
}

/**
 * From "/" to "!"; the CRC and the last line end are the caller's. `reading` may have the states of the appliances behind it;
 * `equipmentId` in hex octets.
 */
export function telegramBody(reading: string, equipmentId: string): string {
  const state = readingSwitch(reading);
  const utcSeconds = readingUtcSeconds(reading);
  return (
    HEAD +
    (utcSeconds === 0 ? "" : "0-0:1.0.0(" + stamp(utcSeconds + CET_SECONDS) + "W)" + CRLF) +
    idLine(equipmentId) +
    "1-0:1.8.1(" +
    thousandths(readingImportWh(reading) % REGISTER_WH, 6) +
    "*kWh)" +
    CRLF +
    "0-0:96.14.0(0001)" +
    CRLF +
    "1-0:1.7.0(" +
    thousandths(readingPowerW(reading), 2) +
    "*kW)" +
    CRLF +
    (state === UNKNOWN ? "" : "0-0:96.3.10(" + state + ")" + CRLF) +
    applianceLines(reading.substr(READING_BYTES)) +
    "!"
  );
}
