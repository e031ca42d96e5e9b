// The reader at the HAN port: every whole telegram is found through any chunking and behind any noise, and nothing piles up.

import assert from "node:assert/strict";
import fc from "fast-check";
import { TelegramReader } from "../../bench/telegram-reader.ts";
import { byteString, chunks, cuts } from "../messages/arbitrary.ts";

function read(pieces: readonly string[]): string[] {
  const telegrams: string[] = [];
  const reader = new TelegramReader((telegram) => telegrams.push(telegram));
  for (const piece of pieces) reader.receive(piece);
  assert.equal(reader.telegrams, telegrams.length);
  assert.equal(reader.last, telegrams.at(-1) ?? "");
  return telegrams;
}

const word = fc.string({ maxLength: 30 }).map((text) => text.replace(/[/!]/g, "."));
const crc = fc.integer({ min: 0, max: 65_535 }).map((value) => value.toString(16).toUpperCase().padStart(4, "0"));
const telegram = fc
  .tuple(fc.array(word, { maxLength: 6 }), crc)
  .map(([lines, crc]) => `/HSM5\\HASM-1\r\n\r\n${lines.map((line) => `${line}\r\n`).join("")}!${crc}\r\n`);
const T = "/HSM5\\HASM-1\r\n\r\n1-3:0.2.8(50)\r\n!1A2B\r\n";

describe("telegram reader", () => {
  it("finds every telegram, whatever the chunks", () => {
    fc.assert(
      fc.property(fc.array(telegram, { minLength: 1, maxLength: 5 }), cuts, (sent, places) => {
        assert.deepEqual(read(chunks(sent.join(""), places)), sent);
      }),
    );
    assert.deepEqual(read(Array.from(T + T)), [T, T]);
  });

  it("finds the telegrams behind any noise and between any", () => {
    const noise = fc.oneof(
      byteString(0, 60),
      fc.string({ unit: fc.constantFrom("/", "!", "\r", "\n", "A", "0"), maxLength: 30 }),
    );
    fc.assert(
      fc.property(noise, telegram, noise, telegram, cuts, (before, first, between, second, places) => {
        const found = read(chunks(before + first + between + second, places));
        assert.ok(found.includes(first));
        assert.equal(found.at(-1), second);
      }),
      { numRuns: 500 },
    );
  });

  for (const [title, sent, expected] of [
    ["an end before the first beginning", `!1A2B\r\n${T}`, [T]],
    ["an exclamation mark before the first beginning", `!\r\n${T}`, [T]],
    ["a telegram that was cut by another", `/HSM5\\HASM-1\r\n\r\n1-3:0.2.8(5${T}`, [T]],
    ["a telegram that was cut in its last line", `/HSM5\\HASM-1\r\n\r\n!1A${T}`, [T]],
    ["a last line without a CRC", `/HSM5\\HASM-1\r\n\r\n!\r\n${T}`, [T]],
    ["a last line whose CRC is no number", `/HSM5\\HASM-1\r\n\r\n!1A2G\r\n${T}`, [T]],
    ["the half of a telegram in whose middle it began to listen", `HASM-1\r\n\r\n1-3:0.2.8(50)\r\n!1A2B\r\n${T}`, [T]],
    ["no line end behind the CRC", T.slice(0, -1), []],
    ["nothing but noise", "!!!\r\n///\r\n", []],
  ] as const) {
    it(`takes ${title} for what it is`, () => {
      assert.deepEqual(read([sent]), expected);
      assert.deepEqual(read([...sent]), expected);
    });
  }

  it("gives up what has no end after 4096 bytes", () => {
    assert.deepEqual(read(["/", ..."x".repeat(4096), T]), [T]);
    assert.deepEqual(read([`/${"x".repeat(5000)}!1A2B\r\n${T}`]), [T]);
  });

  it("holds no more for a million bytes of noise than for none", () => {
    const reader = new TelegramReader();
    const before = process.memoryUsage().heapUsed;
    for (const piece of ["/", "!", "x"]) for (let i = 0; i < 100; i++) reader.receive(piece.repeat(10_000));
    assert.ok(process.memoryUsage().heapUsed - before < 64 * 1024 * 1024);
    reader.receive(T);
    assert.deepEqual([reader.telegrams, reader.last], [1, T]);
  });
});
