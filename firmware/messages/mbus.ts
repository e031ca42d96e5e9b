// The wired M-Bus (EN 13757-2 and -3) as far as one meter of another utility at a port of its own needs it: two requests, and what can be
// taken from an answer. An answer is in clear and unsigned, so that nothing of it is true before somebody has compared it with what is known
// of that meter; here it is only bounds, sums and digits. Encrypted answers, answers in several frames and secondary addressing are not read.
//
// Digest:  0 what is counted: "v" volume in litres, "e" energy in Wh 1 · 1 secondary address as on the wire: identification 4,
//          manufacturer 2, version 1, medium 1 · 9 register 4, most significant byte first

import { readU32, u32 } from "./bytes.ts";

/** SND_NKE to whoever is there (254): the link starts anew, and the next request asks for news and not for the answer before once more. */
export const MBUS_RESET = "\x10\x40\xfe\x3e\x16";
/** REQ_UD2 with the frame count bit that is due after a reset. */
export const MBUS_REQUEST = "\x10\x7b\xfe\x79\x16";
/** The whole answer to a reset. */
export const MBUS_ACKNOWLEDGED = "\xe5";
/** The longest frame, and room for the echo that some converters give of a request. */
export const MBUS_HEARD_BYTES = 266;

const OTHER_BYTES = 13;
export const OTHER_VOLUME = "v";
export const OTHER_ENERGY = "e";

const LONG_FRAME = "\x68";
const STOP = "\x16";
/** CI of an answer with the header of 12 bytes, least significant bytes first. */
const LONG_HEADER = "\x72";
const ADDRESS_BYTES = 8;
/** Control, address, CI and header. */
const HEADER_BYTES = 15;
const FILLER = 0x2f;
/** DIF extensions, and VIF extensions, that one record may have. */
const MOST_EXTENSIONS = 10;
/** Bytes of a value by the lower half of its DIF. */
const VALUE_BYTES = "\0\x01\x02\x03\x04\x04\x06\x08\0\x01\x02\x03\x04\0\x06";
const VARIABLE = 13;
/** Above, the length of a variable value is that of a number, of which there are several readings. */
const LONGEST_TEXT = 0xbf;
/** The lower halves of a DIF that announce an integer, and above 8 binary-coded decimals. */
const NUMBERS = "\x01\x02\x03\x04\x06\x07\x09\x0a\x0b\x0c\x0e";

/** What stands within the first long frame of what was heard, from its control byte on; "" where it is not whole or its sum is wrong. */
function frameContent(heard: string): string {
  const start = heard.indexOf(LONG_FRAME);
  const length = heard.charCodeAt(start + 1);
  if (start < 0 || !(heard.length >= start + length + 6)) return "";
  const content = heard.substr(start + 4, length);
  const end = heard.substr(start + 4 + length, 2);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += content.charCodeAt(i);
  const isFrame = heard[start + 2] === heard[start + 1] && heard[start + 3] === LONG_FRAME;
  return isFrame && end === String.fromCharCode(sum & 255) + STOP ? content : "";
}

/** An integer or decimals, least significant byte first; -1 where it is negative, or its digits are none. */
function natural(bytes: string, isDecimal: boolean): number {
  let value = 0;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const byte = bytes.charCodeAt(i);
    if (isDecimal ? byte > 0x99 || (byte & 15) > 9 : byte > 127 && i === bytes.length - 1) return -1;
    value = isDecimal ? value * 100 + (byte >>> 4) * 10 + (byte & 15) : value * 256 + byte;
  }
  return value;
}

/** DIF, VIF and value of the record that is the register; "" where there is none, or some record does not end within the frame. */
function registerRecord(content: string): string {
  let found = "";
  let at = HEADER_BYTES;
  while (at < content.length) {
    const dif = content.charCodeAt(at++);
    const kind = dif & 15;
    if (dif === FILLER) continue;
    // What follows is the manufacturer's own.
    if (kind === 15) break;
    const difEnd = at;
    while ((content.charCodeAt(at - 1) & 128) > 0) at++;
    const difExtensions = at - difEnd;
    const vif = content.charCodeAt(at++);
    // A unit in words stands before the extensions.
    if ((vif & 127) === 0x7c) at += 1 + content.charCodeAt(at);
    const vifEnd = at;
    let more = vif & 128;
    while (more > 0) more = content.charCodeAt(at++) & 128;
    if (difExtensions > MOST_EXTENSIONS || at - vifEnd > MOST_EXTENSIONS) return "";
    let length = VALUE_BYTES.charCodeAt(kind);
    if (kind === VARIABLE) length = content.charCodeAt(at++);
    if (length > LONGEST_TEXT) break;
    // Not a number is no place within the frame, either.
    if (!(at + length <= content.length)) return "";
    const isCounted = vif < 8 || (vif & 0xf8) === 0x10;
    // An extension is a bit of the DIF, and so is a function other than that of now.
    const isPlain = (dif & 0xb0) === 0 && NUMBERS.indexOf(String.fromCharCode(kind)) >= 0;
    if (isCounted && isPlain && (found === "" || dif >> 6 < found.charCodeAt(0) >> 6))
      found = String.fromCharCode(dif, vif) + content.substr(at, length);
    at += length;
  }
  return found;
}

/**
 * The digest of all that was heard since a request; "" where there is no sound frame, it is encrypted, or it has no register that can be one.
 * The register is the first volume or energy of now (storage number 0), or else of the latest due date (1), without any extension: no
 * tariff, no unit within the meter, no correction.
 */
export function mbusDigest(heard: string): string {
  const content = frameContent(heard);
  const isAnswer = (content.charCodeAt(0) & 0xcf) === 8 && content[2] === LONG_HEADER;
  if (content.length < HEADER_BYTES || !isAnswer || (content.charCodeAt(14) & 31) !== 0) return "";
  const record = registerRecord(content);
  const vif = record.charCodeAt(1);
  let value = record === "" ? -1 : natural(record.substr(2), (record.charCodeAt(0) & 15) > 8);
  let scale = 1;
  for (let digit = vif & 7; digit < 3; digit++) scale *= 10;
  for (let digit = vif & 7; digit > 3; digit--) value *= 10;
  value = Math.floor(value / scale);
  if (value < 0 || value > 4294967295) return "";
  const counted = vif < 8 ? OTHER_ENERGY : OTHER_VOLUME;
  return counted + content.substr(3, ADDRESS_BYTES) + u32(value);
}

export function isOther(bytes: string): boolean {
  return bytes.length === OTHER_BYTES;
}
/** OTHER_VOLUME or OTHER_ENERGY. */
export function otherCounts(digest: string): string {
  return digest.substr(0, 1);
}
/** The 8 bytes of the secondary address: to be compared as a whole. */
export function otherAddress(digest: string): string {
  return digest.substr(1, ADDRESS_BYTES);
}
/** Device type: 2 electricity, 3 gas, 4 heat, 7 water. */
export function otherMedium(digest: string): number {
  return digest.charCodeAt(8);
}
/** Litres or Wh. */
export function otherRegister(digest: string): number {
  return readU32(digest, 9);
}
