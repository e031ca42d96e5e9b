// The CRC of a telegram against published vectors and a computation bit by bit.

import assert from "node:assert/strict";
import fc from "fast-check";
import { fromByteString } from "../../bench/byte-string.ts";
import { byteString } from "./arbitrary.ts";
import { crcOf } from "./telegram-rig.ts";

/** CRC-16/ARC bit by bit, most significant bit first with both ends reflected: nothing in common with a table. */
function crcBitByBit(text: string): string {
  const reflect = (value: number, bits: number): number => {
    let reflected = 0;
    for (let bit = 0; bit < bits; bit++) if (value & (1 << bit)) reflected |= 1 << (bits - 1 - bit);
    return reflected;
  };
  let crc = 0;
  for (const byte of fromByteString(text)) {
    crc ^= reflect(byte, 8) << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x8005) & 0xffff : (crc << 1) & 0xffff;
  }
  return reflect(crc, 16).toString(16).toUpperCase().padStart(4, "0");
}

describe("CRC-16 of a telegram", () => {
  for (const [text, crc] of [
    ["123456789", "BB3D"],
    ["/ISK5\\2M550T-1012\r\n\r\n!", "0534"],
    ["", "0000"],
  ] as const) {
    it(`of ${JSON.stringify(text)} is ${crc}`, () => {
      assert.equal(crcOf(text), crc);
      assert.equal(crcBitByBit(text), crc);
    });
  }

  it("is that of a computation bit by bit", () => {
    fc.assert(
      fc.property(byteString(0, 200), (text) => {
        assert.equal(crcOf(text), crcBitByBit(text));
      }),
    );
  });
});
