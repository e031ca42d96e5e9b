// How `npm test` runs: every file of test but test/deep, in as many processes as there are processors.

const { readdirSync } = require("node:fs");
const { availableParallelism } = require("node:os");

/** Ten seconds and more each: they begin first, so that in the end nobody waits for one of them. */
const LONG = [
  "test/london/fortnight.test.ts",
  "test/store/power-cut.test.ts",
  "test/cli/send.test.ts",
  "test/cli/bench.test.ts",
  "test/verify/mistakes.test.ts",
  "test/page/browser.test.ts",
  "test/hostile-meter/siege.test.ts",
  "test/bench/path.test.ts",
  "test/docs/commands.test.ts",
  "test/script/scenarios.test.ts",
  "test/p1/p1-change.test.ts",
];

const files = readdirSync("test", { recursive: true })
  .map((file) => `test/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith("test/deep/") && !LONG.includes(file))
  .sort();

module.exports = {
  "node-option": ["import=tsx", "no-experimental-require-module", "max-semi-space-size=32", "single-threaded"],
  spec: [...LONG, ...files],
  reporter: "test/reporter.cjs",
  timeout: 60000,
  parallel: true,
  jobs: Math.max(availableParallelism(), 2),
};
