// The HAN telegram word for word, and its time and amounts against computations of the test's own.

import assert from "node:assert/strict";
import fc from "fast-check";
import { octets, sealedBody, telegramBody } from "../../firmware/messages/telegram.ts";
import { hex } from "../../bench/byte-string.ts";
import { byteString } from "./arbitrary.ts";
import { consumerMessage, ID, RATE_LOW, telegram, utcSeconds } from "./telegram-rig.ts";
import type { ConsumerFields, Credit } from "./telegram-rig.ts";

const DUTCH: Partial<ConsumerFields> = {
  utcSeconds: Date.UTC(2026, 1, 28, 23, 30, 5) / 1000,
  importWh: 1_234_567,
  lowWh: 234_067,
  powerW: 890,
  exportWh: 1_250,
  exportPowerW: 0,
  switchState: "1",
  rate: 2,
  price: 14_228,
  localQuarters: 4,
  appliances: "?1?0",
  otherMedium: 3,
  otherLitres: 10_834_092,
  otherUtcSeconds: Date.UTC(2026, 1, 28, 23, 15, 2) / 1000,
  credit: { balance: 123_456, flags: 1 | 2, debt: 1_000_000 },
};
const BELGIAN: Partial<ConsumerFields> = {
  utcSeconds: Date.UTC(2026, 6, 1, 12, 5, 9) / 1000,
  importWh: 300_000,
  lowWh: 200_000,
  powerW: 0,
  exportWh: 30_000,
  exportPowerW: 2_640,
  switchState: "2",
  rate: 1 | RATE_LOW,
  localQuarters: 8,
  isSummer: true,
  otherMedium: 3,
  otherLitres: 92_287,
  otherUtcSeconds: Date.UTC(2026, 6, 1, 12, 0, 2) / 1000,
  isBelgian: true,
};

const lines = (change: Partial<ConsumerFields>): string[] => telegramBody(consumerMessage(change), ID).split("\r\n");
/** What stands in brackets behind each of the objects. */
const values = (change: Partial<ConsumerFields>, ...objects: readonly string[]): (string | undefined)[] =>
  objects.map((object) =>
    lines(change)
      .find((line) => line.startsWith(`${object}(`))
      ?.slice(object.length),
  );
const text = (credit: Credit): string => {
  const [found] = values({ credit }, "0-0:96.13.0");
  return Buffer.from(found!.slice(1, -1), "hex").toString("latin1");
};

describe("HAN telegram", () => {
  it("of prepaid supply with gas and appliances, in Dutch and in winter", () => {
    assert.equal(
      telegram(consumerMessage(DUTCH)),
      [
        "/HSM5\\HASM-1",
        "",
        "1-3:0.2.8(50)",
        "0-0:1.0.0(260301003005W)",
        "0-0:96.1.1(4841534D30303031)",
        "1-0:1.8.1(000234.067*kWh)",
        "1-0:1.8.2(001000.500*kWh)",
        "1-0:2.8.0(000001.250*kWh)",
        "0-0:96.14.0(0002)",
        "1-0:1.7.0(00.890*kW)",
        "1-0:2.7.0(00.000*kW)",
        "0-0:17.0.0(999.9*kW)",
        "0-0:96.3.10(1)",
        "0-2:96.3.10(1)",
        "0-4:96.3.10(0)",
        "0-1:24.1.0(003)",
        "0-1:24.2.1(260301001502W)(10834.092*m3)",
        "0-0:96.13.0(43524544495420312E3233204C4F5720454D455247454E4359204F464645524544)",
        "0-0:199.1.0(000001.23456*EUR)",
        "0-0:199.1.1(000010.00000*EUR)",
        "1-0:199.2.1(0.14228*EUR)",
        "!7882",
        "",
      ].join("\r\n"),
    );
  });

  it("of supply that is paid later, in Belgian and in summer", () => {
    assert.equal(
      telegram(consumerMessage(BELGIAN)),
      [
        "/HSM5\\HASM-1",
        "",
        "0-0:96.1.4(50217)",
        "0-0:1.0.0(260701140509S)",
        "0-0:96.1.1(4841534D30303031)",
        "1-0:1.8.1(000100.000*kWh)",
        "1-0:1.8.2(000200.000*kWh)",
        "1-0:2.8.0(000030.000*kWh)",
        "0-0:96.14.0(0002)",
        "1-0:1.7.0(00.000*kW)",
        "1-0:2.7.0(02.640*kW)",
        "0-0:17.0.0(999.9*kW)",
        "0-0:96.3.10(2)",
        "0-1:24.1.0(003)",
        "0-1:24.2.3(260701140002S)(00092.287*m3)",
        "!B97B",
        "",
      ].join("\r\n"),
    );
  });

  it("tells any second of 2001 to 2099 as the calendar does, in the local time of the reading", () => {
    const expected = (seconds: number, quarters: number, isSummer: boolean): string => {
      const shown = new Date((seconds + quarters * 900) * 1000).toISOString().replace(/[-T:]/g, "").slice(2, 14);
      return `(${shown}${isSummer ? "S" : "W"})`;
    };
    fc.assert(
      fc.property(utcSeconds, fc.integer({ min: -48, max: 64 }), fc.boolean(), (seconds, localQuarters, isSummer) => {
        const other = { otherMedium: 7, otherUtcSeconds: seconds };
        const [now, then] = values(
          { utcSeconds: seconds, localQuarters, isSummer, ...other },
          ...["0-0:1.0.0", "0-1:24.2.1"],
        );
        assert.equal(now, expected(seconds, localQuarters, isSummer));
        assert.equal(then, `${expected(seconds, localQuarters, isSummer)}(00000.000*m3)`);
      }),
      { numRuns: 2000 },
    );
  });

  it("says nothing of what the reading does not know", () => {
    assert.deepEqual(lines({}), [
      ...["/HSM5\\HASM-1", "", "1-3:0.2.8(50)", "0-0:96.1.1(4841534D30303031)"],
      ...["1-0:1.8.1(000000.000*kWh)", "1-0:1.8.2(000000.000*kWh)", "1-0:2.8.0(000000.000*kWh)", "0-0:96.14.0(0002)"],
      ...["1-0:1.7.0(00.000*kW)", "1-0:2.7.0(00.000*kW)", "0-0:17.0.0(999.9*kW)", "!"],
    ]);
    const gas = { otherMedium: 3, otherLitres: 5 };
    assert.deepEqual(values(gas, "0-1:24.1.0", "0-1:24.2.1"), ["(003)", undefined]);
    assert.deepEqual(values({ otherUtcSeconds: 1e9 }, "0-1:24.1.0", "0-1:24.2.1"), [undefined, undefined]);
  });

  it("says the credit only where supply is prepaid", () => {
    const objects = ["0-0:96.13.0", "0-0:199.1.0", "0-0:199.1.1"];
    const message = consumerMessage({ credit: { balance: 5, flags: 31, debt: 6 } });
    assert.equal(message.length, 74);
    for (const given of [message.slice(0, 62), `${message.slice(0, 62)}\0${message.slice(63)}`])
      assert.doesNotMatch(telegramBody(given, ID), /96\.13\.0|199\.1/);
    assert.deepEqual(values({ credit: { balance: 0, flags: 0, debt: 0 } }, ...objects), [
      `(${octets("CREDIT 0.00")})`,
      "(000000.00000*EUR)",
      undefined,
    ]);
  });

  for (const [balance, says, exact] of [
    [100_000, "1.00", "000001.00000"],
    [99_999, "0.99", "000000.99999"],
    [1, "0.00", "000000.00001"],
    [-1, "-0.01", "-000000.00001"],
    [-1000, "-0.01", "-000000.01000"],
    [-42_001, "-0.43", "-000000.42001"],
    [140_737_488_355_327, "1407374883.55", "1407374883.55327"],
    [-140_737_488_355_327, "-1407374883.56", "-1407374883.55327"],
  ] as const)
    it(`says a balance of ${balance} as ${says}, rounded down, and as ${exact}`, () => {
      const credit = { balance, flags: 0, debt: 0 };
      assert.equal(text(credit), `CREDIT ${says}`);
      assert.deepEqual(values({ credit }, "0-0:199.1.0"), [`(${exact}*EUR)`]);
    });

  it("has words for what is to be known of the credit", () => {
    for (const [flags, words] of [
      [1, " LOW"],
      [2, " EMERGENCY OFFERED"],
      [4, " EMERGENCY IN USE"],
      [8, " USED UP"],
      [16, " NOT CUT NOW"],
      [31, " LOW EMERGENCY OFFERED EMERGENCY IN USE USED UP NOT CUT NOW"],
    ] as const)
      assert.equal(text({ balance: 0, flags, debt: 0 }), `CREDIT 0.00${words}`);
  });

  it("has registers that roll over", () => {
    const objects = ["1-0:1.8.1", "1-0:1.8.2", "1-0:2.8.0"];
    const registers = (importWh: number, lowWh: number, exportWh: number) =>
      values({ importWh, lowWh, exportWh }, ...objects);
    assert.deepEqual(registers(1_999_999_998, 999_999_999, 999_999_999), Array(3).fill("(999999.999*kWh)"));
    assert.deepEqual(registers(2_000_000_000, 1_000_000_000, 1_000_000_000), Array(3).fill("(000000.000*kWh)"));
    const other = { otherMedium: 7, otherUtcSeconds: 1e9 };
    const litres = (otherLitres: number) => values({ ...other, otherLitres }, "0-1:24.2.1")[0]?.slice(-14);
    assert.deepEqual([litres(99_999_999), litres(100_000_000)], ["(99999.999*m3)", "(00000.000*m3)"]);
  });

  it("has the low rates in register and tariff 1 in Dutch, in 2 in Belgian", () => {
    const objects = ["1-0:1.8.1", "1-0:1.8.2", "0-0:96.14.0"];
    const of = (isBelgian: boolean, rate: number) =>
      values({ importWh: 3000, lowWh: 1000, rate, isBelgian }, ...objects);
    assert.deepEqual(of(false, RATE_LOW | 7), ["(000001.000*kWh)", "(000002.000*kWh)", "(0001)"]);
    assert.deepEqual(of(false, 0x87), ["(000001.000*kWh)", "(000002.000*kWh)", "(0002)"]);
    assert.deepEqual(of(true, RATE_LOW | 7), ["(000002.000*kWh)", "(000001.000*kWh)", "(0002)"]);
    assert.deepEqual(of(true, 0x87), ["(000002.000*kWh)", "(000001.000*kWh)", "(0001)"]);
  });

  it("has a price with the five decimals of the tariff, and none without", () => {
    const price = (of: number) => values({ price: of }, "1-0:199.2.1")[0];
    assert.deepEqual([1, 99_999, 100_000, 4_294_967_295].map(price), [
      ...["(0.00001*EUR)", "(0.99999*EUR)", "(1.00000*EUR)", "(42949.67295*EUR)"],
    ]);
    assert.equal(price(0), "(0.00000*EUR)");
    assert.deepEqual(values({ price: 0, currency: "GBP" }, "1-0:199.2.1"), ["(0.00000*GBP)"]);
    assert.deepEqual(values({ price: 0, currency: "\0\0\0" }, "1-0:199.2.1"), [undefined]);
  });

  it("of a sealed reading has but who it is from and the message", () => {
    assert.equal(
      sealedBody("C0FFEE", ID),
      ["/HSM5\\HASM-1", "", "1-3:0.2.8(50)", "0-0:96.1.1(4841534D30303031)", "0-0:96.13.0(C0FFEE)", "!"].join("\r\n"),
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
