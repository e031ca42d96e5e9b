// A tariff is the same after any way round: as a file, as an image, as a file made from an image; and an image is what its layout says, to
// the byte.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { decodeTariff, encodeTariff } from "../../../bench/tariff/image.ts";
import { readTariff } from "../../../bench/tariff/read.ts";
import { tariffText } from "../../../bench/tariff/write.ts";
import { zoneParameter } from "../../../bench/tariff/zone.ts";
import { UserError } from "../../../bench/user-error.ts";
import { tariffFiles, tariffs } from "./arbitrary.ts";

const LONDON = readFileSync(new URL("../../../docs/tariff-london.json", import.meta.url), "utf8");
const hex = (bytes: string): string => Buffer.from(bytes, "latin1").toString("hex");
const byte = (...values: number[]): string => String.fromCharCode(...values);

describe("a tariff", () => {
  it("is the same as a file", () => {
    fc.assert(
      fc.property(tariffFiles, (file) => {
        assert.deepEqual(readTariff(tariffText(file), "t.json"), file);
      }),
    );
  });

  it("is the same as an image, which is at most 4096 bytes", () => {
    fc.assert(
      fc.property(tariffs, (tariff) => {
        const image = encodeTariff(tariff);
        assert.ok(image.length <= 4096);
        assert.deepEqual(decodeTariff(image, "t"), tariff);
        assert.equal(encodeTariff(decodeTariff(image, "t")), image);
      }),
    );
  });

  it("loses nothing but names between file and image", () => {
    const { version, zone, tariff } = readTariff(LONDON, "london");
    const back = { version, zone, tariff: decodeTariff(encodeTariff(tariff), "london") };
    const again = readTariff(tariffText(back), "again");
    assert.equal(encodeTariff(again.tariff), encodeTariff(tariff));
    assert.deepEqual(
      again.tariff.rates.map(({ name }) => name),
      ["rate 1", "rate 2", "rate 3"],
    );
    assert.deepEqual(readTariff(tariffText(readTariff(LONDON, "london")), "london"), readTariff(LONDON, "london"));
  });

  it("of London is these bytes", () => {
    const { tariff, zone, version } = readTariff(LONDON, "london");
    const image = hex(encodeTariff(tariff));
    const prices = "00000f96" + "00002df0" + "00010680" + "00000000".repeat(5);
    const head = "4854" + "01" + "03" + "474250" + "01" + "000059d8" + "00" + "ffffffff".repeat(4);
    const season = "0101" + "0000000000" + "0101";
    const special = "ff0c1901" + "ff0c1a01" + "0d010101";
    const weekday = [
      "80".repeat(13) + "81".repeat(9) + "01".repeat(12),
      "02".repeat(2) + "82".repeat(4) + "81".repeat(8),
    ].join("");
    const weekend = "80".repeat(18) + "81".repeat(30);
    assert.equal(image, head + prices.repeat(5) + "010302" + season + special + weekday + weekend);
    assert.deepEqual([version, hex(zoneParameter(zone))], [1, "0004" + "03050002" + "0a050002"]);
  });
});

describe("an image is refused", () => {
  const good = encodeTariff(readTariff(LONDON, "london").tariff);
  const put = (at: number, ...values: number[]): string =>
    good.slice(0, at) + byte(...values) + good.slice(at + values.length);
  for (const [bytes, says] of [
    ["", "t: is no tariff image"],
    ["XX" + good.slice(2), "t: is no tariff image"],
    [good.slice(0, 191), "t: is no tariff image"],
    [put(2, 2), "t: byte 2 of the tariff image: format 2 is not 1 to 1"],
    [put(3, 9), "t: byte 3 of the tariff image: number of rates 9 is not 1 to 8"],
    [put(4, 103), "t: byte 4 of the tariff image: a currency is three capital letters"],
    [put(7, 8), "t: byte 7 of the tariff image: low rates 8 is not 0 to 7"],
    [put(12, 3), "t: byte 12 of the tariff image: block period 3 is not 0 to 2"],
    [put(12, 1), "t: byte 12 of the tariff image: a block period and thresholds go together"],
    [put(13, 0, 0, 1, 0), "t: byte 12 of the tariff image: a block period and thresholds go together"],
    [put(12, 1, 0, 0, 0, 0), "t: byte 13 of the tariff image: threshold 0 is not above the one before it"],
    [put(12, 1, 0, 0, 0, 2, 0, 0, 0, 2), "t: byte 17 of the tariff image: threshold 2 is not above the one before it"],
    [put(17, 0, 0, 0, 9), "t: byte 17 of the tariff image: threshold 9 is not above the one before it"],
    [put(189, 0), "t: byte 189 of the tariff image: number of seasons 0 is not 1 to 16"],
    [put(190, 65), "t: byte 190 of the tariff image: number of special days 65 is not 0 to 64"],
    [put(191, 33), "t: byte 191 of the tariff image: number of day types 33 is not 1 to 32"],
    [put(191, 3), "t: has 309 bytes, and says that it is a tariff of 357"],
    [good + "x", "t: has 310 bytes, and says that it is a tariff of 309"],
    [put(192, 13), "t: byte 192 of the tariff image: month 13 is not 1 to 12"],
    [put(193, 32), "t: byte 193 of the tariff image: day 32 is not 1 to 31"],
    [put(194, 2), "t: byte 194 of the tariff image: day type 2 is not 0 to 1"],
    [put(202, 2, 30), "t: byte 203 of the tariff image: day 30 is not 1 to 29"],
    [put(204, 2), "t: byte 204 of the tariff image: day type 2 is not 0 to 1"],
    [put(213, 0x83), "t: byte 213 of the tariff image: rate 3 is not 0 to 2"],
    [put(213, 0x40), "t: byte 213 of the tariff image: rate 64 is not 0 to 2"],
  ] as const)
    it(says, () => {
      assert.throws(() => decodeTariff(bytes, "t"), new UserError(says));
    });

  it("with seasons out of order", () => {
    const { tariff } = readTariff(LONDON, "london");
    const season = tariff.seasons[0]!;
    const image = encodeTariff({ ...tariff, seasons: [{ ...season, month: 3 }, season] });
    assert.throws(
      () => decodeTariff(image, "t"),
      new UserError("t: byte 201 of the tariff image: a season is not behind the one before it"),
    );
  });
});
