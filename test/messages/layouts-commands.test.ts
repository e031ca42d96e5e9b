// Commands and answers, as they stand in a seal and inside the meter: exact bytes, what comes back, and that nothing else is a command.

import assert from "node:assert/strict";
import fc from "fast-check";
import * as command from "../../firmware/messages/meter-order.ts";
import * as imageStep from "../../firmware/messages/image-step.ts";
import {
  encodeOrder,
  encodeOrderAnswer,
  isOrderAnswer,
  orderAnswerBody,
  orderAnswerResult,
  orderAnswerTag,
} from "../../firmware/messages/order.ts";
import { READING_INTERVAL, READING_NOW } from "../../firmware/messages/reading.ts";
import { REPORT } from "../../firmware/messages/report.ts";
import { ROUND } from "../../firmware/messages/round.ts";
import * as route from "../../firmware/messages/route.ts";
import { padded, PLAIN_BYTES, SEALED_BYTES } from "../../firmware/messages/sealed.ts";
import { MAX_PAYLOAD } from "../../firmware/messages/frame.ts";
import { hex } from "../../bench/byte-string.ts";
import { byteString, uint8 } from "./arbitrary.ts";

/** Code and bytes of the body of every order there is. */
const BODY_BYTES: ReadonlyMap<number, number> = new Map([
  [0x00, 0],
  [0x01, 0],
  [0x02, 33],
  [0x10, 0],
  [0x11, 0],
  [0x12, 0],
  [0x13, 1],
  [0x14, 12],
  [0x15, 4],
  [0x20, 4],
  [0x21, 4],
  [0x22, 0],
  [0x23, 67],
  [0x24, 14],
  [0x30, 18],
  [0x31, 1],
  [0x40, 0],
  [0x41, 0],
  [0x42, 8],
  [0x43, 4],
  [0x50, 2],
  [0x60, 6],
  [0x61, 1],
]);

const anyCommand = fc
  .constantFrom(...BODY_BYTES)
  .chain(([code, length]) => fc.record({ code: fc.constant(code), body: byteString(length, length) }));
const bytesOf = (code: number): string => String.fromCharCode(code);

/** All numbers that a module exports under names that begin so. */
function constants(module: Readonly<Record<string, unknown>>, prefix: string): number[] {
  const found = Object.entries(module).filter(([name]) => name.startsWith(prefix));
  return found.map(([, value]) => String(value).charCodeAt(0));
}

describe("sealed message", () => {
  it("has one size, whatever it says, and fits into a frame behind its route", () => {
    assert.deepEqual([PLAIN_BYTES, SEALED_BYTES, MAX_PAYLOAD], [96, 8 + 16 + 96, 1 + 120]);
    fc.assert(
      fc.property(byteString(0, 96), (text) => {
        assert.equal(padded(text), text + "\0".repeat(96 - text.length));
      }),
    );
  });

  it("tells its class by its first byte, which no two share", () => {
    const classes = [command.COMMAND, command.ANSWER, REPORT, ROUND];
    assert.deepEqual(classes, ["c", "a", "r", "m"]);
    assert.deepEqual([READING_NOW, READING_INTERVAL], ["n", "i"]);
  });

  it("is preceded by one of these routes", () => {
    assert.deepEqual(
      { ...route },
      {
        ROUTE_CS: "\x01",
        ROUTE_OFF_SWITCH: "\x02",
        ROUTE_DC: "\x03",
        ROUTE_TOP_UP: "\x04",
        ROUTE_MAINTENANCE: "\x05",
        ROUTE_LINE: "\x06",
        ROUTE_NOISE: "\x07",
        ROUTE_OTHER: "\x08",
      },
    );
  });
});

describe("command", () => {
  it("has an order from this list, and no two orders share a code", () => {
    const codes = constants(command, "ORDER_").sort((a, b) => a - b);
    assert.deepEqual(codes, [...BODY_BYTES.keys()]);
  });

  it("is 96 bytes with class, order, body and zeros, and comes back", () => {
    fc.assert(
      fc.property(anyCommand, ({ code, body }) => {
        const plain = command.encodeCommand(bytesOf(code), body);
        assert.equal(hex(plain), ("63" + hex(bytesOf(code) + body)).padEnd(192, "0"));
        assert.equal(command.isCommand(plain), true);
        assert.equal(command.commandOrder(plain), bytesOf(code));
        assert.equal(command.commandBody(plain), body.padEnd(94, "\0"));
      }),
    );
  });

  it("is none with any byte behind its body, at every place of every order", () => {
    for (const [code, length] of BODY_BYTES) {
      const plain = command.encodeCommand(bytesOf(code), "\xff".repeat(length));
      assert.equal(command.isCommand(plain), true);
      for (let at = 2 + length; at < 96; at++)
        for (const byte of ["\x01", "\xff"])
          assert.equal(command.isCommand(plain.slice(0, at) + byte + plain.slice(at + 1)), false, `${code} at ${at}`);
    }
  });

  it("is none with another class, another order or another length", () => {
    for (let code = 0; code < 256; code++) {
      const known = BODY_BYTES.has(code);
      assert.equal(command.isCommand(padded("c" + bytesOf(code))), known, `order ${code}`);
      assert.equal(command.isCommand(padded(bytesOf(code) + command.ORDER_OFF)), code === 0x63, `class ${code}`);
    }
    fc.assert(
      fc.property(anyCommand, byteString(1, 20), fc.nat(95), ({ code, body }, more, length) => {
        const plain = command.encodeCommand(bytesOf(code), body);
        for (const other of [plain + more, plain + "\0", plain.slice(0, length), ""])
          assert.equal(command.isCommand(other), false);
      }),
    );
  });

  it("is exactly what its own encoder gives, among random texts and near ones", () => {
    const near = fc.tuple(anyCommand, fc.nat(95), uint8).map(([{ code, body }, at, byte]) => {
      const plain = command.encodeCommand(bytesOf(code), body);
      return plain.slice(0, at) + bytesOf(byte) + plain.slice(at + 1);
    });
    let commands = 0;
    fc.assert(
      fc.property(fc.oneof(near, byteString(96, 96)), (plain) => {
        const length = BODY_BYTES.get(plain.charCodeAt(1));
        const own = length !== undefined && plain === "c" + plain.slice(1, 2 + length) + "\0".repeat(94 - length);
        assert.equal(command.isCommand(plain), own);
        if (own) commands++;
      }),
      { numRuns: 2000 },
    );
    assert.ok(commands > 100, `${commands}`);
  });
});

describe("answer", () => {
  it("is 96 bytes with class, order, counter of the command, result, body and zeros, and is no command", () => {
    fc.assert(
      fc.property(uint8, byteString(8, 8), fc.nat(7), byteString(0, 85), (order, counter, result, body) => {
        const plain = command.encodeAnswer(bytesOf(order), counter, bytesOf(result), body);
        assert.equal(plain, padded("a" + bytesOf(order) + counter + bytesOf(result) + body));
        assert.equal(plain.length, 96);
        assert.equal(command.isCommand(plain), false);
      }),
    );
  });

  it("has one of eight results, of which three are those of an image's steps too", () => {
    assert.deepEqual(constants(command, "RESULT_").sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(
      [imageStep.IMAGE_DONE, imageStep.IMAGE_TOO_OLD, imageStep.IMAGE_FAILED, imageStep.IMAGE_ERASING],
      [command.RESULT_DONE, command.RESULT_OUT_OF_RANGE, command.RESULT_PART_FAILED, command.RESULT_BUSY],
    );
  });
});

describe("order inside the meter", () => {
  it("is order, tag and body", () => {
    assert.equal(hex(encodeOrder(command.ORDER_TIME, "\x07", "\x01\x02\x03\x04")), "20" + "07" + "01020304");
  });

  it("is answered by tag, result and body, which come back", () => {
    fc.assert(
      fc.property(uint8, fc.nat(6), byteString(0, 16), (tag, result, body) => {
        const answer = encodeOrderAnswer(bytesOf(tag), bytesOf(result), body);
        assert.equal(answer, "d" + bytesOf(tag) + bytesOf(result) + body);
        assert.equal(isOrderAnswer(answer), true);
        assert.deepEqual(
          [orderAnswerTag(answer), orderAnswerResult(answer), orderAnswerBody(answer)],
          [bytesOf(tag), bytesOf(result), body],
        );
      }),
    );
  });

  it("is no answer where it is shorter, or a reading", () => {
    for (const other of ["", "d", "d\x01", "n".repeat(19), "i".repeat(19), "e\x01\0"])
      assert.equal(isOrderAnswer(other), false);
    assert.equal(isOrderAnswer("d\x01\0"), true);
  });
});
