// `hasm bench --script` as a person runs it: what it prints, what it writes, how it ends.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ATTACKS } from "../../bench/attack/attack.ts";
import type { benchReport } from "../../bench/report.ts";
import { packed } from "../cli/hasm.ts";

describe("hasm bench --script", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-script-"));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function script(name: string, ...lines: string[]): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, lines.join("\n"));
    return file;
  }

  it("plays it, says each step and what came of it, and ends with it", async () => {
    const file = await script(
      "good.hasm",
      "start 2026-01-15T08:00",
      "household 3600",
      "after 20s query switch",
      "within 5s expect answer done",
    );
    const { exit, stdout, stderr } = await packed(["bench", "--headless", "--script", file]);
    assert.deepEqual([exit, stderr], [0, ""]);
    const lines = stdout.split("\n");
    assert.deepEqual(lines.slice(0, 5), [
      "2026-01-15T08:00:20Z  after 20s query switch",
      "2026-01-15T08:00:20Z  within 5s expect answer done",
      "2026-01-15T08:00:22Z  query switch: meter HASM0001: query switch done",
      "2026-01-15T08:00:22Z  query switch: switch connected",
      "2026-01-15T08:00:22Z  query switch: reasons none",
    ]);
    assert.match(stdout, /\n23 s simulated in .*\nscript .*good\.hasm: 2 steps, 2 passed, 0 failed\n$/);
  });

  it("ends with status 1 where an expectation fails, says which, and reports it", async () => {
    const file = await script(
      "bad.hasm",
      "start 2026-01-15T08:00",
      "after 5s expect relay open",
      "expect relay closed",
    );
    const report = join(folder, "report.json");
    const { exit, stdout, stderr } = await packed(["bench", "--headless", "--script", file, "--report", report]);
    const says = "expected relay open, found closed";
    assert.deepEqual([exit, stderr], [1, `${file}:2: ${says}, at 2026-01-15T08:00:05Z\n`]);
    assert.ok(stdout.includes(`\nscript ${file}: 2 steps, 1 passed, 1 failed\n`), stdout);
    const { script: played } = JSON.parse(await readFile(report, "utf8")) as ReturnType<typeof benchReport>;
    const step = "after 5s expect relay open";
    assert.deepEqual(played, {
      file,
      steps: 2,
      passed: 1,
      failed: [{ line: 2, at: "2026-01-15T08:00:05Z", step, says }],
    });
  });

  it("goes on to the end of --for, and fails where that comes before the end of the script", async () => {
    const file = await script("short.hasm", "after 30s expect relay closed");
    const long = await packed(["bench", "--headless", "--script", file, "--for", "1m"]);
    assert.deepEqual([long.exit, long.stdout.includes("\n60 s simulated in ")], [0, true]);
    const short = await packed(["bench", "--headless", "--script", file, "--for", "20s"]);
    const says = `${file}:1: the run ended before after 30s expect relay closed, at 2026-01-15T18:00:20Z\n`;
    assert.deepEqual([short.exit, short.stderr], [1, says]);
  });

  it("takes options in the place of the head, and plays live as well", async () => {
    const file = await script(
      "live.hasm",
      "start 2026-01-15T08:00",
      "after 30s load 2000",
      "after 30s expect power 1990..2010",
    );
    const { exit, stdout, stderr } = await packed([
      ...["bench", "--no-page", "--script", file, "--speed", "max", "--start", "2026-03-01T12:00", "--for", "2m"],
    ]);
    assert.deepEqual([exit, stderr], [0, ""]);
    assert.match(stdout, /^2026-03-01T12:00:30Z {2}load 2000: the load is held at 2000 W$/m);
    assert.match(stdout, /^2026-03-01T12:\d\d:\d\dZ {2}lcd \[/m);
  });

  it("plays nothing of a script that is not understood, or that the bench cannot play", async () => {
    const wrong = await script("wrong.hasm", "off", "on now");
    const attack = await script("attack.hasm", "off", "attack gravity");
    const keys = await script("head.hasm", "household none.csv", "off");
    for (const [file, says] of [
      [join(folder, "none.hasm"), `cannot read ${join(folder, "none.hasm")}: ENOENT`],
      [wrong, `${wrong}:2: it is "on": "now" is too much`],
      [attack, `${attack}:2: there is no attack gravity: ${ATTACKS.map(({ name }) => name).join(", ")}`],
      [keys, `cannot read ${join(folder, "none.csv")}: ENOENT`],
    ] as const)
      assert.deepEqual(await packed(["bench", "--headless", "--script", file]), {
        exit: 1,
        stdout: "",
        stderr: `${says}\n`,
      });
  });
});
