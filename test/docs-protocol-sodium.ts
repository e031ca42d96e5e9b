// The cryptography of docs/protocol.md by libsodium, and the frame by its layout: nothing of the firmware, of the bench or of tweetnacl.
//
// libsodium's own build for JavaScript has the box and not the bare XSalsa20 stream, whose first bytes are masks and MACs. They are made
// here by a Salsa20 of the test's own, and each use of it is held against libsodium: all of the stream from byte 32 on, which a box of
// zeros shows; bytes 16 to 31, which are the tag of an empty box; and bytes 0 to 15 as far as Poly1305 uses them, from two tags.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import sodium from "libsodium-wrappers";

await sodium.ready;

const P = (1n << 130n) - 5n;
const TWO_128 = 1n << 128n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

export function nonce(meterId: string, direction: number, key: number, counter: bigint): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.write(meterId, 0, "latin1");
  bytes[8] = direction;
  bytes[9] = key;
  bytes.writeBigUInt64BE(counter, 16);
  return bytes;
}

export function box(plain: Uint8Array, place: Uint8Array, key: Uint8Array): Buffer {
  return Buffer.from(sodium.crypto_secretbox_easy(plain, place, key));
}

/** The plain text, or undefined where it does not open. */
export function unbox(sealed: Uint8Array, place: Uint8Array, key: Uint8Array): Buffer | undefined {
  try {
    return Buffer.from(sodium.crypto_secretbox_open_easy(sealed, place, key));
  } catch (error) {
    assert.equal((error as Error).message, "wrong secret key for the given ciphertext");
    return undefined;
  }
}

/** D. J. Bernstein, "Salsa20 specification": twenty rounds on 16 words. */
function rounds(words: Uint32Array): Uint32Array {
  const x = Uint32Array.from(words);
  const quarter = (a: number, b: number, c: number, d: number): void => {
    const step = (to: number, one: number, other: number, bits: number): void => {
      const sum = (x[one]! + x[other]!) >>> 0;
      x[to] = x[to]! ^ ((sum << bits) | (sum >>> (32 - bits)));
    };
    step(b, a, d, 7);
    step(c, b, a, 9);
    step(d, c, b, 13);
    step(a, d, c, 18);
  };
  for (let round = 0; round < 20; round++)
    for (let i = 0; i < 4; i++) {
      const next = (distance: number): number =>
        round % 2 === 0 ? (5 * i + 4 * distance) % 16 : 4 * i + ((i + distance) % 4);
      quarter(next(0), next(1), next(2), next(3));
    }
  return x;
}

function state(key: Buffer, input: Buffer): Uint32Array {
  const sigma = Buffer.from("expand 32-byte k");
  const parts = [
    [sigma, 0],
    [key, 0],
    [key, 4],
    [key, 8],
    [key, 12],
    [sigma, 4],
    [input, 0],
    [input, 4],
  ] as const;
  const rest = [
    [input, 8],
    [input, 12],
    [sigma, 8],
    [key, 16],
    [key, 20],
    [key, 24],
    [key, 28],
    [sigma, 12],
  ] as const;
  return Uint32Array.from([...parts, ...rest].map(([bytes, at]) => bytes.readUInt32LE(at)));
}

function toBytes(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, i) => bytes.writeUInt32LE(word >>> 0, i * 4));
  return bytes;
}

/** The first 64 bytes of XSalsa20. */
function firstBlock(place: Buffer, key: Buffer): Buffer {
  const middle = rounds(state(key, place.subarray(0, 16)));
  const subkey = toBytes([0, 5, 10, 15, 6, 7, 8, 9].map((i) => middle[i]!));
  const start = state(subkey, Buffer.concat([place.subarray(16), Buffer.alloc(8)]));
  return toBytes([...rounds(start)].map((word, i) => word + start[i]!));
}

function little(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

/** The first 4 bytes of XSalsa20, as a number. */
export function streamStart(place: Buffer, key: Buffer): number {
  const block = firstBlock(place, key);
  const tag = (plain: Uint8Array): bigint => little(sodium.crypto_secretbox_detached(plain, place, key).mac);
  const shown = Buffer.from(sodium.crypto_secretbox_detached(new Uint8Array(32), place, key).cipher);
  assert.deepEqual(shown, block.subarray(32));
  assert.equal(tag(new Uint8Array(0)), little(block.subarray(16, 32)));
  // Boxes whose cipher texts are 0 and 1: their tags differ by r, modulo 2^130 - 5 and then modulo 2^128.
  const one = Buffer.from(shown.subarray(0, 16));
  const zero = Buffer.from(one);
  one[0] = one[0]! ^ 1;
  const r = little(block.subarray(0, 16)) & CLAMP;
  const step = (tag(one) - tag(zero) + TWO_128) % TWO_128;
  assert.ok(step === r || step === (r - P + 4n * TWO_128) % TWO_128, "Poly1305's r");
  return block.readUInt32BE(0);
}

/** A payload as it stands on a wire. */
export function frame(payload: Uint8Array): Buffer {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(payload));
  const escaped = [...payload, ...crc].flatMap((byte) => {
    if (byte === 0xc0) return [0xdb, 0xdc];
    return byte === 0xdb ? [0xdb, 0xdd] : [byte];
  });
  return Buffer.from([0xc0, ...escaped, 0xc0]);
}

/** The payloads of all that stands between two ENDs; text at the top-up port is what no END comes before. Anything else fails. */
export function payloads(stream: Buffer): Buffer[] {
  return stream
    .toString("latin1")
    .split("\xc0")
    .slice(1, -1)
    .filter((raw) => raw !== "")
    .map((raw) => {
      assert.doesNotMatch(raw, /\xdb(?![\xdc\xdd])/);
      const body = Buffer.from(
        raw.replace(/\xdb(.)/gs, (_, next) => (next === "\xdc" ? "\xc0" : "\xdb")),
        "latin1",
      );
      const payload = body.subarray(0, -4);
      assert.equal(crc32(payload), body.readUInt32BE(body.length - 4));
      return payload;
    });
}
