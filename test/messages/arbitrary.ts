// Random byte strings and readings for the tests of messages. Characters are bytes: code 0 to 255.

import fc from "fast-check";
import { encodeReading } from "./reading-bytes.ts";
import { toByteString } from "../../bench/byte-string.ts";

export const uint8 = fc.integer({ min: 0, max: 255 });
export const uint16 = fc.integer({ min: 0, max: 65_535 });
export const uint32 = fc.integer({ min: 0, max: 4_294_967_295 });

/** Random bytes, and bytes of which most have a meaning to a frame. */
export function byteString(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const special = fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd, 0, 255);
  const one = fc.oneof(uint8, special);
  return fc.array(one, { minLength, maxLength, size: "max" }).map((bytes) => toByteString(Uint8Array.from(bytes)));
}

/** Cuts a text into chunks at the places that `cuts` draw. */
export function chunks(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => text.slice(places[i], end));
}

export const cuts = fc.array(fc.nat(1000), { maxLength: 12 });

export interface ReadingFields {
  readonly kind: string;
  readonly utcSeconds: number;
  readonly importWh: number;
  readonly powerW: number;
  readonly switchState: string;
  readonly intervalWh: number;
  readonly status: number;
}

/** UTC seconds of the years 2001 to 2099 of the telegram's local time, which is an hour ahead. */
export const utcSeconds = fc.integer({ min: Date.UTC(2001, 0) / 1000, max: Date.UTC(2100, 0) / 1000 - 3601 });

export const readingFields: fc.Arbitrary<ReadingFields> = fc.record({
  kind: fc.constantFrom("n", "i"),
  utcSeconds: fc.oneof(fc.constant(0), utcSeconds),
  importWh: uint32,
  powerW: fc.integer({ min: 0, max: 99_999 }),
  switchState: fc.constantFrom("0", "1", "2", "?"),
  intervalWh: uint32,
  status: uint8,
});

export function readingOf(fields: ReadingFields): string {
  const { kind, utcSeconds, importWh, powerW, switchState, intervalWh, status } = fields;
  return encodeReading(kind, utcSeconds, importWh, powerW, switchState, intervalWh, status);
}
