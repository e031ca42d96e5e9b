// Values in a P1 telegram by their object, as a consumer's reader finds them.

import { toByteString } from "../byte-string.ts";

/** What stands between the first bracket of the object's line and the last; undefined: it is not in the telegram. */
export function telegramValue(telegram: string, object: string): string | undefined {
  const line = telegram.split("\r\n").find((one) => one.startsWith(`${object}(`));
  return line === undefined ? undefined : line.slice(object.length + 1, line.lastIndexOf(")"));
}

/** A number with its unit behind "*", in parts of which so many are one. */
export function telegramNumber(telegram: string, object: string, parts: number): number | undefined {
  const found = /^(-?\d+(?:\.\d+)?)(?:\*|$)/.exec(telegramValue(telegram, object) ?? "");
  return found ? Math.round(Number(found[1]) * parts) : undefined;
}

/** The text for any reader. */
export function creditText(telegram: string): string | undefined {
  const octets = telegramValue(telegram, "0-0:96.13.0");
  return octets === undefined ? undefined : toByteString(Buffer.from(octets, "hex"));
}
