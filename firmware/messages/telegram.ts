// The HAN telegram: P1 as in DSMR 5.0.2 or, in Belgium, e-MUCS, so that existing consumer software reads it; with the breaker and limiter
// lines of DSMR 4 in both, the text line and lines of HASM's own for credit and price, for which P1 has none. What the reading does not know
// is left out.
//
// Of a message of at most 95 bytes:
//   0 reading · 57 what appliances 1 to 4 were told 4, characters, "?" nothing · 61 profile 1: 0 Dutch, 1 Belgian · where supply is prepaid:
//   62 state of the credit 12: mode 1 · balance 6 · flags 1 · debt 4

import { readU32 } from "./bytes.ts";
import {
  CREDIT_IN_USE,
  CREDIT_LOW,
  CREDIT_OFFERED,
  CREDIT_PROTECTED,
  CREDIT_USED_UP,
  PREPAID,
  readBalance,
} from "./credit.ts";
import { digits, fixed } from "./decimal.ts";
import { civilDate } from "./local-time.ts";
import * as reading from "./reading.ts";
import { UNKNOWN } from "./switch-state.ts";

// Literals and no sums of them: those would take heap as long as the meter runs.
const APPLIANCES = 4;
const PROFILE = 61;
const BELGIAN = "\x01";
const CREDIT = 62;
const CREDIT_BALANCE = 63;
const CREDIT_FLAGS = 69;
const CREDIT_DEBT = 70;

const CRLF = "\r\n";
/** Registers have six digits of kWh and five of m3 and roll over behind them, as mechanical ones do. */
const REGISTER_WH = 1000000000;
const REGISTER_LITRES = 100000000;
const GAS = 3;
/** The code of ISO 4217 where no currency is involved. */
const NO_UNIT = "*XXX";
const HEX = "0123456789ABCDEF";

function line(object: string, value: string): string {
  return object + "(" + value + ")" + CRLF;
}

/** Without a tariff there is a balance, and no currency that it is in. */
function currencyUnit(message: string): string {
  const currency = reading.readingCurrency(message);
  return currency === reading.NO_CURRENCY ? NO_UNIT : "*" + currency;
}

/**
 * YYMMDDhhmmss with W or S, in the local time of now even where the moment is before a change of the clocks: with its letter that names the
 * same moment.
 */
function stamp(message: string, utcSeconds: number): string {
  const seconds = utcSeconds + reading.readingLocalQuarters(message) * 900;
  const day = Math.floor(seconds / 86400);
  const minute = Math.floor((seconds - day * 86400) / 60);
  const time = Math.floor(minute / 60) * 10000 + (minute % 60) * 100 + ((seconds - day * 86400) % 60);
  return digits(civilDate(day) % 1000000, 6) + digits(time, 6) + (reading.readingIsSummer(message) ? "S" : "W");
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

const DUTCH_HEAD = "/HSM5\\HASM-1\r\n\r\n1-3:0.2.8(50)\r\n";
const BELGIAN_HEAD = "/HSM5\\HASM-1\r\n\r\n0-0:96.1.4(50217)\r\n";
const TEXT = "0-0:96.13.0";

function idLine(equipmentId: string): string {
  return line("0-0:96.1.1", equipmentId);
}

/** As `telegramBody`, of a sealed reading: hex octets of a message as in messages/sealed.ts, in the line for text. */
export function sealedBody(sealed: string, equipmentId: string): string {
  return DUTCH_HEAD + idLine(equipmentId) + line(TEXT, sealed) + "!";
}

/** A line for every appliance that was told something. */
function applianceLines(message: string): string {
  let lines = "";
  for (let i = 0; i < APPLIANCES; i++) {
    const told = message.substr(reading.READING_BYTES + i, 1);
    if (told !== "?") lines += line("0-" + (i + 1) + ":96.3.10", told);
  }
  return lines;
}

/** The meter on the M-Bus; no volume without the time of it. Gas is not corrected for its temperature, for which Belgium has another line. */
function otherLines(message: string, isBelgian: boolean): string {
  const medium = reading.readingOtherMedium(message);
  const utcSeconds = reading.readingOtherUtcSeconds(message);
  if (medium === 0) return "";
  const type = line("0-1:24.1.0", digits(medium, 3));
  if (utcSeconds === 0) return type;
  const volume = fixed(reading.readingOtherLitres(message) % REGISTER_LITRES, 8, 3);
  const object = isBelgian && medium === GAS ? "0-1:24.2.3" : "0-1:24.2.1";
  return type + line(object, stamp(message, utcSeconds) + ")(" + volume + "*m3");
}

/** The balance in words for any reader, rounded down so that it never says more than there is, and whole in lines of our own. */
function creditLines(message: string): string {
  if (message[CREDIT] !== PREPAID) return "";
  const balance = readBalance(message, CREDIT_BALANCE);
  const flags = message.charCodeAt(CREDIT_FLAGS);
  const debt = readU32(message, CREDIT_DEBT);
  let text = "CREDIT " + fixed(Math.floor(balance / 1000), 3, 2);
  if ((flags & CREDIT_LOW) > 0) text += " LOW";
  if ((flags & CREDIT_OFFERED) > 0) text += " EMERGENCY OFFERED";
  if ((flags & CREDIT_IN_USE) > 0) text += " EMERGENCY IN USE";
  if ((flags & CREDIT_USED_UP) > 0) text += " USED UP";
  if ((flags & CREDIT_PROTECTED) > 0) text += " NOT CUT NOW";
  return (
    line(TEXT, octets(text)) +
    line("0-0:199.1.0", fixed(balance, 11, 5) + currencyUnit(message)) +
    (debt === 0 ? "" : line("0-0:199.1.1", fixed(debt, 11, 5) + currencyUnit(message)))
  );
}

/**
 * From "/" to "!"; the CRC and the last line end are the caller's. `message` as above; `equipmentId` in hex octets.
 *
 * Low rates are register and tariff 1 to the Dutch, 2 to the Belgians. What is fed into the grid is counted in one register whatever the
 * rate, so it stands in 2.8.0, the one line that is true: 2.8.1 and 2.8.2 would say at which rate it was. This meter limits no power, which
 * 999.9 means. A price of 0 is that of no tariff.
 */
export function telegramBody(message: string, equipmentId: string): string {
  const isBelgian = message[PROFILE] === BELGIAN;
  const isFirst = (reading.readingRate(message) & reading.RATE_LOW) > 0 !== isBelgian;
  const utcSeconds = reading.readingUtcSeconds(message);
  const lowWh = reading.readingLowWh(message);
  const normalWh = reading.readingImportWh(message) - lowWh;
  const state = reading.readingSwitch(message);
  const unit = currencyUnit(message);
  return (
    (isBelgian ? BELGIAN_HEAD : DUTCH_HEAD) +
    (utcSeconds === 0 ? "" : line("0-0:1.0.0", stamp(message, utcSeconds))) +
    idLine(equipmentId) +
    line("1-0:1.8.1", fixed((isBelgian ? normalWh : lowWh) % REGISTER_WH, 9, 3) + "*kWh") +
    line("1-0:1.8.2", fixed((isBelgian ? lowWh : normalWh) % REGISTER_WH, 9, 3) + "*kWh") +
    line("1-0:2.8.0", fixed(reading.readingExportWh(message) % REGISTER_WH, 9, 3) + "*kWh") +
    line("0-0:96.14.0", isFirst ? "0001" : "0002") +
    line("1-0:1.7.0", fixed(reading.readingPowerW(message), 5, 3) + "*kW") +
    line("1-0:2.7.0", fixed(reading.readingExportPowerW(message), 5, 3) + "*kW") +
    line("0-0:17.0.0", "999.9*kW") +
    (state === UNKNOWN ? "" : line("0-0:96.3.10", state)) +
    applianceLines(message) +
    otherLines(message, isBelgian) +
    creditLines(message) +
    (unit === NO_UNIT ? "" : line("1-0:199.2.1", fixed(reading.readingPrice(message), 6, 5) + unit)) +
    "!"
  );
}
