// The HAN telegram: its time and its CRC against independent computations and published vectors, and the whole against a reader that
// other people wrote.

import assert from "node:assert/strict";
import fc from "fast-check";
import { crc16, crc16Table, octets, telegramBody } from "../../firmware/messages/telegram.ts";
import { fromByteString, hex } from "../../bench/byte-string.ts";
import { byteString, readingFields, readingOf, utcSeconds } from "./arbitrary.ts";
import type { ReadingFields } from "./arbitrary.ts";
import { dsmr } from "../dsmr.ts";

/** Throws where it does not accept a telegram, be it for its form or its CRC. */

const TABLE = crc16Table();
const crcOf = (text: string): string => crc16([...fromByteString(text)], TABLE);
const ID = octets("HASM0001");

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

const NOW: ReadingFields = {
  kind: "n",
  utcSeconds: Date.UTC(2026, 1, 28, 23, 30, 5) / 1000,
  importWh: 1_234_567,
  powerW: 890,
  switchState: "1",
  intervalWh: 12,
  status: 0,
};

const body = (change: Partial<ReadingFields> = {}): string => telegramBody(readingOf({ ...NOW, ...change }), ID);

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

describe("HAN telegram", () => {
  it("has these lines", () => {
    assert.equal(
      body(),
      [
        "/HSM5\\HASM-1",
        "",
        "1-3:0.2.8(50)",
        "0-0:1.0.0(260301003005W)",
        "0-0:96.1.1(4841534D30303031)",
        "1-0:1.8.1(001234.567*kWh)",
        "0-0:96.14.0(0001)",
        "1-0:1.7.0(00.890*kW)",
        "0-0:96.3.10(1)",
        "!",
      ].join("\r\n"),
    );
  });

  it("tells any second of 2001 to 2099 as the calendar does, in Central European standard time", () => {
    const lines = (seconds: number): string | undefined =>
      /0-0:1\.0\.0\((.*)\)/.exec(body({ utcSeconds: seconds }))?.[1];
    const expected = (seconds: number): string =>
      new Date((seconds + 3600) * 1000).toISOString().replace(/[-T:]/g, "").slice(2, 14) + "W";
    fc.assert(
      fc.property(utcSeconds, (seconds) => {
        assert.equal(lines(seconds), expected(seconds));
      }),
      { numRuns: 2000 },
    );
    for (let day = Date.UTC(2001, 0); day < Date.UTC(2100, 0); day += 86_400_000) {
      for (const seconds of [day / 1000 - 1, day / 1000])
        if (seconds > Date.UTC(2001, 0) / 1000) assert.equal(lines(seconds), expected(seconds));
    }
  });

  it("says nothing of a switch that is unknown, and no time without a clock", () => {
    assert.match(body(), /0-0:96\.3\.10/);
    assert.doesNotMatch(body({ switchState: "?" }), /0-0:96\.3\.10/);
    assert.doesNotMatch(body({ utcSeconds: 0 }), /0-0:1\.0\.0/);
    assert.equal(body({ switchState: "?", utcSeconds: 0 }).split("\r\n").length, body().split("\r\n").length - 2);
  });

  it("is one to dsmr-parser, with the same values, whatever the reading", () => {
    fc.assert(
      fc.property(readingFields, (fields) => {
        const text = telegramBody(readingOf(fields), ID);
        const { objects } = dsmr.parse(`${text}${crcOf(text)}\r\n`);
        const wh = Math.round(1000 * Number(objects["electricity delivered tariff 1"]));
        const watts = Math.round(1000 * Number(objects["actual electricity power delivered"]));
        assert.deepEqual([wh, watts], [fields.importWh % 1_000_000_000, fields.powerW]);
      }),
    );
  });

  it("has a register of six digits of kWh that rolls over", () => {
    assert.match(body({ importWh: 999_999_999 }), /1-0:1\.8\.1\(999999\.999\*kWh\)/);
    assert.match(body({ importWh: 1_000_000_000 }), /1-0:1\.8\.1\(000000\.000\*kWh\)/);
  });

  it("with one character changed is none to dsmr-parser", () => {
    const text = body();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 2 }), (at) => {
        const other = String.fromCharCode(text.charCodeAt(at) ^ 1);
        const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}${crcOf(text)}\r\n`;
        assert.throws(() => dsmr.parse(changed), Error);
      }),
    );
  });

  it("writes free text as hex octets", () => {
    fc.assert(
      fc.property(byteString(0, 40), (text) => {
        assert.equal(octets(text), hex(text).toUpperCase());
      }),
    );
  });
});
