// What `hasm send tariff` makes of the two kinds of file that it takes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tariff } from "../../../bench/central/orders.ts";
import { tariffToSend } from "../../../bench/send/tariff-order.ts";
import { encodeTariff } from "../../../bench/tariff/image.ts";
import { readTariff } from "../../../bench/tariff/read.ts";
import { UserError } from "../../../bench/user-error.ts";

const LONDON = readFileSync(new URL("../../../docs/tariff-london.json", import.meta.url), "latin1");
const image = encodeTariff(readTariff(LONDON, "london").tariff);

describe("a tariff to send", () => {
  it("is the image of a JSON file, at the version of the file", () => {
    const localTime = "\x00\x04\x03\x05\x00\x02\x0a\x05\x00\x02";
    const found = { bytes: image, version: 1, localTime };
    assert.deepEqual(tariffToSend(LONDON, "f", undefined), found);
    assert.deepEqual(tariffToSend(`\n ${LONDON}`, "f", 1), found);
    assert.equal(tariff(image, 1, 0).length, 2 + Math.ceil(image.length / 64));
  });

  it("is any other file as it is, at the version that was given", () => {
    assert.deepEqual(tariffToSend(image, "f", 9), { bytes: image, version: 9, localTime: undefined });
    assert.deepEqual(tariffToSend("\0\x01", "f", 9), { bytes: "\0\x01", version: 9, localTime: undefined });
  });

  it("is refused without a version, at another one, and with mistakes", () => {
    for (const [content, version, says] of [
      [image, undefined, "f is an image, which has no version: --version gives it"],
      [image, 512, "version 512 is a multiple of 256, which a log cannot tell"],
      [LONDON, 2, "f is version 1, not 2"],
      ["{}", undefined, "f: version is missing"],
    ] as const)
      assert.throws(() => tariffToSend(content, "f", version), new UserError(says));
  });
});
