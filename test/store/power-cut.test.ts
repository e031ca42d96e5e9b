// The supply of each segment is cut at each flash event of its script, at each byte of each program and in each shape of an erase.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { SEGMENT_NAMES } from "./rig.ts";
import type { Found, Sweep } from "./sweep.ts";

const SHARES = 2;
const CASES = 140_000;
const SECOND_CUTS = 4000;

/** Most of what a cut leaves is garbage soon; and where each core has its share, threads beside it are in the way. */
const execArgv = ["--max-semi-space-size=32", "--single-threaded"];

/** One share in a process of its own: two of them keep two cores busy. */
function inProcess(program: string, sweep: Sweep): Promise<Found> {
  return new Promise((resolve, reject) => {
    const child = fork(program, { execArgv });
    let found: Found | undefined;
    child.once("message", (message) => (found = message as Found));
    child.once("error", reject);
    child.once("exit", (code) => {
      if (found) resolve(found);
      else reject(new Error(`a share of the sweep ended with code ${String(code)}`));
    });
    child.send(sweep);
  });
}

/** The process as one file without a loader, which makes every call of a closure dearer. */
async function packed(folder: string): Promise<string> {
  const outfile = join(folder, "sweep.cjs");
  const entryPoints = [fileURLToPath(new URL("./sweep-process.ts", import.meta.url))];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "cjs" });
  return outfile;
}

describe("store, the supply cut", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-sweep-"));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it(`keeps every promise in at least ${CASES} cuts and ${SECOND_CUTS} second cuts`, async function () {
    this.timeout(900_000);
    const begunMs = Date.now();
    const program = await packed(folder);
    const all = await Promise.all(
      Array.from({ length: SHARES }, (_, share) =>
        inProcess(program, { share, shares: SHARES, stride: 1, secondOneIn: 30 }),
      ),
    );
    const seconds = ((Date.now() - begunMs) / 1000).toFixed(1);
    const counts = SEGMENT_NAMES.map((name) => all.reduce((sum, found) => sum + found.cases[name]!, 0));
    const cases = counts.reduce((sum, count) => sum + count, 0);
    const twice = all.reduce((sum, found) => sum + found.seconds, 0);
    const each = SEGMENT_NAMES.map((name, index) => `${name} ${counts[index]!}`).join(", ");
    console.log(`      ${cases} cuts, ${twice} of them with a second one, in ${seconds} s: ${each}`);
    const failures = all.flatMap((found) => found.failures);
    assert.deepEqual(failures, [], "replay with: node --import tsx test/store/replay.ts ID");
    assert.equal(Math.min(cases, CASES), CASES);
    assert.equal(Math.min(twice, SECOND_CUTS), SECOND_CUTS);
  });
});
