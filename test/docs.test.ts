// The documents name files that exist: every path of the repository that README.md and docs/*.md speak of, every relative link, and
// each attack of the threat model.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PATH = /(?<![\w./-])(?:test|tools|hal|bench|firmware|boards)\/[\w./-]*\w/g;
const LINK = /\]\((?!https?:|#)([^)\s#]+)[^)]*\)/g;

const documents = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);

/** Paths and links of a text that lead nowhere. */
function dangling(text: string, folder: string): string[] {
  const paths = [...text.matchAll(PATH)].map((found) => found[0]);
  const links = [...text.matchAll(LINK)].map((found) => found[1] ?? "");
  return [
    ...paths.filter((path) => !existsSync(join(ROOT, path))),
    ...links.filter((link) => !existsSync(join(ROOT, folder, link))),
  ];
}

describe("the documents", () => {
  for (const name of documents)
    it(`${name} names nothing that is not there`, () => {
      assert.deepEqual(dangling(readFileSync(join(ROOT, name), "utf8"), dirname(name)), []);
    });

  it("name each attack in the table of threats, and none that is not there", () => {
    const model = readFileSync(join(ROOT, "docs/threat-model.md"), "utf8");
    const rows = model.split("\n").filter((line) => /^\| T\d+ /.test(line));
    const named = rows.flatMap((row) => [...row.matchAll(/`([a-z-]+)`/g)].map((found) => found[1] ?? ""));
    const attacks = readdirSync(join(ROOT, "test/attack")).filter((file) => file.endsWith(".test.ts"));
    assert.deepEqual([...new Set(named)].sort(), attacks.map((file) => file.slice(0, -".test.ts".length)).sort());
  });

  it("are found out when they do", () => {
    const text =
      "`hal/clock.ts`, `hal/calendar.ts` and test/nowhere; [a](../README.md), [b](gone.md), [c](https://x.org/y)";
    assert.deepEqual(dangling(text, "docs"), ["hal/calendar.ts", "test/nowhere", "gone.md"]);
  });
});
