// Files that are no complete, ordered load of one household: each is refused, with the line to blame and these very words.

import assert from "node:assert/strict";
import { LoadError, type LoadErrorKind } from "../../bench/load/load-error.ts";
import { readLoadFile } from "../../bench/load/load-file.ts";

function uci(...rows: readonly string[]): string {
  return ["Date;Time;Global_active_power;Voltage", ...rows, ""].join("\n");
}

function london(...rows: readonly string[]): string {
  return ["LCLid,tstp,energy_kWh", ...rows, ""].join("\n");
}

interface Refused {
  readonly title: string;
  readonly text: string;
  readonly kind: LoadErrorKind;
  readonly line?: number;
  readonly says: string;
}

const EXPECTED = 'expected "Date;Time;Global_active_power;..." or "LCLid,tstp,energy_kWh"';
const READ = "at most 6 digits, a point and 9 digits are read";
const M0 = "1/2/2007;00:00:00;1;0";
const H0 = "M1,2013-01-01 00:00:00.0000000, 1 ";

const refused: readonly Refused[] = [
  { title: "no text", text: "", kind: "empty", says: "the file is empty" },
  { title: "no row", text: uci(), kind: "empty", says: "a header and no row" },
  {
    title: "unknown header",
    text: "time,kW\n1,2\n",
    kind: "unknown-header",
    line: 1,
    says: `unknown header "time,kW", ${EXPECTED}`,
  },
  {
    title: "a header that only begins alike",
    text: "Date;Time;Global_active_power_kW\n",
    kind: "unknown-header",
    line: 1,
    says: `unknown header "Date;Time;Global_active_power_kW", ${EXPECTED}`,
  },
  {
    title: "a long binary header",
    text: `\x00${"a".repeat(100)}`,
    kind: "unknown-header",
    line: 1,
    says: `unknown header "\\u0000${"a".repeat(59)}...", ${EXPECTED}`,
  },
  ...each("bad-row", 2, [
    ["too few columns", uci("1/2/2007;00:00:00;1"), "3 columns where the header has 4"],
    ["too many columns", london("M,2013-01-01 00:00:00,1,5"), "4 columns where the header has 3"],
    ["blank line before the first row", uci("", M0), "blank line"],
  ]),
  ...each("bad-row", 3, [
    ["blank line between rows", uci(M0, "", "1/2/2007;00:01:00;1;0"), "blank line"],
    ["blank line at the end", uci(M0, ""), "blank line"],
    ["a line of blanks", uci(M0, "  "), "1 column where the header has 4"],
  ]),
  ...each("bad-number", 2, [
    ["word", uci("1/2/2007;00:00:00;much;0"), '"much" is no number for power in kW'],
    ["exponent", uci("1/2/2007;00:00:00;1e3;0"), '"1e3" is no number for power in kW'],
    ["comma", uci("1/2/2007;00:00:00;0,5;0"), '"0,5" is no number for power in kW'],
    ["NaN", london("M,2013-01-01 00:00:00,NaN"), '"NaN" is no number for energy in kWh'],
    [
      "too many decimals",
      london("M,2013-01-01 00:00:00,0.0000000001"),
      `"0.0000000001" is no number for energy in kWh: ${READ}`,
    ],
    ["too many digits", uci("1/2/2007;00:00:00;1000000;0"), `"1000000" is no number for power in kW: ${READ}`],
  ]),
  ...each("negative-value", 2, [
    ["negative power", uci("1/2/2007;00:00:00;-0.5;0"), '"-0.5" is a negative power in kW'],
    ["negative energy", london("M,2013-01-01 00:00:00,-1"), '"-1" is a negative energy in kWh'],
  ]),
  ...each("missing-value", 3, [
    ["question mark", uci(M0, "1/2/2007;00:01:00;?;?"), 'no value for power in kW ("?")'],
    ["Null", london(H0, "M1,2013-01-01 00:30:00,Null"), 'no value for energy in kWh ("Null")'],
    ["nothing", london(H0, "M1,2013-01-01 00:30:00, "), 'no value for energy in kWh ("")'],
  ]),
  ...each("bad-stamp", 2, [
    ["30 February", uci("30/2/2007;00:00:00;1;0"), '"30/2/2007 00:00:00" is no date and time'],
    ["29 February 2013", london("M,2013-02-29 00:00:00,1"), '"2013-02-29 00:00:00" is no date and time'],
    ["month 13", uci("1/13/2007;00:00:00;1;0"), '"1/13/2007 00:00:00" is no date and time'],
    ["24 o'clock", uci("1/2/2007;24:00:00;1;0"), '"1/2/2007 24:00:00" is no date and time'],
    ["minute 60", uci("1/2/2007;00:60:00;1;0"), '"1/2/2007 00:60:00" is no date and time'],
    ["date of the other format", uci("2007-02-01;00:00:00;1;0"), '"2007-02-01 00:00:00" is no date and time'],
    ["part of a second", london("M,2013-01-01 00:00:00.5,1"), '"2013-01-01 00:00:00.5" is no date and time'],
  ]),
  ...each("off-grid", 2, [
    [
      "quarter hour",
      london("M,2013-01-01 00:15:00,1"),
      "2013-01-01T00:15:00Z is not at a whole interval of 30 minutes",
    ],
    ["half minute", uci("1/2/2007;00:00:30;1;0"), "2007-02-01T00:00:30Z is not at a whole interval of 1 minute"],
  ]),
  ...each("duplicate-stamp", 3, [
    ["the same minute", uci(M0, M0), "2007-02-01T00:00:00Z a second time"],
    ["the same half hour", london(H0, H0), "2013-01-01T00:00:00Z a second time"],
  ]),
  ...each("time-backwards", 4, [
    [
      "an earlier minute",
      uci(M0, "1/2/2007;00:01:00;1;0", "31/1/2007;23:59:00;1;0"),
      "time runs backwards, 2007-01-31T23:59:00Z after 2007-02-01T00:01:00Z",
    ],
  ]),
  ...each("gap", 3, [
    [
      "one minute",
      uci(M0, "1/2/2007;00:02:00;1;0"),
      "gap from 2007-02-01T00:01:00Z to 2007-02-01T00:02:00Z, 1 minute without a row",
    ],
    [
      "three minutes",
      uci(M0, "1/2/2007;00:04:00;1;0"),
      "gap from 2007-02-01T00:01:00Z to 2007-02-01T00:04:00Z, 3 minutes without a row",
    ],
    [
      "one half hour",
      london(H0, "M1,2013-01-01 01:00:00,1"),
      "gap from 2013-01-01T00:30:00Z to 2013-01-01T01:00:00Z, 30 minutes without a row",
    ],
  ]),
  ...each("several-households", 3, [
    [
      "a second household",
      london(H0, "M2,2013-01-01 00:30:00,1"),
      'household "M2" after rows of "M1": one file, one household',
    ],
  ]),
];

function each(kind: LoadErrorKind, line: number, cases: readonly (readonly [string, string, string])[]): Refused[] {
  return cases.map(([title, text, says]) => ({ title, text, kind, line, says }));
}

describe("load file, refused", () => {
  for (const { title, text, kind, line, says } of refused) {
    it(`${kind}: ${title}`, () => {
      let error: unknown;
      try {
        readLoadFile(text, "load.txt");
      } catch (thrown) {
        error = thrown;
      }
      assert.ok(error instanceof LoadError, String(error));
      const message = line === undefined ? `load.txt: ${says}` : `load.txt, line ${line}: ${says}`;
      assert.deepEqual(
        { kind: error.kind, file: error.file, line: error.line, message: error.message },
        { kind, file: "load.txt", line, message },
      );
    });
  }
});
