// Frames: any payload comes through any chunking, noise costs at most the frame after it, damage is refused, and a talker without pause
// fills no receiver.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  encodeFrame,
  frameBody,
  frameCrc,
  framePayload,
  isOverlong,
  MAX_PAYLOAD,
} from "../../firmware/messages/frame.ts";
import { crc32, hex } from "../../bench/byte-string.ts";
import { frame, FrameReceiver } from "../../bench/frame-receiver.ts";
import { byteString, chunks, cuts } from "./arbitrary.ts";

const END = "\xc0";

function receive(pieces: readonly string[]): { payloads: string[]; refused: number } {
  const payloads: string[] = [];
  const receiver = new FrameReceiver((payload) => payloads.push(payload));
  for (const piece of pieces) receiver.receive(piece);
  return { payloads, refused: receiver.refused };
}

/** RFC 1055 by one byte after another, as its appendix does it. */
function slip(bytes: string): string {
  let sent = END;
  for (const byte of bytes) {
    if (byte === "\xc0") sent += "\xdb\xdc";
    else if (byte === "\xdb") sent += "\xdb\xdd";
    else sent += byte;
  }
  return sent + END;
}

const payload = byteString(1, MAX_PAYLOAD);

describe("frame", () => {
  it("has these bytes", () => {
    assert.equal(hex(encodeFrame("\x01\xc0\xdb", 0xc0db0102)), "c001dbdcdbdddbdcdbdd0102c0");
  });

  it("is escaped as byte after byte would be, and opens to the same payload and CRC", () => {
    fc.assert(
      fc.property(payload, (bytes) => {
        const sent = frame(bytes);
        const crc = crc32(bytes);
        assert.equal(
          sent,
          slip(bytes + String.fromCharCode(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255)),
        );
        const body = frameBody(sent.slice(1, -1));
        assert.equal(framePayload(body), bytes);
        assert.equal(frameCrc(body), crc);
      }),
    );
  });

  it("comes through any chunking, with any others before and behind it", () => {
    fc.assert(
      fc.property(fc.array(payload, { minLength: 1, maxLength: 4 }), cuts, (sent, places) => {
        const { payloads, refused } = receive(chunks(sent.map(frame).join(""), places));
        assert.deepEqual({ payloads, refused }, { payloads: sent, refused: 0 });
      }),
    );
  });

  it("comes through after any noise, because its own first byte ends the noise", () => {
    fc.assert(
      fc.property(byteString(0, 500), payload, payload, cuts, (noise, first, second, places) => {
        const { payloads } = receive(chunks(noise + frame(first) + frame(second), places));
        assert.deepEqual(payloads.slice(-2), [first, second]);
      }),
    );
  });

  it("with damage is refused and counted, and the next one comes through", () => {
    const damage = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(payload, payload, damage, (hurt, whole, [at, flip]) => {
        const sent = frame(hurt);
        const place = 1 + (at % (sent.length - 2));
        const damaged = String.fromCharCode(sent.charCodeAt(place) ^ flip);
        const { payloads, refused } = receive([sent.slice(0, place) + damaged + sent.slice(place + 1), frame(whole)]);
        assert.deepEqual(payloads, [whole]);
        assert.ok(refused >= 1);
      }),
      { numRuns: 500 },
    );
  });

  it("with a wrong CRC is refused", () => {
    fc.assert(
      fc.property(payload, fc.integer({ min: 1, max: 4_294_967_295 }), (bytes, wrong) => {
        const { payloads, refused } = receive([encodeFrame(bytes, (crc32(bytes) ^ wrong) >>> 0)]);
        assert.deepEqual({ payloads, refused }, { payloads: [], refused: 1 });
      }),
    );
  });

  it("carries 1 to 200 bytes: none and 201 are refused", () => {
    for (const [length, taken] of [
      [0, 0],
      [1, 1],
      [MAX_PAYLOAD, 1],
      [MAX_PAYLOAD + 1, 0],
    ] as const) {
      for (const byte of ["x", END, "\xdb"]) {
        const { payloads, refused } = receive([frame(byte.repeat(length))]);
        assert.deepEqual([payloads.length, refused], [taken, 1 - taken], `${length} of ${hex(byte)}`);
      }
    }
  });

  it("leaves no room for a talker without pause: what is overlong is given up and counted, and what comes then is heard", () => {
    const longest = 2 * (MAX_PAYLOAD + 4);
    assert.equal(isOverlong("x".repeat(longest)), false);
    assert.equal(isOverlong("x".repeat(longest + 1)), true);
    const { payloads, refused } = receive([
      ...Array.from({ length: 100 }, () => "x".repeat(longest + 1)),
      frame("heard"),
    ]);
    assert.deepEqual({ payloads, refused }, { payloads: ["heard"], refused: 100 });
  });

  it("with every byte escaped is not overlong, even byte by byte", () => {
    const sent = frame(END.repeat(MAX_PAYLOAD));
    assert.deepEqual(receive([...sent]).payloads, [END.repeat(MAX_PAYLOAD)]);
  });
});
