// When a script begins on real boards, and what its moments are then.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asInScript } from "../../bench/loop/moments.ts";
import { shiftOf } from "../../bench/loop/script-head.ts";
import { parseScript } from "../../bench/script/script.ts";

const START_S = Date.UTC(2026, 0, 15, 8) / 1000;
const NOW_S = Date.UTC(2026, 5, 1, 9, 58, 20) / 1000;

const tariff = (...rates: readonly string[]): string =>
  JSON.stringify({
    ...{ version: 1, currency: "EUR", zone: { standard: "+00:00" }, rates: rates.map((name) => ({ name })) },
    ...{ standingCharge: "0", prices: [Object.fromEntries(rates.map((name) => [name, "0.30000"]))] },
    dayTypes: { day: { rates: [`00:00-24:00 ${rates[0]!}`] } },
    seasons: [{ from: "01-01", week: Array.from({ length: 7 }, () => "day") }],
  });

describe("moments of a script on real boards", () => {
  const folder = mkdtempSync(join(tmpdir(), "hasm-head-"));
  after(() => rmSync(folder, { recursive: true }));
  const begins = (...lines: readonly string[]): string => {
    const shiftS = shiftOf(parseScript(lines.join("\n"), "test.hasm"), NOW_S, (name) => join(folder, name));
    return new Date((START_S + shiftS) * 1000).toISOString();
  };

  it("are those of now where it goes by no clock", () => {
    assert.equal(shiftOf(parseScript("query", "test.hasm"), NOW_S, String), 0);
    assert.equal(begins("start 2026-01-15T08:00", "after 1h query"), "2026-06-01T09:58:20.000Z");
  });

  it("are moved by whole quarter hours where it names moments", () => {
    assert.equal(begins("start 2026-01-15T08:00", "at 08:15:10 query"), "2026-06-01T10:00:00.000Z");
  });

  it("are moved by whole days where a tariff goes by the time of the day", () => {
    writeFileSync(join(folder, "one.json"), tariff("flat"));
    writeFileSync(join(folder, "two.json"), tariff("day", "night"));
    const steps = (file: string): string[] => ["start 2026-01-15T08:00", `tariff ${file} from 2026-01-15T08:15`];
    assert.equal(begins(...steps("one.json")), "2026-06-01T10:00:00.000Z");
    assert.equal(begins(...steps("two.json")), "2026-06-02T08:00:00.000Z");
  });

  it("are those of the script in what the meter says", () => {
    const says = "7  2026-06-01T10:15:00Z  import 900 Wh, of 2026-06-01T10:00:00Z";
    assert.equal(asInScript(says, 900), "7  2026-06-01T10:00:00Z  import 900 Wh, of 2026-06-01T09:45:00Z");
    assert.equal(asInScript(says, 0), says);
  });
});
