// The pruned tweetnacl does what the whole package does: published vectors of NaCl, random messages, forgeries, and the same
// bytes on a real engine. The vectors are those of D. J. Bernstein, "Cryptography in NaCl", 2009-03-10, sections 9 and 10,
// and of the test program stream.c of NaCl 20110221.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import nacl from "tweetnacl";
import { runOn } from "../dialect/engines.ts";
import { bytes, hex, loadPruned, scriptWith, type BoardModule } from "./board-module.ts";

/** The package exports it; its types do not tell. */
const { lowlevel } = nacl as unknown as { readonly lowlevel: BoardModule };

const KEY = bytes("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
const NONCE = bytes("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
const MESSAGE = bytes(
  "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc" +
    "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31" +
    "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde" +
    "048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705",
);
const BOX =
  "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce" +
  "48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972" +
  "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae" +
  "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3" +
  "7973f622a43d14a6599b1f654cb45a74e355a5";
const STREAM =
  "eea6a7251c1e72916d11c2cb214d3c252539121d8e234e652d651fa4c8cff880" +
  "309e645a74e9e0a60d8243acd9177ab51a1beb8d5a2f5d700c093c5e55855796";
const LONG_STREAM_BYTES = 4_194_304;
const LONG_STREAM_SHA256 = "662b9d0e3463029156069b12f918691a98f7dfb2ca0393c96bbfc6b1fbd630a2";

function padded(zeros: number, data: Uint8Array): Uint8Array {
  const all = new Uint8Array(zeros + data.length);
  all.set(data, zeros);
  return all;
}

function seal(board: BoardModule, message: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array {
  const from = padded(32, message);
  const box = new Uint8Array(from.length);
  assert.equal(board.crypto_secretbox(box, from, from.length, nonce, key), 0);
  assert.deepEqual(box.subarray(0, 16), new Uint8Array(16));
  return box.slice(16);
}

/** Undefined where the box is refused; the message must then have been left alone. */
function open(board: BoardModule, box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  const from = padded(16, box);
  const message = new Uint8Array(from.length);
  const result = board.crypto_secretbox_open(message, from, from.length, nonce, key);
  if (result === 0) return message.slice(32);
  assert.equal(result, -1);
  assert.deepEqual(message, new Uint8Array(from.length));
  return undefined;
}

const someBytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const someMessage = fc.uint8Array({ minLength: 0, maxLength: 300 });

describe("pruned tweetnacl", () => {
  let board: BoardModule;
  before(async () => {
    board = await loadPruned();
  });

  describe("NaCl's vectors", () => {
    it("are those that the whole package computes", () => {
      assert.equal(hex(nacl.secretbox(MESSAGE, NONCE, KEY)), BOX);
      const stream = new Uint8Array(64);
      lowlevel.crypto_stream(stream, 0, 64, NONCE, KEY);
      assert.equal(hex(stream), STREAM);
    });

    it("secretbox", () => {
      assert.equal(hex(seal(board, MESSAGE, NONCE, KEY)), BOX);
    });

    it("secretbox, opened", () => {
      assert.deepEqual(open(board, bytes(BOX), NONCE, KEY), MESSAGE);
    });

    it("stream, first block", () => {
      const stream = new Uint8Array(64);
      assert.equal(board.crypto_stream(stream, 0, 64, NONCE, KEY), 0);
      assert.equal(hex(stream), STREAM);
    });

    it("stream, 65536 blocks", () => {
      const stream = new Uint8Array(LONG_STREAM_BYTES);
      board.crypto_stream(stream, 0, stream.length, NONCE, KEY);
      assert.equal(createHash("sha256").update(stream).digest("hex"), LONG_STREAM_SHA256);
    });
  });

  describe("beside the whole package", () => {
    it("seals any message to the same box, and opens it", () => {
      fc.assert(
        fc.property(someMessage, someBytes(24), someBytes(32), (message, nonce, key) => {
          const box = seal(board, message, nonce, key);
          assert.equal(hex(box), hex(nacl.secretbox(message, nonce, key)));
          assert.deepEqual(open(board, box, nonce, key), message);
          assert.deepEqual(nacl.secretbox.open(box, nonce, key), message);
        }),
        { numRuns: 300 },
      );
    });

    it("refuses a box with any bit flipped, and a wrong key or nonce, as it does", () => {
      const where = fc.tuple(fc.constantFrom("box", "nonce", "key"), fc.nat(), fc.nat({ max: 7 }));
      fc.assert(
        fc.property(someMessage, someBytes(24), someBytes(32), where, (message, nonce, key, [part, at, bit]) => {
          const all = { box: nacl.secretbox(message, nonce, key), nonce: nonce.slice(), key: key.slice() };
          const target = all[part];
          target[at % target.length] = (target[at % target.length] ?? 0) ^ (1 << bit);
          assert.equal(open(board, all.box, all.nonce, all.key), undefined);
          assert.equal(nacl.secretbox.open(all.box, all.nonce, all.key), null);
        }),
        { numRuns: 300 },
      );
    });

    it("makes the same stream at any offset", () => {
      fc.assert(
        fc.property(
          fc.nat({ max: 40 }),
          fc.nat({ max: 300 }),
          someBytes(24),
          someBytes(32),
          (at, length, nonce, key) => {
            const ours = new Uint8Array(at + length + 5).fill(7);
            const theirs = ours.slice();
            board.crypto_stream(ours, at, length, nonce, key);
            lowlevel.crypto_stream(theirs, at, length, nonce, key);
            assert.deepEqual(ours, theirs);
          },
        ),
      );
    });

    it("refuses less than the padding", () => {
      const buffer = new Uint8Array(31);
      assert.equal(board.crypto_secretbox(buffer, buffer, 31, NONCE, KEY), -1);
      assert.equal(board.crypto_secretbox_open(buffer, buffer, 31, NONCE, KEY), -1);
      assert.equal(lowlevel.crypto_secretbox(buffer, buffer, 31, NONCE, KEY), -1);
    });
  });

  for (const engine of ["linux", "stm32"] as const) {
    it(`seals, opens and refuses on the ${engine} engine as the whole package does`, async function () {
      const numbers = (data: Uint8Array): string => `new Uint8Array([${data.join(",")}])`;
      const program = `
        import { crypto_secretbox, crypto_secretbox_open, crypto_stream } from "tweetnacl/board";
        const key = ${numbers(KEY)}, nonce = ${numbers(NONCE)}, from = ${numbers(padded(32, MESSAGE))};
        const box = new Uint8Array(from.length), back = new Uint8Array(from.length), stream = new Uint8Array(64);
        print(crypto_secretbox(box, from, from.length, nonce, key), box.slice(16).join());
        print(crypto_secretbox_open(back, box, box.length, nonce, key), back.slice(32).join());
        box[40] ^= 1;
        print(crypto_secretbox_open(back, box, box.length, nonce, key));
        print(crypto_stream(stream, 0, 64, nonce, key), stream.join());`;
      assert.deepEqual(await runOn(engine, await scriptWith(program), this), [
        `0 ${nacl.secretbox(MESSAGE, NONCE, KEY).join()}`,
        `0 ${MESSAGE.join()}`,
        "-1",
        `0 ${bytes(STREAM).join()}`,
      ]);
    });
  }
});
