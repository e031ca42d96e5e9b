// `hasm cost` without engines: what can be said without them, and why the rest is missing.

import assert from "node:assert/strict";
import { packed } from "./hasm.ts";

/** What is over its budget, and may only shrink. */
const OVER: Readonly<Record<string, number>> = { "largest partition": 470 };

describe("hasm cost", () => {
  it("prints the lines of what has a budget, within it but for what is known to be over", async () => {
    const { exit, stdout, stderr } = await packed(["cost"], { ESPRUINO_STM32F405: undefined });
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    const found = [...stdout.matchAll(/^(\S.*?) +(\d+) lines +budget (\d+) lines$/gm)];
    assert.deepEqual(
      found.map(([, what = ""]) => what.replace(/, \S+\/\S+\.ts$/, "")),
      ["kernel", "off-switch application", "largest partition"],
    );
    for (const [line, what = "", lines, budget] of found) {
      const most = OVER[what.replace(/,.*/, "")] ?? Number(budget);
      assert.ok(Number(lines) > 50 && Number(lines) <= most, line);
    }
    assert.match(stdout, /^store +\d+ lines$/m);
  });

  it("--storage prints our own rings, and why there is nothing of the engine's Storage", async () => {
    const { exit, stdout, stderr } = await packed(["cost", "--storage"], { ESPRUINO_LINUX: undefined });
    assert.deepEqual({ exit, stderr }, { exit: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n").slice(3);
    assert.deepEqual(
      lines.map((line) => line.replace(/ {2,}/g, " | ")),
      [
        "log, sealed and chained, 16 B | 992 | 85.37 | 16.13 | 124 | nothing (test/store)",
        "log, sealed and chained, 64 B | 480 | 154.03 | 33.33 | 60 | nothing (test/store)",
        "values, 4 of them, 16 B | 1952 | 32.80 | 8.20 | 4 | nothing (test/store)",
        "values, 4 of them, 64 B | 416 | 153.88 | 38.46 | 4 | nothing (test/store)",
        "no figures of Storage: ESPRUINO_LINUX is not set",
      ],
    );
  });

  it("refuses a number of runs that is none", async () => {
    const { exit, stdout, stderr } = await packed(["cost", "--runs", "0"]);
    assert.deepEqual(
      { exit, stdout, stderr },
      { exit: 1, stdout: "", stderr: '--runs is a whole number above 0, not "0"\n' },
    );
  });
});
