// What the build puts into a partition's text and takes out of it: the step budget, literal constants, characters that no upload carries.

import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { parse } from "acorn";
import type { Node, Statement } from "acorn";
import { generate } from "astring";
import fc from "fast-check";
import { insertBudget } from "../../tools/build/budget.ts";
import { minifyExpression, takeConstants } from "../../tools/build/esbuild-options.ts";

const BUDGET = 100;
/** A twelfth, rounded up. */
const TWELFTH = 9;

function statements(source: string): Statement[] {
  return parse(source, { ecmaVersion: 2022 }).body as Statement[];
}

/** The text of a factory with its budget, on one line. */
function budgeted(body: string, stepBudget = BUDGET): string {
  const [factory] = statements(`function factory(lent){${body}}`);
  insertBudget(factory as Node, stepBudget);
  return generate(factory as Node, { indent: "", lineEnd: "" });
}

const ONE = "if (--$ < 0) throw 0;";
const DEAR = `if (($ -= ${TWELFTH}) < 0) throw 0;`;
const wrapped = (body: string): string => `function factory(lent) {${ONE}${body}}`;

/** Runs a factory with a budget: what it returns, what it threw, what is left. */
function run(body: string, stepBudget: number): { result: unknown; thrown: unknown; left: number } {
  const script = `let $ = ${stepBudget}; ${budgeted(body, stepBudget)}
    let result, thrown = "nothing";
    try { result = factory(); } catch (error) { thrown = error; }
    [result, thrown, $];`;
  // The time limit is for a budget that does not end what it should.
  const [result, thrown, left] = runInNewContext(script, {}, { timeout: 5000 }) as [unknown, unknown, number];
  return { result, thrown, left };
}

describe("step budget", () => {
  for (const [title, source, expected] of [
    ["while", "while (a) b();", `while (a) {${ONE}b();}`],
    ["while with a block", "while (a) { b(); c(); }", `while (a) {${ONE}b();c();}`],
    ["do while", "do b(); while (a);", `do {${ONE}b();} while (a);`],
    ["for", "for (let i = 0; i < 9; i++) b();", `for (let i = 0; i < 9; i++) {${ONE}b();}`],
    ["for without anything", "for (;;) ;", `for (; ; ) {${ONE};}`],
    ["for of", "for (const x of a) b(x);", `for (const x of a) {${ONE}b(x);}`],
    ["for in", "for (const x in a) b(x);", `for (const x in a) {${ONE}b(x);}`],
    ["a loop in a loop", "for (;;) while (a) b();", `for (; ; ) {${ONE}while (a) {${ONE}b();}}`],
    ["a function", "function f() { b(); }", `function f() {${ONE}b();}`],
    ["a function in a function", "function f() { function g() {} }", `function f() {${ONE}function g() {${ONE}}}`],
    ["a function expression", "const f = function () { b(); };", `const f = function () {${ONE}b();};`],
    ["a method", "return { m() { b(); } };", `return {m() {${ONE}b();}};`],
    ["an arrow function", "const f = x => { b(); };", `const f = x => {${ONE}b();};`],
    ["an arrow function without a block", "const f = x => b(x);", `const f = x => {${ONE}return b(x);};`],
    ["a loop that begins with a continue", "while (a) { continue; }", `while (a) {${ONE}continue;}`],
  ] as const) {
    it(`is tested at the head of ${title}`, () => {
      assert.equal(budgeted(source), wrapped(expected));
    });
  }

  for (const [title, source, dear] of [
    ["that calls itself", "function f() { f(); }", ["f"]],
    ["that calls itself deep inside", "function f() { if (a) while (b) c(1, [f()]); }", ["f"]],
    ["of two that call each other", "function f() { g(); } function g() { f(); }", ["f", "g"]],
    ["of three in a ring", "function f() { g(); } function g() { h(); } function h() { f(); }", ["f", "g", "h"]],
    ["named by a variable", "const f = function () { f(); };", ["f"]],
    ["named by a variable, as an arrow", "const f = () => f();", ["f"]],
    ["that only calls one in a ring", "function f() { f(); } function g() { f(); }", ["f"]],
    ["that is only called by one in a ring", "function g() {} function f() { f(); g(); }", ["f"]],
    ["that is called in no ring", "function f() {} function g() { f(); f(); }", []],
  ] as const) {
    it(`costs a twelfth at a function ${title}, and one step at any other`, () => {
      const text = budgeted(source);
      assert.equal(text.split(DEAR).length - 1, dear.length);
      for (const name of dear) assert.ok(new RegExp(`\\b${name}\\b[^{]*\\{if \\(\\(\\$ -= `).test(text), text);
    });
  }

  it("costs a twelfth at a function expression that calls itself by its own name", () => {
    assert.match(
      budgeted("const f = function g() { g(); };"),
      /function g\(\) \{if \(\(\$ -= 9\) < 0\) throw 0;g\(\);\}/,
    );
  });

  it("ends each kind of loop that would never end, and a recursion before its thirteenth call", () => {
    for (const loop of ["for(;;);", "while(1);", "do;while(1);", "const a=[1];for(const x of a)a.push(x);"])
      assert.deepEqual(run(loop, 50), { result: undefined, thrown: 0, left: -1 });
    for (const [body, stepBudget] of [
      ["let n=0;function f(){n++;lent=n;f()}try{f()}catch(e){return n}", 1200],
      ["let n=0;function f(){n++;g()}function g(){n++;f()}try{f()}catch(e){return n}", 1200],
    ] as const) {
      const { result } = run(body, stepBudget);
      assert.equal(result, 11);
    }
  });

  it("takes one step for each call and each turn of a loop", () => {
    assert.deepEqual(run("function f(){}for(let i=0;i<5;i++)f();return 7", 50), {
      result: 7,
      thrown: "nothing",
      left: 39,
    });
  });
});

describe("literal constants", () => {
  it("are taken, numbers and strings, as JSON", () => {
    const { rest, constants } = takeConstants(
      statements(
        'const A = 1; var B = "x\\n\\xc0"; let C = 0.5; const D = 0x10; const E = -1; function f() { return A; }',
      ),
    );
    assert.deepEqual(constants, { A: "1", B: '"x\\n\u00c0"', C: "0.5", D: "16", E: "-1" });
    assert.deepEqual(
      rest.map((statement) => statement.type),
      ["FunctionDeclaration"],
    );
  });

  for (const [title, source] of [
    ["assigned to", "let X = 1; function f() { X = 2; }"],
    ["added to", "let X = 1; function f() { X += 2; }"],
    ["counted up", "let X = 1; function f() { X++; }"],
    ["counted down in front", "let X = 1; function f() { --X; }"],
    ["run through in a for of", "let X = 1; function f(a) { for (X of a) ; }"],
    ["run through in a for in", "let X = 1; function f(a) { for (X in a) ; }"],
    ["no literal", "const X = 1 + 1;"],
    ["the negative of a text", 'const X = -"1";'],
    ["a number turned over", "const X = ~1;"],
    ["declared without a value", "let X;"],
    ["a truth value", "const X = true;"],
    ["a regular expression", "const X = /x/;"],
    ["too large for a number", "const X = 1e999;"],
    ["one of two declarations", "const X = 1, Y = 2;"],
    ["a pattern", "const [X] = 1;"],
  ] as const) {
    it(`stay where one is ${title}`, () => {
      const before = statements(source);
      const { rest, constants } = takeConstants(before);
      assert.deepEqual({ rest, constants }, { rest: before, constants: {} });
    });
  }

  it("stand where they were used, and a local name of the same spelling stays itself", async () => {
    const source = "function(a){function f(LIMIT){return LIMIT+1}return f(a)+LIMIT+NAME+BELOW}";
    const text = await minifyExpression(source, { LIMIT: "40", NAME: '"n"', BELOW: "-1" });
    assert.doesNotMatch(text, /LIMIT|NAME|BELOW/);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
    assert.equal(new Function(`return (${text})(1)`)(), "42n-1");
  });
});

describe("minified text", () => {
  it("is printable ASCII on one line and means the same, whatever its strings hold", async () => {
    const nasty = fc.string({
      unit: fc.constantFrom(...Array.from("\0\x01\x08\t\n\v\f\r\x1b\x7f\x80\xc0\xdb\u2028\ud83d\\\"'`${}019x")),
      maxLength: 12,
    });
    const text = fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 12 }));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 3 }), async (texts) => {
        const literals = texts.map((one) =>
          JSON.stringify(one).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`),
        );
        const minified = await minifyExpression(`function(){return [${literals.join(",")}, K]}`, { K: literals[0]! });
        assert.match(minified, /^[\x20-\x7e]+$/);
        // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
        assert.deepEqual(new Function(`return (${minified})()`)(), [...texts, texts[0]]);
      }),
      { numRuns: 60 },
    );
  });

  it("escapes control characters that the minifier leaves raw", async () => {
    const text = await minifyExpression('function(){return"\\t\\x01\\x7f"}', {});
    assert.equal(text.toLowerCase(), 'function(){return"\\x09\\x01\\x7f"}');
  });

  it("has template literals lowered, with their line ends escaped", async () => {
    const text = await minifyExpression("function(a){return `x${a}\ny`}", {});
    assert.doesNotMatch(text, /[`\n]/);
  });
});
