// docs/scripts.md has the tables that the program goes by, and its example is a script.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { HEAD_WORDS, parseScript } from "../../bench/script/script.ts";
import { actTable, expectationTable } from "../../bench/script/vocabulary.ts";
import { packed } from "../cli/hasm.ts";

const ROOT = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/scripts.md", ROOT), "utf8");

/** Rows without the blanks and dashes that only make columns of them. */
const rows = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith("|")).map((line) => line.replace(/ +/g, " ").replace(/-{3,}/g, "---"));

describe("docs/scripts.md", () => {
  it("has every act and every expectation as the program has them", () => {
    const lines = rows(page.split("\n"));
    const from = (first: string): number => lines.findIndex((line) => line.startsWith(first));
    const acts = rows(actTable());
    const expectations = rows(expectationTable());
    assert.deepEqual(lines.slice(from("| act |"), from("| expect |")), acts);
    assert.deepEqual(lines.slice(from("| expect |")), expectations);
    assert.ok(acts.length > 30 && expectations.length > 30);
  });

  it("has every word of the head", () => {
    assert.deepEqual(
      [...page.matchAll(/^\| `(\w+) [A-Z]+` +\|/gm)]
        .map(([, word]) => word)
        .filter((word) => HEAD_WORDS.some((one) => one === word)),
      [...HEAD_WORDS],
    );
  });

  it("shows a script that is one, and scenarios that are there", () => {
    const blocks = page
      .split(/\n(?! {4}|\n)/)
      .map((block) => block.split("\n").filter((line) => line.startsWith("    ")));
    const script = blocks.find((lines) => lines.some((line) => line.startsWith("    start ")));
    assert.equal(parseScript((script ?? []).join("\n"), "docs").steps.length, 7);
    const named = [...page.matchAll(/scenarios\/([\w-]+\.hasm)/g)].map(([, name]) => name!);
    const there = readdirSync(new URL("scenarios/", ROOT));
    assert.deepEqual(
      named.filter((name) => !there.includes(name)),
      [],
    );
    assert.ok(named.length > 0);
  });

  it("is what hasm bench --vocabulary prints", async () => {
    const { exit, stdout, stderr } = await packed(["bench", "--vocabulary"]);
    assert.deepEqual([exit, stderr], [0, ""]);
    assert.equal(stdout, [...actTable(), "", ...expectationTable(), ""].join("\n"));
  });
});
