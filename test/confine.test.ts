// The confinement checker on text: partitions that it must let through, raw and minified; bundles and partitions that it must refuse, in
// these words; and any text at all, on which it must not throw. What the rules are for is in escape.test.ts.

import assert from "node:assert/strict";
import { transform } from "esbuild";
import fc from "fast-check";
import { confine, explain } from "../tools/confine.ts";
import { minifyOptions } from "../tools/build/esbuild-options.ts";
import { clean, flat } from "./confine/clean.ts";
import { accepted, refused, refusedBundles } from "./confine/cases.ts";
import { bundleOf } from "./escape/harness/run.ts";

const messages = (bundle: string, names: readonly string[]): string[] =>
  confine(bundle, names).map(({ message }) => message);

async function minified(partition: string): Promise<string> {
  const { code } = await transform(`x=${partition}`, minifyOptions);
  return code.replace(/^x=/, "").replace(/;?\n$/, "");
}

describe("confine: clean partitions", () => {
  for (const [name, partition] of Object.entries(clean)) {
    it(`${name}, as written`, () => {
      assert.deepEqual(messages(bundleOf(flat(partition)), [name]), []);
    });
    it(`${name}, minified`, async () => {
      const text = await minified(partition);
      assert.ok(text.length < flat(partition).length);
      assert.deepEqual(messages(bundleOf(text), [name]), []);
    });
  }
  it("all of them in one bundle", () => {
    assert.deepEqual(messages(bundleOf(...Object.values(clean).map(flat)), Object.keys(clean)), []);
  });
  it("after a line break in the trusted half", () => {
    const text = bundleOf(flat(clean["frames"]!)).replace("return[p,", "\nreturn[p,");
    assert.deepEqual(messages(text, ["frames"]), []);
  });
});

/** The statements in a partition with two lent functions and one handler, each on its own. */
const around = (statements: string): string =>
  `function(lent,other){if(--$<0)throw 0;${statements}return[function(m){if(--$<0)throw 0}]}`;
const START = bundleOf("@").indexOf("@") + around("@").indexOf("@") + 1;

describe("confine: forms that are accepted", () => {
  for (const statements of accepted)
    it(statements, () => {
      assert.deepEqual(messages(bundleOf(around(statements)), ["p"]), []);
    });
});

describe("confine: forms that are refused", () => {
  for (const [statements, ...expected] of refused)
    it(statements, () => {
      const places = messages(bundleOf(around(statements)), ["p"]).map((message) =>
        message.replace(/ 1:(\d+):/, (_all, column: string) => ` +${Number(column) - START}:`),
      );
      assert.deepEqual(places, expected);
    });
});

describe("confine: bundles that are refused", () => {
  for (const { title, bundle, names, expected } of refusedBundles)
    it(title, () => {
      assert.deepEqual(messages(bundle, names), expected);
    });
});

describe("confine: what a violation says", () => {
  it("rule, partition and place, as fields and in words", () => {
    const text = bundleOf(flat(clean["frames"]!), around("lent(vault);")).replace(",function(lent", ",\nfunction(lent");
    assert.deepEqual(confine(text, ["one", "two"]), [
      {
        rule: "C3",
        partition: "two",
        line: 2,
        column: 44,
        message: 'C3 two 2:44: "vault" is neither declared nor lent',
      },
    ]);
  });
  it("every rule has a sentence and a reason", () => {
    assert.deepEqual(
      explain.map(({ id }) => id),
      ["C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12"],
    );
    for (const { sentence, reason } of explain) assert.ok(sentence.endsWith(".") && reason.endsWith("."));
  });
});

describe("confine: any text", () => {
  const names = Object.keys(clean);
  const whole = bundleOf(...Object.values(clean).map(flat));

  it("mutated bytes are judged without an exception, and a text that does not parse is refused by C0 alone", () => {
    const edit = fc.record({
      at: fc.nat(whole.length - 1),
      drop: fc.nat(3),
      put: fc.string({ maxLength: 3, unit: "binary" }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const text = edits.reduce((old, { at, drop, put }) => old.slice(0, at) + put + old.slice(at + drop), whole);
        const violations = confine(text, names);
        const rules = new Set(violations.map(({ rule }) => rule));
        if (text === whole) assert.equal(violations.length, 0);
        if (violations.some(({ message }) => message.includes("does not parse"))) assert.deepEqual([...rules], ["C0"]);
        for (const one of violations)
          assert.equal(one.message.startsWith(`${one.rule} ${one.partition} ${one.line}:${one.column}: `), true);
      }),
      { numRuns: 150 },
    );
  });

  it("a piece of the text that is repeated or moved never lets a name out", () => {
    const pieces = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(12), fc.nat(whole.length - 1)), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(pieces, (moves) => {
        const text = moves.reduce(
          (old, [from, length, to]) => old.slice(0, to) + old.slice(from, from + length) + old.slice(to),
          whole,
        );
        const cut = text.indexOf("([") + 2;
        if (confine(text, names).length > 0) return;
        assert.doesNotMatch(
          text.slice(cut).replaceAll(/"(?:[^"\\]|\\.)*"/g, ""),
          /\bthis\b|=>|\beval\b|\.constructor|\bcatch\b/,
        );
        assert.ok(text.slice(cut).split("$").length >= whole.slice(cut).split("$").length);
      }),
      { numRuns: 150 },
    );
  });

  it("nesting that no parser survives", () => {
    const deep = around(`lent(${"(".repeat(50000)}1${")".repeat(50000)});`);
    assert.deepEqual(messages(bundleOf(deep), ["p"]), [
      "C0 bundle 1:1: the text does not parse: it is nested too deeply",
    ]);
  });
  it("no text", () => {
    assert.deepEqual(messages("", ["p"]), ["C0 bundle 1:1: this is not the shape of a bundle"]);
  });
});
