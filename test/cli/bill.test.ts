// `hasm bill` as a person runs it: its words to the character, its exit status, how loudly it says that a log is not verified.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { meterLogKeysFile, offSwitchLogKeysFile } from "../../bench/key-file.ts";
import { encodeLogFile } from "../../bench/log-file.ts";
import { openLogOn } from "../../bench/flash-part.ts";
import { tariffText } from "../../bench/tariff/write.ts";
import { appendEntry } from "../../firmware/store/log.ts";
import { entryBytes, LONDON_FILE, utc, version } from "../bench/bill/log.ts";
import type { Made } from "../bench/bill/log.ts";
import type { Run } from "../finished.ts";
import { exported, flipBit, freshPart, KEYS, METER_KEYS, METROLOGY, SECURITY, withRecords } from "../log-rig.ts";
import { hasm, packed } from "./hasm.ts";

const LONDON = fileURLToPath(LONDON_FILE);

/** A Wednesday; the day after, the second tariff comes into force. */
const ENTRIES: readonly Made[] = [
  { at: utc("2013-01-02T06:30"), wh: 1000, rate: 0, status: 1 },
  { at: utc("2013-01-02T17:00"), wh: 4500, rate: 1 },
  { at: utc("2013-01-02T20:00"), wh: 4833, rate: 2 },
  { at: utc("2013-01-03T00:00"), wh: 5000, rate: 1 },
  { at: utc("2013-01-03T06:30"), wh: 6501, rate: 0, tariff: 2 },
];
const SECOND = version(2, {
  standingCharge1e5: 25_000,
  blocks: { period: "day", thresholdsWh: [1000] },
  prices1e5: [
    [3990, 11_760, 67_200],
    [5000, 12_000, 68_000],
  ],
});

const part = freshPart();
const log = openLogOn(part, METROLOGY, KEYS);
for (const entry of ENTRIES) assert.ok(appendEntry(log, entryBytes(entry), 1));
const good = exported(log);
const security = openLogOn(part, SECURITY, KEYS);

const FILES: Readonly<Record<string, string>> = {
  "good.hl1": encodeLogFile(good),
  "edited.hl1": encodeLogFile(
    withRecords(good, (all) =>
      all.map((one, at) => (at === 3 ? { ...one, text: flipBit(one.text, 8 * 13 + 7) } : one)),
    ),
  ),
  "security.hl1": encodeLogFile(exported(security)),
  "second.json": tariffText(SECOND),
  "bad.json": "{}",
  "bad.hl1": "HL1",
  keys: meterLogKeysFile(METER_KEYS),
  "other-keys": offSwitchLogKeysFile(METER_KEYS),
};

const PAGE = `Usage: hasm bill [options]

compute the bill from an exported metrology log and its tariffs

Options:
  --log <file>     the exported log
  --tariff <file>  a tariff that was in force, as JSON; once more for each other
  --keys <file>    what the log is verified under, as by verify-log
  --from <moment>  what entries ended behind it, ISO 8601 in UTC; default: all
  --to <moment>    what entries ended by then
  --json           print the bill as JSON
  -h, --help       display help for command
`;

const BILL = `meter "HASM0001"
from - to 2013-01-03T06:30:00Z, register 0 Wh to 6501 Wh, 5 entries
tariff 1  low     block 1  1000 Wh  0.03990/kWh  0.03990000
tariff 1  normal  block 1  3667 Wh  0.11760/kWh  0.43123920
tariff 1  high    block 1   333 Wh  0.67200/kWh  0.22377600
tariff 2  low     block 1  1000 Wh  0.03990/kWh  0.03990000
tariff 2  low     block 2   501 Wh  0.05000/kWh  0.02505000
energy: 0.75986
standing charge of tariff 1: 1 day at 0.23000: 0.23000
standing charge of tariff 2: 1 day at 0.25000: 0.25000
total: 1.23986 GBP (123986 in 0.00001 GBP)
record 2, - to 2013-01-02T06:30:00Z: a part
`;
const LOUD = "NOT VERIFIED: without --keys nothing shows that the meter wrote this log";

describe("hasm bill", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-bill-"));
    for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content, "latin1");
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const place = (name: string): string => (name.includes("/") ? name : join(folder, name));
  const bill = (file: string, tariffs: readonly string[], ...more: string[]): Promise<Run> =>
    packed(["bill", "--log", place(file), ...tariffs.flatMap((name) => ["--tariff", place(name)]), ...more]);
  const both = [LONDON, "second.json"];

  it("prints its page", async () => {
    assert.deepEqual(await hasm(["bill", "--help"]), { exit: 0, stdout: PAGE, stderr: "" });
  });

  it("of a log that is verified", async () => {
    const run = await bill("good.hl1", both, "--keys", place("keys"));
    assert.deepEqual(run, { exit: 0, stdout: `the log is intact\n${BILL}`, stderr: "" });
  });

  it("prints what docs/tariff.md shows", async () => {
    const page = await readFile(new URL("../../docs/tariff.md", import.meta.url), "utf8");
    const shown = `the log is intact\n${BILL}`.replaceAll(/^(?=.)/gm, "    ");
    assert.ok(page.includes(`\n${shown}\n`), shown);
  });

  it("says loudly that nothing was verified, on the bill and beside it", async () => {
    assert.deepEqual(await bill("good.hl1", both), { exit: 0, stdout: `${LOUD}\n${BILL}`, stderr: `${LOUD}\n` });
  });

  it("says loudly what is wrong with a log, and ends with 1", async () => {
    const run = await bill("edited.hl1", both, "--keys", place("keys"));
    const says = "NOT VERIFIED: not intact: record 4 was edited; 3 of 6 records are vouched for";
    assert.deepEqual([run.exit, run.stderr, run.stdout.split("\n")[0]], [1, `${says}\n`, says]);
    const foreign = await bill("good.hl1", both, "--keys", place("other-keys"));
    const nothing = "NOT VERIFIED: not intact: nothing in it was made under these keys; 0 of 6 records are vouched for";
    assert.deepEqual([foreign.exit, foreign.stderr], [1, `${nothing}\n`]);
  });

  it("of a part of the log, whose tariff alone is asked for", async () => {
    const run = await bill("good.hl1", ["second.json"], "--from", "2013-01-03", "--keys", place("keys"));
    const says = `the log is intact
meter "HASM0001"
from 2013-01-03T00:00:00Z to 2013-01-03T06:30:00Z, register 5000 Wh to 6501 Wh, 1 entry
tariff 2  low  block 1  1000 Wh  0.03990/kWh  0.03990000
tariff 2  low  block 2   501 Wh  0.05000/kWh  0.02505000
what was left over before, less than 0.00001, is not known: it is taken for 0
energy: 0.06495
standing charge of tariff 2: 1 day at 0.25000: 0.25000
total: 0.31495 GBP (31495 in 0.00001 GBP)
`;
    assert.deepEqual(run, { exit: 0, stdout: says, stderr: "" });
    const known = await bill("good.hl1", both, "--from", "2013-01-03", "--keys", place("keys"));
    assert.match(known.stdout, /\nleft over before: 0\.00000520\nenergy: 0\.06495\n/);
  });

  it("--json has the same with names, amounts as texts", async () => {
    const run = await bill("good.hl1", [LONDON], "--json", "--to", "2013-01-02T06:30");
    assert.deepEqual([run.exit, run.stderr], [0, `${LOUD}\n`]);
    assert.deepEqual(JSON.parse(run.stdout), {
      meter: "HASM0001",
      verified: false,
      log: LOUD,
      currency: "GBP",
      entries: 1,
      freeWh: 0,
      blocksAreWhole: true,
      begin: { time: null, importWh: 0 },
      end: { time: "2013-01-02T06:30:00Z", importWh: 1000 },
      energy: [{ version: 1, rate: "low", wh: 1000, block: 1, perKWh: "0.03990", amount: "0.03990000" }],
      carried: "0.00000000",
      energyAmount: "0.03990",
      standing: [{ version: 1, days: 1, perDay: "0.23000", amount: "0.23000" }],
      standingAmount: "0.23000",
      total: "0.26990",
      total1e5: "26990",
      remarks: [{ first: 2, last: 2, entries: 1, from: null, to: "2013-01-02T06:30:00Z", says: "a part" }],
    });
  });

  it("ends with 2 where nothing is billed", async () => {
    for (const [file, tariffs, more, says] of [
      ["none.hl1", both, [], "cannot read @/none.hl1: ENOENT"],
      ["bad.hl1", both, [], "@/bad.hl1 is cut short: 14 bytes missing"],
      ["security.hl1", both, [], "@/security.hl1 is log 2, not the metrology log"],
      ["good.hl1", ["none.json"], [], "cannot read @/none.json: ENOENT"],
      ["good.hl1", ["bad.json"], [], "@/bad.json: version is missing"],
      ["good.hl1", [LONDON], [], "record 6 is at a tariff whose version ends in byte 2: none is given"],
      ["good.hl1", both, ["--keys", "@/bad.json"], "@/bad.json is no key file"],
      ["good.hl1", both, ["--from", "now"], '"now" is no moment: ISO 8601 in UTC, such as 2007-02-01T00:00'],
      ["good.hl1", both, ["--from", "2014-01-01"], "the log has no entry in that time"],
    ] as const) {
      const run = await bill(file, tariffs, ...more.map((one) => one.replace("@", folder)));
      assert.deepEqual(run, { exit: 2, stdout: "", stderr: `${says.replace("@", folder)}\n` });
    }
    assert.deepEqual(await packed(["bill", "--log", "x"]), {
      exit: 2,
      stdout: "",
      stderr: "error: required option '--tariff <file>' not specified\n",
    });
  });
});
