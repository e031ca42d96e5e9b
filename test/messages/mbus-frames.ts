// Answers of M-Bus meters for the tests: published ones with what they say, and random ones, sound and spoiled.

import fc from "fast-check";
import { toByteString } from "../../bench/byte-string.ts";
import { longFrame } from "../../bench/parts/mbus-meter.ts";
import { uint8 } from "./arbitrary.ts";

export const unhex = (digits: string): string => Buffer.from(digits.replace(/\s/g, ""), "hex").toString("latin1");

/** libmbus, test/test-frames (BSD 3-clause): a gas meter with its register of the due date, a water meter; then made for this. */
export const GAS = unhex(
  `68 40 40 68 08 01 72 58 20 08 12 E2 30 40 03 40 00 00 00 2F 2F 4C 13 92 40 83 10 46 6D 00 00 08 16 27 00 0D 78 11 34
   31 38 35 30 32 38 30 32 31 39 35 37 31 30 30 47 89 40 FD 1A 01 01 FD 17 00 01 FD 67 0F 38 16`,
);
export const WATER = unhex(
  "68 1B 1B 68 08 01 72 07 20 18 00 E6 1E 35 07 4C 00 00 00 0C 78 07 20 18 00 0C 16 69 02 00 00 96 16",
);
export const SMALL_GAS = unhex("68 15 15 68 08 01 72 78 56 34 12 6D 22 01 03 01 00 00 00 0C 13 78 56 34 12 56 16");
export const ELECTRICITY = unhex("68 15 15 68 08 02 72 01 00 00 00 6D 22 01 02 01 00 00 00 04 03 87 D6 12 00 86 16");

const HEADER = unhex("08 01 72 78 56 34 12 6D 22 01 03 01 00 00 00");

/** An answer of the small gas meter with other records. */
export const answerOf = (records: string): string => longFrame(HEADER + unhex(records));

const SIZES = [0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, -1, 6];
const bytes = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(toByteString);
const digits = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.nat(99), { minLength: length, maxLength: length })
    .map((pairs) => unhex(pairs.map((two) => String(two).padStart(2, "0")).join("")));
const chain = (most: number): fc.Arbitrary<string> =>
  fc
    .array(uint8, { maxLength: most })
    .map((codes) =>
      toByteString(Uint8Array.from(codes, (code, i) => (i < codes.length - 1 ? code | 128 : code & 127))),
    );

const units = fc.oneof(
  fc.nat(7),
  fc.integer({ min: 0x10, max: 0x17 }),
  fc.constantFrom(0x78, 0x7c, 0x6d, 0x7d),
  fc.nat(127),
);
const functions = fc.oneof(
  fc.constantFrom(0, 0, 0x40),
  fc.nat(7).map((bits) => bits << 4),
);

/** A record that ends where it says. */
const soundRecord = fc
  .tuple(
    fc.nat(14),
    functions,
    units,
    fc.oneof(fc.constant(""), chain(11)),
    fc.oneof(fc.constant(""), chain(11)),
    fc.boolean(),
  )
  .chain(([kind, bits, unit, difs, units, isNumber]) => {
    const head = toByteString(Uint8Array.of(kind | bits | (difs === "" ? 0 : 128))) + difs;
    const vif = toByteString(Uint8Array.of(unit | (units === "" ? 0 : 128)));
    const text = (unit & 127) === 0x7c ? "\x02m3" : "";
    const size = SIZES[kind]!;
    const value =
      size < 0
        ? fc
            .string({ maxLength: 12 })
            .map(
              (words) =>
                toByteString(Uint8Array.of(words.length & 255)) +
                toByteString(Uint8Array.from(words, (one) => one.charCodeAt(0) & 127)),
            )
        : isNumber
          ? digits(size)
          : bytes(size);
    return value.map((data) => head + vif + text + units + data);
  });
const fillers = fc.constantFrom("\x2f", "\x2f\x2f", "\x0f\x01\x02", "\x1f", "\x0c\x13\x78\x56\x34\x12");

const header = fc
  .tuple(
    fc.constantFrom(0x08, 0x18, 0x28, 0x38, 0x08, 0x09, 0x48),
    fc.nat(250),
    fc.constantFrom(0x72, 0x72, 0x72, 0x76),
    bytes(10),
    fc.constantFrom("\0\0", "\0\0", "\0\x40", "\x10\x05"),
  )
  .map(
    ([control, address, information, middle, configuration]) =>
      toByteString(Uint8Array.of(control, address, information)) + middle + configuration,
  );
const sound = fc
  .tuple(header, fc.array(fc.oneof({ weight: 5, arbitrary: soundRecord }, fillers), { maxLength: 12 }))
  .map(([head, records]) => longFrame((head + records.join("")).slice(0, 255)));
/** A good sum around anything. */
const summed = fc
  .tuple(header, fc.uint8Array({ maxLength: 240 }))
  .map(([head, rest]) => longFrame(head + toByteString(rest)));

export const soundFrames = fc.oneof(
  { weight: 4, arbitrary: sound },
  summed,
  fc.constantFrom(GAS, WATER, SMALL_GAS, ELECTRICITY),
);

/** What a wire, or somebody at it, makes of an answer. */
export const spoiledFrames = fc
  .tuple(soundFrames, fc.nat(), uint8, fc.constantFrom("cut", "flip", "insert", "drop", "behind", "before", "length"))
  .map(([frame, place, byte, how]) => {
    const at = place % frame.length;
    const one = String.fromCharCode(byte);
    if (how === "cut") return frame.slice(0, at);
    if (how === "flip")
      return frame.slice(0, at) + String.fromCharCode(frame.charCodeAt(at) ^ (1 << (byte & 7))) + frame.slice(at + 1);
    if (how === "insert") return frame.slice(0, at) + one + frame.slice(at);
    if (how === "drop") return frame.slice(0, at) + frame.slice(at + 1);
    if (how === "behind") return frame + one.repeat(1 + at);
    if (how === "before") return one.repeat(1 + (at & 7)) + frame;
    return `\x68${one}${one}${frame.slice(3)}`;
  });

export const noise = fc.uint8Array({ maxLength: 400 }).map(toByteString);
export const anything = fc.oneof({ weight: 4, arbitrary: soundFrames }, { weight: 4, arbitrary: spoiledFrames }, noise);
