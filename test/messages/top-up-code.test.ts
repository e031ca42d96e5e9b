// The 20 digits of a top-up code: published and own vectors, Verhoeff's check digit, every field at its place and no other code taken. The
// codes of class and value under a check digit alone are those of the Great Britain Companion Specification, section 14.

import assert from "node:assert/strict";
import fc from "fast-check";
import nacl from "tweetnacl";
import { topUpAmount, topUpDigits, topUpFields, topUpNonce } from "../../firmware/messages/top-up-code.ts";
import { fromByteString, hex, toByteString } from "../../bench/byte-string.ts";
import { checkDigit, makeTopUpCode } from "../../bench/top-up-code.ts";
import type { BoardModule } from "../crypto/board-module.ts";
import { byteString, uint32 } from "./arbitrary.ts";

/** The package exports it; its types do not tell. */
const { lowlevel } = nacl as unknown as { readonly lowlevel: BoardModule };

const KEY = toByteString(Uint8Array.from(Array(32).keys()));
const METER = "\x11\x22\x33\x44\x55\x66\x77\x88";
const BASE = 7394156990786306048n;
const UTRN = ["73943333457189043313", "73947252416745201637", "74301825837596672005", "73946144332040217315"];

const kinds = fc.constantFrom(0, 1);
const values = fc.nat(8191);
const counters = fc.integer({ min: 1, max: 4_294_967_295 });
const codes = fc
  .tuple(byteString(32, 32), byteString(8, 8), counters, kinds, values)
  .map((all) => makeTopUpCode(...all));

/** The fields of 19 digits as big integers read them. */
function oracle(digits: string): string {
  const token = BigInt(digits) - BASE;
  if (token < 0n || token >= 1n << 57n) return "";
  const bytes = Buffer.alloc(9);
  bytes.writeUInt16BE(Number(token >> 47n));
  bytes.writeUInt8(Number((token >> 45n) & 3n), 2);
  bytes.writeUInt16BE(Number((token >> 32n) & 8191n), 3);
  bytes.writeUInt32BE(Number(token & 0xffffffffn), 5);
  return bytes[2]! > 1 ? "" : toByteString(bytes);
}

const coded = (token: bigint): string => {
  const digits = (BASE + token).toString();
  return digits + checkDigit(digits);
};

describe("digits of a top-up code", () => {
  for (const code of UTRN)
    it(`of the companion specification are taken: ${code}`, () => {
      assert.equal(topUpDigits(code), code);
      assert.equal(checkDigit(code.slice(0, 19)), code[19]);
    });

  it("are 20, with blanks and dashes wherever they stand", () => {
    for (const line of [
      "7394 3333 4571 8904 3313",
      "7394-3333-4571-8904-3313",
      " 7394333345718904331--3 ",
      "7 3 9 4 3 3 3 3 4 5 7 1 8 9 0 4 3 3 1 3",
    ])
      assert.equal(topUpDigits(line), "73943333457189043313", line);
  });

  it("are not taken where anything else is between, before or behind them", () => {
    for (let code = 0; code < 256; code++) {
      const character = String.fromCharCode(code);
      const isGap = character === " " || character === "-";
      for (const at of [0, 7, 20]) {
        const line = UTRN[0]!.slice(0, at) + character + UTRN[0]!.slice(at);
        assert.equal(topUpDigits(line), isGap ? UTRN[0] : "", `${code} at ${at}`);
        const instead = UTRN[0]!.slice(0, at) + character + UTRN[0]!.slice(at + 1);
        if (at < 20) assert.equal(topUpDigits(instead), character === UTRN[0]![at] ? UTRN[0] : "", `${code} for ${at}`);
      }
    }
  });

  it("are not taken where they are 19, 21 or none, whatever their check digit", () => {
    assert.equal(topUpDigits(""), "");
    for (const code of UTRN)
      for (const digit of "0123456789") {
        assert.equal(topUpDigits(code.slice(1, 19) + digit), "");
        assert.equal(topUpDigits(code + digit), "");
        assert.equal(topUpDigits(digit + code), "");
        assert.equal(topUpDigits(code + code), "");
      }
  });

  it("are taken exactly where the last is the check digit of the others by Verhoeff's tables", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 19, maxLength: 19 });
    fc.assert(
      fc.property(digits, (many) => {
        const text = many.join("");
        for (const last of "0123456789")
          assert.equal(topUpDigits(text + last), last === checkDigit(text) ? text + last : "");
      }),
      { numRuns: 500 },
    );
  });

  it("with one digit wrong, or two neighbours swapped, are never taken", () => {
    let wrong = 0;
    let swapped = 0;
    for (const code of fc.sample(codes, 200)) {
      assert.equal(topUpDigits(code), code);
      for (let at = 0; at < 20; at++) {
        const [before, here, next] = [code.slice(0, at), code.charAt(at), code.charAt(at + 1)];
        for (const digit of "0123456789") {
          if (digit === here) continue;
          assert.equal(topUpDigits(before + digit + code.slice(at + 1)), "");
          wrong++;
        }
        if (next === "" || next === here) continue;
        assert.equal(topUpDigits(before + next + here + code.slice(at + 2)), "");
        swapped++;
      }
    }
    assert.equal(wrong, 36_000);
    assert.ok(swapped > 3000, `${swapped}`);
  });
});

describe("fields of a top-up code", () => {
  it("of the companion specification: counter, class, value and MAC", () => {
    assert.equal(hex(topUpFields(UTRN[0]!)), "0001" + "01" + "0064" + "d51ca60b");
    assert.equal(hex(topUpFields(UTRN[1]!)), "0004" + "00" + "04d2" + "3855d663");
  });

  it("of the own vectors", () => {
    assert.equal(makeTopUpCode(KEY, METER, 1, 0, 1234), "73943030293144302442");
    assert.equal(hex(topUpFields("73943030293144302442")), "0001" + "00" + "04d2" + "3e97a524");
    assert.equal(makeTopUpCode(KEY, METER, 1025, 1, 50), "73943331274786530661");
    assert.equal(hex(topUpFields("73943331274786530661")), "0001" + "01" + "0032" + "04fab08a");
  });

  it("come back from every code", () => {
    fc.assert(
      fc.property(counters, kinds, values, (counter, kind, value) => {
        const code = makeTopUpCode(KEY, METER, counter, kind, value);
        const fields = Buffer.from(topUpFields(topUpDigits(code)), "latin1");
        assert.equal(fields.length, 9);
        assert.deepEqual(
          [fields.readUInt16BE(0), fields.readUInt8(2), fields.readUInt16BE(3)],
          [counter % 1024, kind, value],
        );
        const nonce = fromByteString(topUpNonce(METER, counter, kind * 8192 + value));
        const mac = new Uint8Array(4);
        lowlevel.crypto_stream(mac, 0, 4, nonce, fromByteString(KEY));
        assert.deepEqual([...fields.subarray(5)], [...mac]);
      }),
      { numRuns: 1000 },
    );
  });

  it("are those of a big integer for any 57 bits, and for any digits at all", () => {
    const within = fc.bigInt({ min: 0n, max: (1n << 57n) - 1n }).map(coded);
    const near = fc.bigInt({ min: -(1n << 34n), max: 1n << 34n });
    const edges = fc
      .tuple(fc.constantFrom(0n, 1n << 45n, 1n << 46n, 1n << 47n, 1n << 57n), near)
      .map(([edge, off]) => coded(edge + off));
    const anyDigits = fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }).map((all) => all.toString().padStart(19, "0") + "0");
    fc.assert(
      fc.property(fc.oneof(within, edges, anyDigits), (code) => {
        assert.equal(hex(topUpFields(code)), hex(oracle(code.slice(0, 19))));
      }),
      { numRuns: 5000 },
    );
  });

  it("are none below the base, above 57 bits and in the classes 2 and 3, to the last unit", () => {
    const classes = (kind: bigint): bigint => (5n << 47n) | (kind << 45n) | (8191n << 32n) | 0xffffffffn;
    assert.equal(hex(topUpFields(coded(0n))), "000000000000000000");
    assert.equal(topUpFields(coded(-1n)), "");
    assert.equal(topUpFields(coded(1n << 57n)), "");
    assert.equal(topUpFields(coded((1n << 57n) - 1n)), "");
    assert.equal(hex(topUpFields(coded((1n << 57n) - 1n - (2n << 45n)))), "03ff" + "01" + "1fff" + "ffffffff");
    assert.deepEqual(
      [0n, 1n, 2n, 3n].map((kind) => hex(topUpFields(coded(classes(kind))))),
      ["0005001fffffffffff", "0005011fffffffffff", "", ""],
    );
    assert.equal(topUpFields("0".repeat(20)), "");
    assert.equal(topUpFields("9".repeat(20)), "");
    assert.equal(topUpFields(topUpDigits("")), "");
  });
});

describe("nonce and worth of a top-up code", () => {
  it("the nonce is 24 bytes with every field at its place", () => {
    const bytes = hex(topUpNonce(METER, 0x01020304, 8192 + 0x0506));
    assert.equal(bytes, "48545550" + "1122334455667788" + "0000000001020304" + "00002506");
    fc.assert(
      fc.property(byteString(8, 8), uint32, fc.nat(16_383), (meter, counter, what) => {
        const expected = Buffer.concat([Buffer.from("HTUP"), Buffer.from(meter, "latin1"), Buffer.alloc(12)]);
        expected.writeBigUInt64BE(BigInt(counter), 12);
        expected.writeUInt32BE(what, 20);
        assert.equal(hex(topUpNonce(meter, counter, what)), expected.toString("hex"));
      }),
    );
  });

  it("class 0 counts hundredths and class 1 whole units, in 1e-5 currency", () => {
    assert.equal(topUpAmount(0, 1), 1000);
    assert.equal(topUpAmount(0, 8191), 8_191_000);
    assert.equal(topUpAmount(1, 1), 100_000);
    assert.equal(topUpAmount(1, 8191), 819_100_000);
  });
});
