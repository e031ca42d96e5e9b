// The HAN telegram against a reader that other people wrote: of any reading, in both profiles, it takes the telegram for one, with the
// values of the reading and no others; what was changed on the way it does not take.

import assert from "node:assert/strict";
import fc from "fast-check";
import { telegramBody } from "../../firmware/messages/telegram.ts";
import { dsmr } from "../dsmr.ts";
import { consumerFields, consumerMessage, crcOf, ID, RATE_LOW, telegram } from "./telegram-rig.ts";
import type { ConsumerFields } from "./telegram-rig.ts";

const REGISTER_WH = 1_000_000_000;
const WORDS = ["LOW", "EMERGENCY OFFERED", "EMERGENCY IN USE", "USED UP", "NOT CUT NOW"];

/** The text line, by integers of another kind. */
function creditText({ balance, flags }: NonNullable<ConsumerFields["credit"]>): string {
  const cents = (BigInt(balance) - (((BigInt(balance) % 1000n) + 1000n) % 1000n)) / 1000n;
  const size = String(cents < 0n ? -cents : cents).padStart(3, "0");
  const words = WORDS.filter((_, bit) => (flags & (1 << bit)) !== 0);
  return ["CREDIT", `${cents < 0n ? "-" : ""}${size.slice(0, -2)}.${size.slice(-2)}`, ...words].join(" ");
}

const clockOf = (date: unknown): string => {
  assert.ok(date instanceof Date);
  return date.toISOString();
};
const shown = (utcSeconds: number, quarters: number): string =>
  new Date((utcSeconds + quarters * 900) * 1000).toISOString();

/** All that the reader is to find, in its words and units. */
function expected(of: ConsumerFields): Record<string, unknown> {
  const [low, normal] = [of.lowWh % REGISTER_WH, (of.importWh - of.lowWh) % REGISTER_WH];
  const isLow = (of.rate & RATE_LOW) !== 0;
  const hasOther = of.otherMedium !== 0 && of.otherUtcSeconds !== 0;
  return {
    ...(of.isBelgian ? {} : { "dsmr version": "5.0" }),
    ...(of.utcSeconds === 0 ? {} : { timestamp: shown(of.utcSeconds, of.localQuarters) }),
    "equipment identifier": "HASM0001",
    ...(of.credit ? { "text message long": creditText(of.credit) } : {}),
    "electricity delivered tariff 1": (of.isBelgian ? normal : low) / 1000,
    "electricity delivered tariff 2": (of.isBelgian ? low : normal) / 1000,
    "electricity received tariff 0": (of.exportWh % REGISTER_WH) / 1000,
    "tariff indicator electricity": isLow === of.isBelgian ? 2 : 1,
    "actual electricity power delivered": of.powerW / 1000,
    "actual electricity power received": of.exportPowerW / 1000,
    "actual theshold electricity in kW": 999.9,
    ...(of.switchState === "?" ? {} : { "switch position electricity": Number(of.switchState) }),
    // It does not know the line of Belgian gas.
    ...(hasOther && !(of.isBelgian && of.otherMedium === 3)
      ? {
          "gas timestamp": shown(of.otherUtcSeconds, of.localQuarters),
          "gas delivered": (of.otherLitres % 100_000_000) / 1000,
        }
      : {}),
  };
}

describe("HAN telegram, to dsmr-parser", () => {
  // It reads local time as that of its own machine.
  const zone = process.env["TZ"];
  before(() => {
    process.env["TZ"] = "UTC";
  });
  after(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  it("is one, with the values of the reading and no others", () => {
    fc.assert(
      fc.property(consumerFields, (fields) => {
        const found: Record<string, unknown> = { ...dsmr.parse(telegram(consumerMessage(fields))).objects };
        for (const name of ["timestamp", "gas timestamp"]) if (name in found) found[name] = clockOf(found[name]);
        assert.deepEqual(found, expected(fields));
      }),
      { numRuns: 1000 },
    );
  });

  it("is below 1500 bytes, each line of it in the form of P1", () => {
    fc.assert(
      fc.property(consumerFields, (fields) => {
        const text = telegram(consumerMessage(fields));
        assert.ok(text.length < 1500);
        const [head, empty, ...lines] = text.split("\r\n");
        assert.deepEqual([head, empty, lines.pop()], ["/HSM5\\HASM-1", "", ""]);
        assert.match(lines.pop()!, /^![0-9A-F]{4}$/);
        for (const line of lines)
          assert.match(line, /^[01]-[0-4]:\d+\.\d+\.\d+\((-?[0-9A-FWS.]+(\*[A-Za-z0-9]+)?)\)(\([\d.]+\*m3\))?$/);
        const objects = lines.map((line) => line.slice(0, line.indexOf("(")));
        assert.equal(new Set(objects).size, objects.length);
      }),
      { numRuns: 1000 },
    );
  });

  it("with one character changed is none", () => {
    const text = telegramBody(consumerMessage({ utcSeconds: 1_772_321_405, importWh: 1_234_567 }), ID);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 2 }), (at) => {
        const other = String.fromCharCode(text.charCodeAt(at) ^ 1);
        const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}${crcOf(text)}\r\n`;
        assert.throws(() => dsmr.parse(changed), /^Error: (INVALID_TELEGRAM|CHECKSUM_MISMATCH)$/);
      }),
    );
  });
});
