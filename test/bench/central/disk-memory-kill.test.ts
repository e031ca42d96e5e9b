// A process that draws counters as fast as it can is killed 40 times at random moments: nothing that it was given ever comes again, and
// nothing that it took is forgotten.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { createDiskMemory } from "../../../bench/central/disk-memory.ts";
import { ROOT } from "../../../tools/build/bundle.ts";
import { finished } from "../../finished.ts";

const KILLS = 40;
/** How many rounds of draws the longest life may take. */
const LONGEST_LIFE = 3;

describe("memory on disk of a process that is killed", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-kill-"));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  /** The lines of one life; killed so long after its first, or after its first round of draws. Calls `onRound` with how long that took. */
  async function life(
    program: string,
    home: string,
    afterMs: number | undefined,
    onRound: (ms: number) => void = () => undefined,
  ): Promise<readonly string[]> {
    const child = spawn(process.execPath, [program, home], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = finished(child);
    const kill = (): void => void child.kill("SIGKILL");
    let seen = "";
    let beganMs = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      if (seen === "") {
        beganMs = performance.now();
        if (afterMs !== undefined) setTimeout(kill, afterMs);
      }
      seen += chunk.toString();
      if (afterMs !== undefined || !seen.includes("\ncode ") || child.killed) return;
      onRound(performance.now() - beganMs);
      kill();
    });
    const { exit, stdout, stderr } = await ended;
    assert.deepEqual({ exit, stderr }, { exit: null, stderr: "" });
    return stdout.split("\n").slice(0, -1);
  }

  it(`repeats nothing over ${KILLS} lives`, async function () {
    this.timeout(120_000);
    const program = join(folder, "drawer.mjs");
    const entry = `${ROOT}test/bench/central/memory-drawer.ts`;
    await build({ entryPoints: [entry], outfile: program, bundle: true, platform: "node", format: "esm" });
    const home = join(folder, "central");
    const secrets = [1, 2].map((key) => [key, String(key).repeat(32)] as const);
    createDiskMemory(home, "HASM0001", new Map(secrets));
    const last = new Map<string, bigint>();
    let drawn = 0;
    let roundMs = 1;
    const check = (lines: readonly string[]): void => {
      for (const line of lines) {
        const [what = "", number = ""] = line.split(" ");
        const before = last.get(what === "found" ? "received" : what) ?? 0n;
        if (what === "found") assert.ok(BigInt(number) >= before, `${line} after ${before}`);
        else {
          assert.ok(BigInt(number) > before, `${line} after ${before}`);
          last.set(what, BigInt(number));
          drawn++;
        }
      }
    };
    check(await life(program, home, undefined, (ms) => (roundMs += ms)));
    for (let kill = 1; kill < KILLS; kill++) check(await life(program, home, Math.random() * LONGEST_LIFE * roundMs));
    assert.deepEqual([...last.keys()].sort(), ["code", "counter", "other", "received", "top-up"]);
    assert.ok(drawn > KILLS, `${drawn} draws`);
  });
});
