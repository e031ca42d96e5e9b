// What a person may ask for and cannot have: one line that says what and why, exit status 1, and never a stack.

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packed } from "./hasm.ts";

const HEADER = "Date;Time;Global_active_power";
const EXPECTED = 'expected "Date;Time;Global_active_power;..." or "LCLid,tstp,energy_kWh"';
const minutes = (first: number, count: number, kw = "1.000"): string[] =>
  Array.from({ length: count }, (_, i) => `1/2/2007;00:${String(first + i).padStart(2, "0")}:00;${kw}`);
const uci = (...rows: string[]): string => [HEADER, ...rows, ""].join("\n");

/** Load files by name. */
const FILES: Readonly<Record<string, string>> = {
  "good.txt": uci(...minutes(0, 10)),
  "gap.txt": uci(...minutes(0, 2), ...minutes(5, 2)),
  "header.txt": "time,watts\n1,2\n",
  "empty.txt": "",
  "hole.txt": uci(...minutes(0, 1), ...minutes(1, 1, "?")),
  "fast.txt": uci(...minutes(0, 3, "90.000")),
  "old.txt": uci(...minutes(0, 10)).replaceAll("/2007", "/1999"),
};

interface Refused {
  readonly args: readonly string[];
  readonly says: string;
}

const NO_DURATION = "is no duration: a whole number and s, m, h or d, such as 48h";
const NO_MOMENT = "is no moment: ISO 8601 in UTC, such as 2007-02-01T00:00";
const bench = (...args: string[]): string[] => ["bench", "--headless", ...args];

const refused: readonly Refused[] = [
  { args: ["bogus"], says: "error: unknown command 'bogus'" },
  { args: ["bench", "--nonsense"], says: "error: unknown option '--nonsense'" },
  { args: ["bench", "--for"], says: "error: option '--for <duration>' argument missing" },
  { args: ["build", "extra"], says: "error: too many arguments for 'build'. Expected 0 arguments but got 1." },
  { args: bench("--for", "soon"), says: `"soon" ${NO_DURATION}` },
  { args: bench("--for", "0h"), says: `"0h" ${NO_DURATION}` },
  { args: bench("--for", "99999d"), says: '"99999d" is too long: at most 36500d' },
  { args: bench("--start", "2007-02-30"), says: `"2007-02-30" ${NO_MOMENT}` },
  {
    args: bench("--for", "1h", "--start", "1999-12-31T23:59"),
    says: "a run lies in the years 2000 to 2099, not from 1999-12-31T23:59:00Z to 2000-01-01T00:59:00Z",
  },
  {
    args: bench("--for", "36500d"),
    says: "a run lies in the years 2000 to 2099, not from 2026-01-15T18:00:00Z to 2125-12-22T18:00:00Z",
  },
  { args: bench("--seed", "-1"), says: '--seed is a whole number, not "-1"' },
  { args: bench("--seed", "1.5"), says: '--seed is a whole number, not "1.5"' },
  { args: bench("--meters", "many"), says: '--meters is a whole number, not "many"' },
  {
    args: bench("--meters", "0"),
    says: "--meters is 1 to 20, not 0: each takes the time and the memory of a whole one",
  },
  {
    args: bench("--meters", "21"),
    says: "--meters is 1 to 20, not 21: each takes the time and the memory of a whole one",
  },
  { args: bench("--generation", "sunny"), says: '--generation is a whole number, not "sunny"' },
  { args: bench("--generation", "999"), says: "--generation is 1000 to 20000 W, not 999" },
  { args: bench("--generation", "20001"), says: "--generation is 1000 to 20000 W, not 20001" },
  { args: bench("--speed", "0"), says: '--speed is a number above 0 or max, not "0"' },
  { args: bench("--speed", "fast"), says: '--speed is a number above 0 or max, not "fast"' },
  { args: bench("--window", "25h"), says: '--window is 0 to 86400 s, not "25h"' },
  {
    args: bench("--window", "1h", "--keys", "@"),
    says: "--window and --keys exclude each other: that meter has its policy",
  },
  { args: bench("--load", "@/none.txt"), says: "cannot read @/none.txt: ENOENT" },
  { args: bench("--load", "@"), says: "cannot read @: EISDIR" },
  { args: bench("--load", "@/empty.txt"), says: "empty.txt: the file is empty" },
  { args: bench("--load", "@/header.txt"), says: `header.txt, line 1: unknown header "time,watts", ${EXPECTED}` },
  {
    args: bench("--load", "@/gap.txt"),
    says: "gap.txt, line 4: gap from 2007-02-01T00:02:00Z to 2007-02-01T00:05:00Z, 3 minutes without a row",
  },
  { args: bench("--load", "@/hole.txt"), says: 'hole.txt, line 3: no value for power in kW ("?")' },
  {
    args: bench("--load", "@/good.txt", "--for", "1h"),
    says: "good.txt: load ends at 2007-02-01T00:10:00Z, asked for 2007-02-01T01:00:00Z",
  },
  {
    args: bench("--load", "@/good.txt"),
    says: "good.txt: load ends at 2007-02-01T00:10:00Z, asked for 2007-02-02T00:00:00Z",
  },
  {
    args: bench("--load", "@/good.txt", "--for", "5m", "--start", "2007-01-31"),
    says: "good.txt: load begins at 2007-02-01T00:00:00Z, asked for 2007-01-31T00:00:00Z",
  },
  {
    args: ["bench", "--speed", "max", "--load", "@/good.txt", "--start", "2007-02-01T00:10"],
    says: "good.txt: load ends at 2007-02-01T00:10:00Z, asked for 2007-02-01T00:11:00Z",
  },
  {
    args: bench("--load", "@/old.txt", "--for", "5m"),
    says: "a run lies in the years 2000 to 2099, not from 1999-02-01T00:00:00Z to 1999-02-01T00:05:00Z",
  },
  {
    args: bench("--load", "@/fast.txt", "--for", "2m"),
    says:
      "load from 2007-02-01T00:00:00Z to 2007-02-01T00:01:00Z: 90 kW at 1000 imp/kWh is a pulse every 40000 us, " +
      "S0 carries one in 60000 us at most",
  },
  {
    args: bench("--port", "1"),
    says: "--port and --headless exclude each other: the page belongs to the live view",
  },
  { args: ["bench", "--no-page", "--host", "::1"], says: "--host and --no-page exclude each other" },
  { args: ["policy", "--svg", "@/none/policy.svg"], says: "cannot write @/none/policy.svg: ENOENT" },
  { args: ["cost", "--runs", "0"], says: '--runs is a whole number above 0, not "0"' },
];

describe("hasm refuses in one line", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-refused-"));
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  for (const { args, says } of refused) {
    it(`hasm ${args.join(" ")}`, async () => {
      const run = await packed(args.map((arg) => arg.replace("@", folder)));
      assert.deepEqual(run, { exit: 1, stdout: "", stderr: `${says.replace("@", folder)}\n` });
    });
  }

  it("and writes no report where the run did not take place", async () => {
    const { exit } = await packed(bench("--load", join(folder, "gap.txt"), "--report", join(folder, "report.json")));
    assert.equal(exit, 1);
    assert.deepEqual((await readdir(folder)).sort(), Object.keys(FILES).sort());
  });
});
