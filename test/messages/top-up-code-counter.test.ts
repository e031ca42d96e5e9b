// Which counter a top-up code has of which it carries ten bits, and that a code counts once: by tables, by an oracle that looks at every
// counter there is, and by meters that are given the codes of a vendor in any order, again and again.

import assert from "node:assert/strict";
import fc from "fast-check";
import nacl from "tweetnacl";
import { readU16, readU32 } from "../../firmware/messages/bytes.ts";
import * as code from "../../firmware/messages/top-up-code.ts";
import { fromByteString, hex, toByteString } from "../../bench/byte-string.ts";
import { checkDigit, makeTopUpCode } from "../../bench/top-up-code.ts";
import type { BoardModule } from "../crypto/board-module.ts";
import { uint16, uint32 } from "./arbitrary.ts";

/** The package exports it; its types do not tell. */
const { lowlevel } = nacl as unknown as { readonly lowlevel: BoardModule };

const KEY = toByteString(Uint8Array.from(Array(32).keys()));
const METER = "\x11\x22\x33\x44\x55\x66\x77\x88";
const LARGEST = 4_294_967_295;

function candidates(last: number, used: number, low10: number): number[] {
  const bytes = code.topUpCandidates(last, used, low10);
  return Array.from({ length: bytes.length / 4 }, (_, i) => readU32(bytes, 4 * i));
}

function macOf(nonce: string): string {
  const mac = new Uint8Array(4);
  lowlevel.crypto_stream(mac, 0, 4, fromByteString(nonce), fromByteString(KEY));
  return toByteString(mac);
}

/** A meter that asks for nothing but the functions under test and the MAC. */
class Meter {
  last: number;
  used: number;
  /** MACs that it asked for. */
  tried = 0;

  constructor(last: number, used: number) {
    this.last = last;
    this.used = used;
  }

  /** The counter of a code that counts; 0 where it does not. */
  redeem(line: string): number {
    const fields = code.topUpFields(code.topUpDigits(line));
    if (fields === "") return 0;
    const what = fields.charCodeAt(2) * 8192 + readU16(fields, 3);
    for (const counter of candidates(this.last, this.used, readU16(fields, 0))) {
      this.tried++;
      if (macOf(code.topUpNonce(METER, counter, what)) !== fields.slice(5)) continue;
      const next = code.topUpUsed(this.last, this.used, counter);
      this.last = readU32(next, 0);
      this.used = readU16(next, 4);
      return counter;
    }
    return 0;
  }
}

const table: readonly (readonly [last: number, used: number, low10: number, expected: readonly number[]])[] = [
  [0, 0, 0, [1024]],
  [0, 0, 1, [1]],
  [0, 0, 1023, [1023]],
  [1, 1, 1, [1025]],
  [1, 1, 0, [1024]],
  [5, 1, 4, [4, 1028]],
  [5, 0b11, 4, [1028]],
  [5, 1, 1, [1, 1025]],
  [15, 1, 0, [1024]],
  [16, 1, 0, [1024]],
  [16, 1, 1, [1, 1025]],
  [17, 1, 1, [1025]],
  [1024, 1, 0, [2048]],
  [1024, 1, 1023, [1023, 2047]],
  [1039, 1, 0, [1024, 2048]],
  [1040, 1, 0, [2048]],
  [1039, 0x8001, 0, [2048]],
  [1030, 1, 1022, [1022, 2046]],
  [LARGEST - 1024, 1, 1023, [LARGEST]],
  [LARGEST - 1, 1, 1023, [LARGEST]],
  [LARGEST, 1, 1023, []],
  [LARGEST, 1, 1022, [LARGEST - 1]],
  [LARGEST, 1, 0, []],
  [LARGEST - 1023, 1, 1023, [LARGEST - 1024, LARGEST]],
  [LARGEST - 1023, 0b11, 1023, [LARGEST]],
  [LARGEST - 1023, 1, 0, []],
];

describe("counter of a top-up code", () => {
  for (const [last, used, low10, expected] of table)
    it(`after ${last}, used ${used.toString(2)}, with low bits ${low10}: ${expected.join(" or ") || "none"}`, () => {
      assert.deepEqual(candidates(last, used, low10), expected);
    });

  it("is one of the latest 16 that is not used, then the smallest above the last, by a search through all of them", () => {
    const anyLast = fc.oneof(fc.nat(3000), uint32, fc.integer({ min: LARGEST - 1100, max: LARGEST }));
    fc.assert(
      fc.property(anyLast, uint16, fc.nat(1023), (last, bits, low10) => {
        const used = last === 0 ? 0 : bits | 1;
        const expected: number[] = [];
        for (let one = Math.max(1, last - 15); one <= last; one++)
          if (one % 1024 === low10 && ((used >> (last - one)) & 1) === 0) expected.push(one);
        for (let one = last + 1; one <= Math.min(LARGEST, last + 1024); one++)
          if (one % 1024 === low10) expected.push(one);
        assert.deepEqual(candidates(last, used, low10), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("is used afterwards, and of the others only what falls out of the latest 16 is forgotten", () => {
    const anyLast = fc.oneof(fc.nat(3000), fc.integer({ min: 0, max: LARGEST - 2000 }));
    fc.assert(
      fc.property(anyLast, uint16, fc.integer({ min: -15, max: 40 }), (last, bits, offset) => {
        const used = last === 0 ? 0 : bits | 1;
        const counter = Math.max(1, last + offset);
        const state = code.topUpUsed(last, used, counter);
        assert.equal(state.length, 6);
        const [nextLast, nextUsed] = [readU32(state, 0), readU16(state, 4)];
        assert.equal(nextLast, Math.max(last, counter));
        for (let age = 0; age < 16; age++) {
          const one = nextLast - age;
          const was = one <= last && last - one < 16 && ((used >> (last - one)) & 1) === 1;
          assert.equal(((nextUsed >> age) & 1) === 1, one === counter || was, `${one}`);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("has these six bytes", () => {
    assert.equal(hex(code.topUpUsed(0, 0, 1)), "00000001" + "0001");
    assert.equal(hex(code.topUpUsed(0x01020304, 0x8001, 0x01020302)), "01020304" + "8005");
    assert.equal(hex(code.topUpUsed(0x01020304, 0x8001, 0x01020305)), "01020305" + "0003");
    assert.equal(hex(code.topUpUsed(0x01020304, 0x0001, 0x01020313)), "01020313" + "8001");
    assert.equal(hex(code.topUpUsed(0x01020304, 0xffff, 0x01020314)), "01020314" + "0001");
    assert.equal(hex(code.topUpUsed(1, 1, 0xffffffff)), "ffffffff" + "0001");
    assert.equal(hex(code.topUpUsed(100, 1, 85)), "00000064" + "8001");
  });
});

describe("a meter and its vendor", () => {
  it("take the codes of 3000 counters in turn, over every wrap of the ten bits, and none of them again", () => {
    const meter = new Meter(0, 0);
    for (let counter = 1; counter <= 3000; counter++) {
      const digits = makeTopUpCode(KEY, METER, counter, counter % 2, counter);
      assert.equal(meter.redeem(digits), counter);
      assert.equal(meter.redeem(digits), 0);
    }
    assert.equal(meter.used, 0xffff);
  });

  it("come to the end of the counters and stay there", () => {
    const meter = new Meter(LARGEST - 3, 1);
    for (const counter of [LARGEST - 1, LARGEST, LARGEST - 2]) {
      const digits = makeTopUpCode(KEY, METER, counter, 1, 20);
      assert.equal(meter.redeem(digits), counter);
      assert.equal(meter.redeem(digits), 0);
    }
    for (const counter of [1, 1023, 1024]) assert.equal(meter.redeem(makeTopUpCode(KEY, METER, counter, 1, 20)), 0);
  });

  it("agree on the first of two counters with the same ten bits, and on the second", () => {
    const older = makeTopUpCode(KEY, METER, 1019, 0, 5);
    const newer = makeTopUpCode(KEY, METER, 2043, 0, 5);
    const meter = new Meter(1020, 1);
    assert.equal(meter.redeem(newer), 2043);
    assert.equal(meter.redeem(older), 0);
    const other = new Meter(1020, 1);
    assert.deepEqual(
      [older, newer, older, newer].map((digits) => other.redeem(digits)),
      [1019, 2043, 0, 0],
    );
  });

  it("in any order: a code counts if it is new, not 16 behind and not more than 1024 ahead, and then never again", () => {
    const starts = fc.constantFrom(0, 1, 10, 1015, 1023, 1024, 2040, 65_530, 2_147_483_640, LARGEST - 60);
    const steps = fc.array(fc.oneof({ weight: 9, arbitrary: fc.nat(40) }, fc.integer({ min: 0, max: 2100 })), {
      minLength: 1,
      maxLength: 80,
      size: "max",
    });
    let took = 0;
    let refused = 0;
    fc.assert(
      fc.property(starts, steps, (start, offsets) => {
        const meter = new Meter(start, start === 0 ? 0 : 1);
        const counted = new Set([start]);
        let last = start;
        for (const offset of offsets) {
          const counter = Math.min(LARGEST, Math.max(1, start - 18 + offset));
          const counts = !counted.has(counter) && counter > last - 16 && counter <= last + 1024;
          assert.equal(meter.redeem(makeTopUpCode(KEY, METER, counter, 0, 100)), counts ? counter : 0);
          if (counts) {
            counted.add(counter);
            last = Math.max(last, counter);
            took++;
          } else refused++;
          assert.equal(meter.last, last);
          assert.equal(meter.used & 1, last === 0 ? 0 : 1);
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(took > 1000 && refused > 1000, `${took} ${refused}`);
  });

  it("of another meter, or under another key, have nothing to do with each other", () => {
    const meter = new Meter(0, 0);
    assert.equal(meter.redeem(makeTopUpCode(KEY, "\x11\x22\x33\x44\x55\x66\x77\x89", 1, 0, 100)), 0);
    assert.equal(meter.redeem(makeTopUpCode("\x01" + KEY.slice(1), METER, 1, 0, 100)), 0);
    assert.equal(meter.redeem(makeTopUpCode(KEY, METER, 1, 0, 100)), 1);
  });

  it("100 000 random codes with a right check digit, in range and of a class that there is: none counts", function () {
    this.timeout(60_000);
    const meter = new Meter(5000, 0x5555);
    const random = nacl.randomBytes(8 * 100_000);
    const view = new DataView(random.buffer);
    for (let i = 0; i < 100_000; i++) {
      const token = view.getBigUint64(8 * i) & ((1n << 57n) - 1n) & ~(2n << 45n);
      const digits = (7394156990786306048n + token).toString();
      assert.equal(meter.redeem(digits + checkDigit(digits)), 0);
    }
    assert.ok(meter.tried >= 100_000, `${meter.tried}`);
    assert.deepEqual([meter.last, meter.used], [5000, 0x5555]);
  });
});
