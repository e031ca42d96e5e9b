// The report of a test of real boards: what it is worth, and that nothing in it is taken for markup.

import assert from "node:assert/strict";
import { htmlPage } from "../../bench/loop/html-report.ts";
import { isUntouched, jsonFile, sumOf, verdictOf } from "../../bench/loop/loop-report.ts";
import type { LoopReport, ReportStep, StepOutcome } from "../../bench/loop/loop-report.ts";

const EVIL = "<script>alert('x')</script>&\"\u0007";

const step = (outcome: StepOutcome, text = EVIL): ReportStep => ({
  ...{ line: 1, step: text, outcome, moment: text, expected: text, found: text, by: text, says: text },
});

const report = (outcome: StepOutcome, text = EVIL): LoopReport => ({
  format: "hasm bench report 1",
  ...{ meter: text, standIn: text, tester: text, begun: text, ended: text },
  boards: [{ board: "meter", port: text, state: text, engine: text, bundle: text }],
  wires: { [text]: text },
  scripts: [{ file: text, sha256: text, begun: text, movedS: 0, steps: [step(outcome, text)], troubles: [text] }],
  verdict: "failed",
  signedOff: { name: text, at: text },
});

describe("report of real boards", () => {
  it("has whatever comes from elsewhere as text, and loads nothing", () => {
    const page = htmlPage(report("passed"));
    const plain = htmlPage(report("passed", "plain"));
    const tags = (text: string): string[] => text.match(/<[a-z!/][^>]*>/g) ?? [];
    assert.deepEqual(tags(page), tags(plain));
    assert.ok(page.includes("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;\ufffd"));
    assert.doesNotMatch(plain, /https?:|src=|href=|url\(|@import|<script|<link/);
  });

  it("has the same sum in the file and on the page, which tells a change", () => {
    const one = report("passed");
    const file = jsonFile(one);
    assert.equal((JSON.parse(file) as { sha256: string }).sha256, sumOf(one));
    assert.ok(htmlPage(one).includes(sumOf(one)));
    assert.equal(isUntouched(file), true);
    assert.equal(isUntouched(file.replace('"passed"', '"failed"')), false);
  });

  it("is passed where all steps are, and nothing else went wrong", () => {
    const verdict = (outcomes: readonly StepOutcome[], troubles: readonly string[] = []): string =>
      verdictOf([
        { file: "", sha256: "", begun: "", movedS: 0, steps: outcomes.map((outcome) => step(outcome)), troubles },
      ]);
    assert.equal(verdict(["passed", "passed"]), "passed");
    assert.equal(verdict(["passed", "skipped"]), "incomplete");
    assert.equal(verdict(["passed", "not taken"]), "incomplete");
    assert.equal(verdict(["skipped", "failed"]), "failed");
    assert.equal(verdict(["passed"], ["not done: put the wire back"]), "failed");
    assert.equal(verdict([]), "incomplete");
  });
});
