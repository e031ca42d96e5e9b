// What a vendor can make a top-up code of, and the words for what not.

import assert from "node:assert/strict";
import fc from "fast-check";
import { topUpAmount } from "../../firmware/messages/top-up-code.ts";
import { makeTopUpCode, topUpCodeFor } from "../../bench/top-up-code.ts";

const KEY = "k".repeat(32);
const METER = "meter-01";

type Given = Parameters<typeof makeTopUpCode>;

const refused: readonly (readonly [given: Given, message: string])[] = [
  [["k".repeat(31), METER, 1, 0, 1], "top-up-code key: 32 bytes, not 31"],
  [["k".repeat(33), METER, 1, 0, 1], "top-up-code key: 32 bytes, not 33"],
  [[KEY, "meter-1", 1, 0, 1], "meter id: 8 bytes, not 7"],
  [[KEY, "meter-001", 1, 0, 1], "meter id: 8 bytes, not 9"],
  [[KEY, METER, 0, 0, 1], "counter: 1 to 4294967295, not 0"],
  [[KEY, METER, 4_294_967_296, 0, 1], "counter: 1 to 4294967295, not 4294967296"],
  [[KEY, METER, 1.5, 0, 1], "counter: 1 to 4294967295, not 1.5"],
  [[KEY, METER, NaN, 0, 1], "counter: 1 to 4294967295, not NaN"],
  [[KEY, METER, 1, -1, 1], "class: 0 or 1, not -1"],
  [[KEY, METER, 1, 2, 1], "class: 0 or 1, not 2"],
  [[KEY, METER, 1, 0.5, 1], "class: 0 or 1, not 0.5"],
  [[KEY, METER, 1, 0, -1], "value: 0 to 8191, not -1"],
  [[KEY, METER, 1, 0, 8192], "value: 0 to 8191, not 8192"],
  [[KEY, METER, 1, 1, 0.1], "value: 0 to 8191, not 0.1"],
];

describe("a vendor of top-up codes", () => {
  for (const [given, message] of refused)
    it(`is told: ${message}`, () => {
      assert.throws(() => makeTopUpCode(...given), { name: "RangeError", message });
    });

  it("makes 20 digits of all that is within", () => {
    for (const [counter, kind, value] of [
      [1, 0, 0],
      [4_294_967_295, 1, 8191],
    ] as const)
      assert.match(makeTopUpCode(KEY, METER, counter, kind, value), /^7[3-5][0-9]{18}$/);
  });

  it("counts an amount in hundredths as long as they do, then in whole units", () => {
    assert.deepEqual(topUpCodeFor(1000), { kind: 0, value: 1 });
    assert.deepEqual(topUpCodeFor(100_000), { kind: 0, value: 100 });
    assert.deepEqual(topUpCodeFor(8_191_000), { kind: 0, value: 8191 });
    assert.deepEqual(topUpCodeFor(8_200_000), { kind: 1, value: 82 });
    assert.deepEqual(topUpCodeFor(819_100_000), { kind: 1, value: 8191 });
    fc.assert(
      fc.property(fc.constantFrom(1000, 100_000), fc.integer({ min: 1, max: 8191 }), (unit, count) => {
        const { kind, value } = topUpCodeFor(unit * count);
        assert.equal(topUpAmount(kind, value), unit * count);
      }),
    );
  });

  for (const amount of [0, -1000, 1, 999, 1001, 1000.5, 8_192_000, 8_191_001, 819_200_000, NaN, Infinity])
    it(`is told that no code is worth ${amount}`, () => {
      assert.throws(() => topUpCodeFor(amount), {
        name: "RangeError",
        message: `amount: 1 to 8191 hundredths or whole units in 1e-5 currency, not ${amount}`,
      });
    });
});
