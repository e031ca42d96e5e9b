// The dialect check: every rule with a text it refuses, a neighbour it accepts, and its reason shown on the real engine.

import assert from "node:assert/strict";
import { transform } from "esbuild";
import { dialect, RULES } from "../../tools/dialect.ts";
import { ruleOf } from "../../tools/dialect/rules.ts";
import { builtinCases } from "./builtins.ts";
import type { Case } from "./case.ts";
import { runInNode, runOn } from "./engines.ts";
import { nameCases } from "./names.ts";
import { syntaxCases } from "./syntax.ts";
import { builtinVariants, nameVariants, syntaxVariants } from "./variants.ts";

const cases: readonly Case[] = [...nameCases, ...syntaxCases, ...builtinCases];

function messages(text: string): string[] {
  return dialect(text).map((finding) => finding.message);
}

describe("dialect: rules", () => {
  it("has one case for each rule and none for others", () => {
    assert.deepEqual(cases.map((entry) => entry.rule).sort(), RULES.map((entry) => entry.id).sort());
  });

  for (const { rule, refused, message, accepted, evidence } of cases) {
    describe(`${rule}, ${ruleOf(rule).what}`, () => {
      it("is refused", () => {
        assert.deepEqual(messages(refused), [message]);
      });

      it("is accepted in another form", () => {
        assert.deepEqual(messages(accepted), []);
      });

      if (typeof evidence === "string") return;
      const script = evidence.script ?? refused;

      it("has its reason in the language", () => {
        assert.deepEqual(runInNode(script), evidence.node);
        assert.notDeepEqual(evidence.engine, evidence.node);
      });

      it("has its reason on the engine", async function () {
        assert.deepEqual(await runOn(evidence.on ?? "linux", script, this), evidence.engine);
      });

      it("has another form that runs alike on the engine", async function () {
        assert.deepEqual(await runOn(evidence.on ?? "linux", accepted, this), runInNode(accepted));
      });
    });
  }
});

describe("dialect: forms of a rule", () => {
  for (const [text, found] of [...nameVariants, ...syntaxVariants, ...builtinVariants]) {
    it(JSON.stringify(text), () => {
      const expected = found.map((line) => `${line}; ${ruleOf(line.slice(0, line.indexOf(" "))).instead}`);
      assert.deepEqual(messages(text), expected);
    });
  }
});

describe("dialect: findings", () => {
  it("tell rule, line and column beside the message, in the order of the text", () => {
    assert.deepEqual(dialect("var a;\n  print(a?.b,\n2**3)"), [
      { rule: "D29", line: 2, column: 9, message: "D29 at 2:9: optional chaining; compare with undefined first" },
      { rule: "D30", line: 3, column: 1, message: "D30 at 3:1: operator **; use Math.pow or a product" },
    ]);
  });

  it("name two rules at one place by their numbers", () => {
    assert.deepEqual(
      dialect("new Map().entries()").map((finding) => finding.rule),
      ["D52", "D50"],
    );
    assert.deepEqual(
      dialect("class A{async*#m(){}}").map((finding) => finding.rule),
      ["D22", "D13", "D14"],
    );
  });

  it("refuse a rule that is not in the table", () => {
    assert.throws(() => ruleOf("D99"), new RangeError("no rule D99"));
  });
});

describe("dialect: minified output", () => {
  const options = {
    minify: true,
    loader: "ts",
    format: "iife",
    target: "es5",
    charset: "ascii",
    supported: {
      "const-and-let": true,
      class: true,
      arrow: true,
      "for-of": true,
      "object-extensions": true,
      "template-literal": false,
    },
  } as const;

  it("is accepted where the source keeps to the dialect", async () => {
    const source = `
      class Meter { total = 0; add(wh: number): number { this.total += wh; return this.total; } }
      class Tariff extends Meter { price(n: number): number { return this.add(n) << (n & 15); } }
      function last(list: readonly number[]): number | undefined {
        for (const value of list) { if (value > 2) return value; }
        return list[0] ?? undefined;
      }
      const meter = new Tariff();
      const handlers: (() => number)[] = [];
      for (let i = 0; i < 3; i++) { const n = i; handlers.push(() => meter.price(n)); }
      let text = "";
      for (const handler of handlers) { switch (handler()) { case 2: text += "two"; break; default: text += "more"; } }
      print(text, last([1, 2, 3]), \`\${text}!\`);`;
    const { code } = await transform(
      source.replace("total = 0;", "total: number; constructor() { this.total = 0; }"),
      options,
    );
    assert.deepEqual(messages(code), []);
    assert.deepEqual(runInNode(code), ["moretwomore 3 moretwomore!"]);
  });

  it("is refused where the minifier keeps what the engine misreads", async () => {
    const source = "const all=[];for(let i=0;i<3;i++){all.push(()=>i)}print(all[0]()<<all.length)";
    const { code } = await transform(source, options);
    const columnAfter = (part: string): number => code.lastIndexOf(part) + part.length + 1;
    const [, list = ""] = /print\((\w+)/.exec(code) ?? [];
    const [, captured = ""] = /\(\)=>(\w+)\)/.exec(code) ?? [];
    assert.deepEqual(messages(code), [
      `D4 at 1:${columnAfter("()=>")}: the loop variable ${captured} is captured by a function; ${ruleOf("D4").instead}`,
      `D41 at 1:${columnAfter("<<")}: the count of << is ${list}.length, which may exceed 31; ${ruleOf("D41").instead}`,
    ]);
  });
});
