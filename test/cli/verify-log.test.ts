// `hasm verify-log` as a person runs it: its words to the character, its exit status, what it refuses.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyFile, meterLogKeysFile, offSwitchLogKeysFile } from "../../bench/key-file.ts";
import { logEntries } from "../../bench/log-entries.ts";
import { encodeLogFile } from "../../bench/log-file.ts";
import { verifyLog } from "../../bench/verify-log.ts";
import { appendEntry } from "../../firmware/store/log.ts";
import type { Run } from "../finished.ts";
import { exported, flipBit, KEYS, METER_KEYS, partWith, withRecords } from "../log-rig.ts";
import { hasm, packed } from "./hasm.ts";

const { log } = partWith(500);
assert.ok(appendEntry(log, "refused", 41));
assert.ok(appendEntry(log, "refused", 82));
const good = exported(log);
const bytes = encodeLogFile(good);
const edited = withRecords(good, (all) =>
  all.map((one, i) => (i === 99 ? { ...one, text: flipBit(one.text, 80) } : one)),
);

/** Files by name. */
const FILES: Readonly<Record<string, string>> = {
  "good.hl1": bytes,
  "edited.hl1": encodeLogFile(edited),
  "removed.hl1": encodeLogFile(withRecords(good, (all) => all.toSpliced(3, 2))),
  "reordered.hl1": encodeLogFile(withRecords(good, (all) => [...all.slice(0, 7), all[8]!, all[7]!, ...all.slice(9)])),
  "cut.hl1": encodeLogFile(withRecords(good, (all) => all.slice(0, -1))),
  "unclosed.hl1": bytes.slice(0, -16),
  "other.hl1": encodeLogFile({ ...good, meterId: "\x1b[2JEVIL" }),
  "short.hl1": bytes.slice(0, -17),
  "long.hl1": bytes + "!",
  "log.txt": "2026-01-15 all is well\n",
  keys: meterLogKeysFile(METER_KEYS),
  "off-switch-keys": offSwitchLogKeysFile(METER_KEYS),
  "board-keys": keyFile("HASM0001", 1, [[1, "c".repeat(32)]]),
  "bad-keys": flipBit(meterLogKeysFile(METER_KEYS), 99),
};

const PAGE = `Usage: hasm verify-log [options] <file>

verify an exported log and name the first record that is wrong

Arguments:
  file           the exported log

Options:
  --keys <file>  what the central system holds for the processor whose log it is
  --json         print verdict and summary as JSON
  --entries      print what the verified records say, too
  -h, --help     display help for command
`;

const [first, last] = [log.oldest, log.ring.record];
const dropped = `dropped ${first - 1}, lost unacknowledged ${first - 1}`;
function summary(records: number, end: number, verified: number, merged = "merged 0 entries in 0 records"): string {
  return `records ${records} (${first} to ${end}), verified ${verified}, ${dropped}, ${merged}\n`;
}

const ALL = good.records.length;
const MERGED = "merged 123 entries in 2 records";
const NOTHING = "verified 0, dropped 0, lost unacknowledged 0, merged 0 entries in 0 records\n";

const verdicts: Readonly<Record<string, string>> = {
  "good.hl1": "intact\n" + summary(ALL, last, ALL, MERGED),
  "edited.hl1": `not intact: record ${first + 99} was edited\n` + summary(ALL, last, 99),
  "removed.hl1": `not intact: record ${first + 3} was removed\n` + summary(ALL - 2, last, 3),
  "reordered.hl1": `not intact: records are out of order at ${first + 7}\n` + summary(ALL, last, 7),
  "cut.hl1":
    `not intact: cut off after record ${last - 1}\n` +
    summary(ALL - 1, last - 1, ALL - 1, "merged 41 entries in 1 records"),
  "unclosed.hl1": `not intact: cut off after record ${last}\n` + summary(ALL, last, ALL, MERGED),
  "other.hl1":
    'not intact: a log of meter "\\x1b[2JEVIL", and keys of meter "HASM0001"\n' + `records ${ALL}, ${NOTHING}`,
};

const unreadable: readonly (readonly [file: string, keys: string, says: string])[] = [
  ["none.hl1", "keys", "cannot read @/none.hl1: ENOENT"],
  ["good.hl1", "none", "cannot read @/none: ENOENT"],
  ["short.hl1", "keys", "@/short.hl1 is cut short: 17 bytes missing"],
  ["long.hl1", "keys", "@/long.hl1 is 1 byte longer than it says"],
  ["log.txt", "keys", "@/log.txt is no exported log"],
  ["good.hl1", "bad-keys", "@/bad-keys is damaged: its length or its CRC is wrong"],
  ["good.hl1", "board-keys", "@/board-keys holds no log root (key 3)"],
];

describe("hasm verify-log", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-verify-log-"));
    for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content, "latin1");
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const verify = (file: string, keys: string, ...more: string[]): Promise<Run> =>
    packed(["verify-log", `${folder}/${file}`, "--keys", `${folder}/${keys}`, ...more]);

  it("prints its page", async () => {
    assert.deepEqual(await hasm(["verify-log", "--help"]), { exit: 0, stdout: PAGE, stderr: "" });
  });

  for (const [name, stdout] of Object.entries(verdicts)) {
    it(`${name}: ${stdout.split("\n")[0]!}`, async () => {
      assert.deepEqual(await verify(name, "keys"), { exit: name === "good.hl1" ? 0 : 1, stdout, stderr: "" });
    });
  }

  it("names keys that are not the log's", async () => {
    const stdout = `not intact: nothing in it was made under these keys\nrecords ${ALL}, ${NOTHING}`;
    assert.deepEqual(await verify("good.hl1", "off-switch-keys"), { exit: 1, stdout, stderr: "" });
  });

  it("--json prints verdict and summary, with the same exit status", async () => {
    for (const [name, file, exit] of [
      ["good.hl1", good, 0],
      ["edited.hl1", edited, 1],
    ] as const) {
      const run = await verify(name, "keys", "--json");
      assert.deepEqual({ exit: run.exit, stderr: run.stderr }, { exit, stderr: "" });
      assert.deepEqual(JSON.parse(run.stdout), verifyLog(file, KEYS));
    }
  });

  it("--entries prints what stands before the first wrong record, and nothing of what comes after", async () => {
    const { exit, stdout } = await verify("edited.hl1", "keys", "--entries");
    const lines = stdout.trimEnd().split("\n");
    assert.deepEqual([exit, lines.length], [1, 2 + 99]);
    assert.equal(lines[2]!.split("  ")[0], `${first}`);
    assert.equal(lines.at(-1)!.split("  ")[0], `${first + 98}`);
    const whole = await verify("good.hl1", "keys", "--entries");
    const last = whole.stdout.trimEnd().split("\n").at(-1);
    assert.equal(last, `${first + ALL - 1}  -  unknown entry 72656675736564, 82 times`);
    assert.equal((await verify("other.hl1", "keys", "--entries")).stdout, verdicts["other.hl1"]);
  });

  it("--json --entries has them as a list", async () => {
    const { stdout } = await verify("edited.hl1", "keys", "--json", "--entries");
    assert.deepEqual(JSON.parse(stdout), { ...verifyLog(edited, KEYS), entries: logEntries(edited, 99) });
  });

  for (const [file, keys, says] of unreadable) {
    it(says, async () => {
      assert.deepEqual(await verify(file, keys), { exit: 2, stdout: "", stderr: `${says.replace("@", folder)}\n` });
    });
  }

  it("ends with 2 where the command itself is wrong", async () => {
    for (const [args, says] of [
      [[], "error: required option '--keys <file>' not specified"],
      [["--keys", "k"], "error: missing required argument 'file'"],
      [["f", "--keys", "k", "--bogus"], "error: unknown option '--bogus'"],
      [["f", "g", "--keys", "k"], "error: too many arguments for 'verify-log'. Expected 1 argument but got 2."],
    ] as const)
      assert.deepEqual(await packed(["verify-log", ...args]), { exit: 2, stdout: "", stderr: `${says}\n` });
  });
});
