// Times as people type them: what is understood, and the exact words for what is not.

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDuration, parseStart } from "../../bench/duration.ts";

describe("duration", () => {
  for (const [text, seconds] of [
    ["1s", 1],
    ["90s", 90],
    ["15m", 900],
    ["48h", 172_800],
    ["2d", 172_800],
    ["007m", 420],
    ["36500d", 3_153_600_000],
  ] as const) {
    it(`${text} is ${seconds} s`, () => {
      assert.equal(parseDuration(text), seconds);
    });
  }

  for (const text of ["", "48", "h", "0s", "-1h", "1.5h", "1 h", " 1h", "1h ", "1h\n", "1H", "1w", "1h30m", "1e3s"]) {
    it(`${JSON.stringify(text)} is none`, () => {
      const message = `"${text}" is no duration: a whole number and s, m, h or d, such as 48h`;
      assert.throws(() => parseDuration(text), { name: "UserError", message });
    });
  }

  for (const text of ["36501d", "3153600001s", `${"9".repeat(400)}s`]) {
    it(`${text.slice(0, 20)} is too long`, () => {
      assert.throws(() => parseDuration(text), { name: "UserError", message: `"${text}" is too long: at most 36500d` });
    });
  }
});

describe("start", () => {
  const expected = Date.UTC(2007, 1, 1) / 1000;
  for (const [text, seconds] of [
    ["2007-02-01", expected],
    ["2007-02-01Z", expected],
    ["2007-02-01T00:00", expected],
    ["2007-02-01T00:00Z", expected],
    ["2007-02-01T13:14", expected + 13 * 3600 + 14 * 60],
    ["2007-02-01T13:14:15Z", expected + 13 * 3600 + 14 * 60 + 15],
  ] as const) {
    it(`${text} is ${seconds}`, () => {
      assert.equal(parseStart(text), seconds);
    });
  }

  it("is any second, whatever the computer's own time zone", () => {
    const anySecond = fc.integer({ min: 0, max: Date.UTC(2100, 0) / 1000 - 1 });
    fc.assert(
      fc.property(anySecond, (seconds) => {
        const iso = new Date(seconds * 1000).toISOString().slice(0, 19);
        assert.equal(parseStart(iso), seconds);
        assert.equal(parseStart(`${iso}Z`), seconds);
      }),
    );
  });

  for (const text of [
    "",
    "yesterday",
    "1/2/2007",
    "2007-2-1",
    "2007-02-30",
    "2007-13-01",
    "2007-00-10",
    "2007-02-29",
    "2007-02-01T25:00",
    "2007-02-01T24:00",
    "2007-02-01T00:60",
    "2007-02-01T00:00+01:00",
    "2007-02-01 00:00",
    "2007-02-01T00:00:00.5",
    "+002007-02-01",
  ]) {
    it(`${JSON.stringify(text)} is none`, () => {
      const message = `"${text}" is no moment: ISO 8601 in UTC, such as 2007-02-01T00:00`;
      assert.throws(() => parseStart(text), { name: "UserError", message });
    });
  }
});
