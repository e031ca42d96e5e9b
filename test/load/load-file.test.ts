// Load files: what is read is exact and complete, and a window of it is what was asked for.
// Files that are refused: see refused-load-file.test.ts.

import assert from "node:assert/strict";
import fc from "fast-check";
import { LoadError, type LoadErrorKind } from "../../bench/load/load-error.ts";
import { profileLoad, readLoadFile, window } from "../../bench/load/load-file.ts";
import { energyUj } from "../../bench/load/load.ts";

const UCI = "Date;Time;Global_active_power;Global_reactive_power";
const LONDON = "LCLid,tstp,energy_kWh";

function refusal(run: () => unknown): { kind: LoadErrorKind; line: number | undefined; message: string } {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof LoadError, String(error));
    assert.equal(error.file, "load.txt");
    const { kind, line, message } = error;
    return { kind, line, message };
  }
  return assert.fail("the file was accepted");
}

describe("load file", () => {
  it("reads UCI minutes as exact microwatts", () => {
    const text = `${UCI}\n31/1/2007;23:59:00;0.234;0.1\n1/2/2007;00:00:00;12;0.1\n01/02/2007;00:01:00;0.000000001;0.1\n`;
    assert.deepEqual(readLoadFile(text, "load.txt"), {
      source: "load.txt",
      startS: Date.UTC(2007, 0, 31, 23, 59) / 1000,
      intervalS: 60,
      powersUw: [234_000_000, 12_000_000_000, 1],
    });
  });

  it("reads London half hours as exact microwatts, blanks and seven decimals included", () => {
    const text = `${LONDON}\nMAC1,2013-01-01 00:00:00.0000000, 0.509 \nMAC1,2013-01-01 00:30:00,1.2869999`;
    assert.deepEqual(readLoadFile(text, "load.txt"), {
      source: "load.txt",
      startS: Date.UTC(2013, 0, 1) / 1000,
      intervalS: 1800,
      powersUw: [1_018_000_000, 2_573_999_800],
    });
  });

  it("takes CRLF, and does without a last line end", () => {
    const lines = [UCI, "1/2/2007;00:00:00;1.5;0", "1/2/2007;00:01:00;2.5;0"];
    const expected = readLoadFile(lines.join("\n"), "load.txt");
    for (const text of [lines.join("\r\n"), `${lines.join("\r\n")}\r\n`, `${lines.join("\n")}\n`]) {
      assert.deepEqual(readLoadFile(text, "load.txt"), expected);
    }
  });

  it("reads what was written, or throws LoadError: rows spoiled at random", () => {
    const header = fc.constantFrom(UCI, LONDON, "");
    const cell = fc.oneof(
      fc.constantFrom("1/2/2007", "00:00:00", "00:01:00", "1.5", "?", "M1", "2013-01-01 00:00:00.0000000", " 0.5 "),
      fc.string({ unit: "binary", maxLength: 8 }),
    );
    const row = fc
      .tuple(fc.constantFrom(";", ","), fc.array(cell, { maxLength: 5 }))
      .map(([separator, cells]) => cells.join(separator));
    const text = fc
      .tuple(header, fc.array(row, { maxLength: 6 }), fc.constantFrom("\n", "\r\n", "\r"))
      .map(([first, rows, end]) => [first, ...rows].join(end));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (garbage) => {
        let rows: number;
        try {
          rows = readLoadFile(garbage, "load.txt").powersUw.length;
        } catch (error) {
          assert.ok(error instanceof LoadError, String(error));
          return;
        }
        assert.equal(rows, garbage.replace(/\n$/, "").split("\n").length - 1, "a row was skipped");
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps every minute of a good file", () => {
    const startS = Date.UTC(2008, 1, 28, 23, 50) / 1000;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 1, maxLength: 30 }), (watts) => {
        const rows = watts.map((power, index) => {
          const at = new Date((startS + index * 60) * 1000);
          const date = `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear()}`;
          return `${date};${at.toISOString().slice(11, 19)};${(power / 1000).toFixed(3)};0`;
        });
        const profile = readLoadFile([UCI, ...rows].join("\n"), "load.txt");
        assert.equal(profile.startS, startS);
        assert.deepEqual(
          profile.powersUw,
          watts.map((power) => power * 1_000_000),
        );
      }),
    );
  });
});

describe("load window", () => {
  const startS = Date.UTC(2013, 0, 1) / 1000;
  const profile = { source: "load.txt", startS, intervalS: 1800, powersUw: [1, 2, 3, 4] };

  it("is the asked part", () => {
    assert.deepEqual(window(profile, startS + 1800, 3600), { ...profile, startS: startS + 1800, powersUw: [2, 3] });
    assert.deepEqual(window(profile, startS, 7200), profile);
  });

  it("reaches out to whole intervals", () => {
    assert.deepEqual(window(profile, startS + 1799, 2), { ...profile, powersUw: [1, 2] });
  });

  it("refuses to begin before the load", () => {
    assert.deepEqual(
      refusal(() => window(profile, startS - 60, 60)),
      {
        kind: "not-covered",
        line: undefined,
        message: "load.txt: load begins at 2013-01-01T00:00:00Z, asked for 2012-12-31T23:59:00Z",
      },
    );
  });

  it("refuses to end after the load", () => {
    assert.deepEqual(
      refusal(() => window(profile, startS, 7201)),
      {
        kind: "not-covered",
        line: undefined,
        message: "load.txt: load ends at 2013-01-01T02:00:00Z, asked for 2013-01-01T02:00:01Z",
      },
    );
  });

  it("counts energy to the second, and none outside of the load", () => {
    const load = profileLoad(profile);
    assert.equal(energyUj(load, startS + 1790, startS + 1810), 10n * 1n + 10n * 2n);
    assert.equal(energyUj(load, startS - 1000, startS + 100_000), 1800n * (1n + 2n + 3n + 4n));
    assert.equal(energyUj(load, startS + 7200, startS + 9000), 0n);
    assert.equal(energyUj(load, startS + 10, startS + 10), 0n);
  });
});
