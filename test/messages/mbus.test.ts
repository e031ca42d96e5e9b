// What is taken from an answer of another utility's meter: published frames, the ways to be wrong one by one, and random ones against another
// decoder.

import assert from "node:assert/strict";
import fc from "fast-check";
import { hex } from "../../bench/byte-string.ts";
import { longFrame } from "../../bench/parts/mbus-meter.ts";
import * as mbus from "../../firmware/messages/mbus.ts";
import { decodeAnswer, expectedDigest } from "./mbus-decoder.ts";
import * as frames from "./mbus-frames.ts";

const { mbusDigest } = mbus;

function said(heard: string): unknown[] {
  const digest = mbusDigest(heard);
  assert.ok(mbus.isOther(digest), "no digest");
  return [
    mbus.otherCounts(digest),
    mbus.otherMedium(digest),
    mbus.otherRegister(digest),
    hex(mbus.otherAddress(digest)),
  ];
}

describe("the digest of an M-Bus answer", () => {
  for (const [name, frame, expected] of [
    ["a gas meter with its register of the due date", frames.GAS, ["v", 3, 10_834_092, "58200812e2304003"]],
    ["a water meter in whole cubic metres", frames.WATER, ["v", 7, 269_000, "07201800e61e3507"]],
    ["a gas meter in litres", frames.SMALL_GAS, ["v", 3, 12_345_678, "785634126d220103"]],
    ["an electricity meter in Wh", frames.ELECTRICITY, ["e", 2, 1_234_567, "010000006d220102"]],
  ] as const) {
    it(`of ${name} is what it says`, () => {
      assert.deepEqual(said(frame), expected);
      assert.equal(hex(mbusDigest(frame)), expectedDigest(frame));
    });
  }

  it("has the same behind the echo of the request, and with whatever follows", () => {
    for (const heard of [mbus.MBUS_REQUEST + frames.GAS, `${frames.GAS}\x68\x68\x16`])
      assert.equal(mbusDigest(heard), mbusDigest(frames.GAS));
  });

  for (const [name, records, register] of [
    ["every power of ten of a volume: millilitres", "0C 10 78 56 34 12", 12_345],
    ["hundredths of a litre", "0C 11 78 56 34 12", 123_456],
    ["tenths of a litre", "0C 12 78 56 34 12", 1_234_567],
    ["hundredths of a cubic metre", "0C 14 78 56 34 12", 123_456_780],
    ["ten cubic metres", "0A 17 34 12", 12_340_000],
    ["three bytes", "03 13 00 00 7F", 0x7f0000],
    ["six bytes", "06 13 FF FF FF FF 00 00", 4_294_967_295],
    ["eight bytes, of which the division leaves few", "07 10 E7 FF FF FF E7 03 00 00", 4_294_967_295],
    ["twelve digits", "0E 13 95 72 96 94 42 00", 4_294_967_295],
    ["two digits", "09 13 99", 99],
    ["the first of two of now", "0C 13 01 00 00 00 0C 13 02 00 00 00", 1],
    ["that of now behind that of the due date", "4C 13 01 00 00 00 0C 13 02 00 00 00", 2],
    ["that of now before that of the due date", "0C 13 02 00 00 00 4C 13 01 00 00 00", 2],
    ["one that is no number yet at the due date", "4C 13 FF FF FF FF 0C 13 02 00 00 00", 2],
    ["behind a unit in words", "0A FC 02 6D 33 74 34 12 0C 13 02 00 00 00", 2],
    ["behind a text", "0D 78 03 41 42 43 0C 13 02 00 00 00", 2],
    ["before the manufacturer's own", "0C 13 02 00 00 00 0F 84 84 84", 2],
    ["before a number of variable length", "0C 13 02 00 00 00 0D 78 C2 11 22", 2],
    [
      "behind ten extensions each way",
      "8C 80 80 80 80 80 80 80 80 80 01 93 BA BA BA BA BA BA BA BA BA 3A 01 00 00 00 0C 13 02 00 00 00",
      2,
    ],
  ] as const) {
    it(`is of the register: ${name}`, () => {
      assert.equal(mbus.otherRegister(mbusDigest(frames.answerOf(records))), register);
    });
  }

  for (const [name, heard] of [
    ["nothing", ""],
    ["an acknowledgement", mbus.MBUS_ACKNOWLEDGED],
    ["a request", mbus.MBUS_REQUEST],
    ["two lengths", frames.GAS.replace("\x40", "\x41")],
    ["no second start", frames.WATER.replace("\x1b\x68", "\x1b\x69")],
    ["no end", `${frames.WATER.slice(0, -1)}\x17`],
    ["another sum", `${frames.WATER.slice(0, -2)}\x97\x16`],
    ["no header", longFrame("\x08\x01\x72")],
    ["a request in a long frame", longFrame(`\x53\x01\x72${frames.WATER.slice(7, -2)}`)],
    ["a header of another kind", longFrame(`\x08\x01\x7a${frames.WATER.slice(7, -2)}`)],
    [
      "an encrypted answer",
      longFrame("\x08\x01\x72\x78\x56\x34\x12\x6d\x22\x01\x03\x01\0\x10\x05\x0c\x13\x78\x56\x34\x12"),
    ],
    ["no records", frames.answerOf("")],
    ["a register that ends too soon", frames.answerOf("0C 13 78 56 34")],
    ["a good register before a record that ends too soon", frames.answerOf("0C 13 78 56 34 12 0C 13 78 56 34")],
    ["a DIF without anything", frames.answerOf("0C 13 78 56 34 12 0C")],
    ["a variable length that is missing", frames.answerOf("0C 13 78 56 34 12 0D 78")],
    ["a unit in words that is longer than the frame", frames.answerOf("0C 13 78 56 34 12 0C 7C 40 41")],
    ["eleven DIF extensions", frames.answerOf("0C 13 78 56 34 12 8C 80 80 80 80 80 80 80 80 80 80 01 13 01 00 00 00")],
    ["eleven VIF extensions", frames.answerOf("0C 13 78 56 34 12 0C 93 BA BA BA BA BA BA BA BA BA BA 3A 01 00 00 00")],
    ["DIF extensions without end", longFrame(frames.SMALL_GAS.slice(4, 19) + "\x8c".repeat(240))],
    ["VIF extensions without end", longFrame(`${frames.SMALL_GAS.slice(4, 19)}\x0c${"\x93".repeat(239)}`)],
    ["digits that are none", frames.answerOf("0C 13 78 56 34 A2")],
    ["a digit that is none", frames.answerOf("0C 13 78 5A 34 12")],
    ["a negative integer", frames.answerOf("04 13 00 00 00 80")],
    ["a fraction of floating point", frames.answerOf("05 13 00 00 80 3F")],
    ["more than the register has room for", frames.answerOf("0E 13 96 72 96 94 42 00")],
    ["more than that by its unit", frames.answerOf("0C 17 99 99 99 99")],
    ["the most", frames.answerOf("1C 13 78 56 34 12")],
    ["a second unit within the meter", frames.answerOf("8C 40 13 78 56 34 12")],
    ["another storage", frames.answerOf("8C 01 13 78 56 34 12")],
    ["a volume that is corrected", frames.answerOf("0C 93 3A 78 56 34 12")],
    ["a flow", frames.answerOf("0C 3B 78 56 34 12")],
    ["all of it behind the manufacturer's own", frames.answerOf("0F 0C 13 78 56 34 12")],
    ["no number of now, but one of the due date", frames.answerOf("0C 13 FF FF FF FF 4C 13 02 00 00 00")],
  ] as const) {
    it(`is none for ${name}`, () => {
      assert.equal(mbusDigest(heard), "");
      assert.equal(expectedDigest(heard), "");
    });
  }

  it("is what another decoder makes of sound, spoiled and random frames", () => {
    let found = 0;
    fc.assert(
      fc.property(frames.anything, (heard) => {
        const digest = mbusDigest(heard);
        assert.equal(hex(digest), expectedDigest(heard));
        if (digest !== "") found++;
      }),
      { numRuns: 4000 },
    );
    assert.ok(found > 200, `${found}`);
  });

  it("is none where a bit of the frame was turned, at any place", () => {
    for (const frame of [frames.GAS, frames.WATER, frames.SMALL_GAS, frames.ELECTRICITY])
      for (let bit = 0; bit < 8 * frame.length; bit++) {
        const at = bit >> 3;
        const turned = String.fromCharCode(frame.charCodeAt(at) ^ (1 << (bit & 7)));
        assert.equal(mbusDigest(frame.slice(0, at) + turned + frame.slice(at + 1)), "", `bit ${bit}`);
      }
  });

  it("is none where the frame was cut, at any place", () => {
    for (let length = 0; length < frames.GAS.length; length++)
      assert.equal(mbusDigest(frames.GAS.slice(0, length)), "", `${length}`);
  });

  it("never comes from a wrong sum", () => {
    fc.assert(
      fc.property(frames.spoiledFrames, (heard) => {
        if (mbusDigest(heard) !== "") assert.doesNotThrow(() => decodeAnswer(heard));
      }),
      { numRuns: 1000 },
    );
  });
});
