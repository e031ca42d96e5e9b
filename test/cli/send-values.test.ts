// What people type behind the orders of `hasm send` and read of them, without a meter: local time, and every parameter there and back.

import assert from "node:assert/strict";
import * as numbers from "../../firmware/messages/parameters.ts";
import { localTimeBytes, localTimeWords } from "../../bench/send/local-time.ts";
import { PARAMETER_NAMES, parameterOrder, parameterWords } from "../../bench/send/parameter-values.ts";

/** A value of each parameter, and what is read of it. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  impulses: ["2000", "impulses per kWh 2000"],
  "export-impulses": ["500", "impulses per kWh of export 500"],
  "consumer-port": ["clear,belgian,every-second", "consumer port clear, belgian, every second"],
  interval: ["30", "interval 30 min"],
  "local-time": ["+00:00", "local time +00:00, no summer time"],
  credit: ["5,2.5,1,400", "credit: warning at 5.00, emergency credit 2.50 from 1.00, at most 400.00"],
  debt: ["0.5,30", "debt: 0.50 a day, 30 % of a top-up"],
  "other-utility": [
    "87654321,ACW,20,water,900",
    "another utility's meter: water meter 87654321 of ACW, version 20, at most 900 l an hour",
  ],
  load: ["2,30,90", "load control: off 2 times a week, at least 30 min apart, for at most 90 min"],
  "mains-volts": ["0", "mains volts 0: no clamp"],
};

describe("parameters as people type them", () => {
  it("are all that have a meaning, and each is said in words", () => {
    const meant = Object.keys(numbers).filter((name) => /^PARAMETER_(?!BYTES$)/.test(name));
    assert.deepEqual([Object.keys(VALUES), PARAMETER_NAMES.length], [PARAMETER_NAMES, meant.length]);
    const found = PARAMETER_NAMES.map((name) => {
      const [typed, says] = VALUES[name]!;
      const { body } = parameterOrder(name, typed);
      const number = body.charCodeAt(0);
      assert.equal(parameterWords(number, body.slice(2, 2 + body.charCodeAt(1))), says);
      const unset = parameterOrder(name, "default").body;
      assert.equal(unset, String.fromCharCode(number) + "\0".repeat(17));
      return number;
    });
    assert.deepEqual(
      found.sort(),
      meant.map((_, number) => number),
    );
  });

  it("say volts where there is a clamp", () => {
    assert.equal(parameterWords(numbers.PARAMETER_MAINS_VOLTS, "\0\xe6"), "mains volts 230");
  });

  it("have hex for what is no value of theirs", () => {
    assert.equal(parameterWords(numbers.PARAMETER_LOCAL_TIME, "\x04\x04"), "parameter 4 0404");
    assert.equal(
      parameterWords(numbers.PARAMETER_LOCAL_TIME, "\x04\x04\x0d\x05\0\0\x0a\x05\0\0"),
      "parameter 4 04040d0500000a050000",
    );
    assert.equal(parameterWords(11, "ab"), "parameter 11 6162");
  });
});

describe("local time as people type it", () => {
  it("is the rule of the meter, and is read as it is typed", () => {
    for (const [typed, bytes, says] of [
      [
        "UTC+01:00,01:00,3/last/Sunday/02:00,10/last/Sunday/02:00",
        "0404030500040a050004",
        "local time +01:00, summer time 01:00 ahead from 3/last/Sunday/02:00 to 10/last/Sunday/02:00",
      ],
      [
        "+10:30,00:30,10/1/Sunday/02:00,4/1/Saturday/01:30",
        "2a020a01000404010603",
        "local time +10:30, summer time 00:30 ahead from 10/1/Sunday/02:00 to 4/1/Saturday/01:30",
      ],
      ["UTC-03:30", "f2000101000001010000", "local time -03:30, no summer time"],
    ] as const) {
      const made = localTimeBytes(typed);
      assert.equal(Buffer.from(made, "latin1").toString("hex"), bytes);
      assert.equal(localTimeWords(made), says);
    }
  });

  it("is refused otherwise, with the word that is wrong", () => {
    const is =
      "UTC+HH:MM, or behind it AHEAD,START,END, each change as MONTH/WEEK/DAY/TIME such as 3/last/Sunday/01:00";
    const change = "10/last/Sunday/02:00";
    for (const [typed, wrong] of [
      ["01:00", "01:00"],
      ["+1:00", "+1:00"],
      ["+01:10", "+01:10"],
      ["+14:15", "+14:15"],
      ["UTC-12:15", "-12:15"],
      ["+01:00,01:00", "+01:00,01:00"],
      [`+01:00,02:15,3/last/Sunday/02:00,${change}`, "02:15"],
      [`+01:00,+01:00,3/last/Sunday/02:00,${change}`, `+01:00,+01:00,3/last/Sunday/02:00,${change}`],
      [`+01:00,01:00,13/last/Sunday/02:00,${change}`, "13/last/Sunday/02:00"],
      [`+01:00,01:00,3/5/Sunday/02:00,${change}`, "3/5/Sunday/02:00"],
      [`+01:00,01:00,3/last/Someday/02:00,${change}`, "3/last/Someday/02:00"],
      [`+01:00,01:00,3/last/Sunday/02:15,${change}`, "3/last/Sunday/02:15"],
    ] as const)
      assert.throws(() => localTimeBytes(typed), { name: "UserError", message: `local time is ${is}, not "${wrong}"` });
    assert.throws(() => localTimeBytes(`+01:00,01:00,${change},${change}`), {
      name: "UserError",
      message: "summer time does not begin and end in the same month",
    });
  });
});
