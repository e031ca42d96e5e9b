// Declarations right before what needs them: where they go, what is taken apart for it, that the text is as short as it can be, and that a
// program runs as before on an engine that knows a function only once its declaration was run.

import assert from "node:assert/strict";
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { parseExpressionAt, tokenizer } from "acorn";
import { generate } from "astring";
import { boards, buildBoard } from "../../tools/build/build.ts";
import { declareLate } from "../../tools/build/late.ts";

describe("late declarations: order", () => {
  const cases: readonly (readonly [title: string, before: string, after: string])[] = [
    [
      "stand right before the first statement that needs them",
      "function(){function a(){return 1}function b(){return 2}p();b();q();a();b()}",
      "function(){p();function b(){return 2}b();q();function a(){return 1}a();b()}",
    ],
    [
      "take along what they need themselves, in the order in which it stood",
      "function(){function c(){return 1}function b(){return c()}function a(){return b()}p();a();c()}",
      "function(){p();function c(){return 1}function b(){return c()}function a(){return b()}a();c()}",
    ],
    [
      "may need one another",
      "function(){function a(n){return n>0?b(n-1):0}function b(n){return a(n)}p();return b(3)}",
      "function(){p();function a(n){return n>0?b(n-1):0}function b(n){return a(n)}return b(3)}",
    ],
    [
      "stand before a loop and a branch, never within",
      "function(x){function a(){}p();for(let i=0;i<3;i++)a();if(x){a()}}",
      "function(x){p();function a(){}for(let i=0;i<3;i++)a();if(x){a()}}",
    ],
    [
      "stand before a closure that will need them",
      "function(){function a(){return 1}p();return{f:()=>a()}}",
      "function(){p();function a(){return 1}return{f:()=>a()}}",
    ],
    [
      "do the same within each other",
      "function(){function a(){function c(){return 1}p();return c()}q();a()}",
      "function(){q();function a(){p();function c(){return 1}return c()}a()}",
    ],
    ["are gone where nothing needs them", "function(){function a(){}p()}", "function(){p()}"],
    [
      "are not called for by a property or a local of their name",
      "function(x){function a(){}x.a();(b=>b)(1);x.f(function(a){return a});a()}",
      "function(x){x.a();(b=>b)(1);x.f(function(a){return a});function a(){}a()}",
    ],
  ];
  for (const [title, before, after] of cases) it(title, () => assert.equal(declareLate(before), after));
});

describe("late declarations: one thing after the other", () => {
  const cases: readonly (readonly [title: string, before: string, after: string])[] = [
    [
      "a sequence is so many statements",
      "function(){function a(){}p(),a(),q()}",
      "function(){p();function a(){}a();q()}",
    ],
    [
      "so is what a return or a branch begins with",
      "function(){function a(){}function b(){}if(p(),a())return;return q(),b()}",
      "function(){p();function a(){}if(a())return;q();function b(){}return b()}",
    ],
    [
      "a declaration of several is one each",
      "function(){function a(){}const x=p(),y=a(x);return y}",
      "function(){const x=p();function a(){}const y=a(x);return y}",
    ],
    [
      "the test of a loop stays whole, for it is run again",
      "function(){function a(){}for(;p(),a(););while(p(),a())q()}",
      "function(){function a(){}for(;(p(),a());){}while((p(),a()))q()}",
    ],
    ["a sequence within an expression stays", "function(){f((p(),q()))}", "function(){f((p(),q()))}"],
  ];
  for (const [title, before, after] of cases) it(title, () => assert.equal(declareLate(before), after));
});

/** The tree without places, without the way in which a literal was written, and with a block where nothing is done. */
function tree(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(tree);
  if (node === null || typeof node !== "object") return node;
  if ((node as { type?: string }).type === "EmptyStatement") return { type: "BlockStatement", body: [] };
  const skipped = ["start", "end", "raw"];
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, child]) => (skipped.includes(key) ? [] : [[key, tree(child)]])),
  );
}

const read = (text: string): unknown => tree(parseExpressionAt(text, 0, { ecmaVersion: 2022 }));

describe("late declarations: text", () => {
  for (const text of [
    "function(){return a- --b}",
    "function(){return a-- >b}",
    "function(){return a+ +b+ ++c}",
    "function(){return a++ +b}",
    "function(){return- -a}",
    "function(){return a<! --b}",
    "function(){return 1 .x}",
    "function(){return typeof a in b}",
    "function(){for(;p(););}",
    "function(){while(p());}",
    "function(){if(p());else q();if(q());}",
    "function(){if(p())q();else;}",
    'function(){return"return"+a}',
    String.raw`function(){return"a \" ;} \\"+'"\'\n\x00\xff  }'}`,
    "function(){const a=[,{c:1,'d e':2}];return a[0]&&a.c}",
    "function(){let i=0;do i++;while(i<3);return i}",
    "function(){try{p()}catch(e){q(e)}finally{r()}}",
    "function(){switch(a){case 1:return 2;default:return 3}}",
    "function(){return(()=>({}))()}",
    "function(){return new(f())(1)}",
  ])
    it(`means what it meant: ${text}`, () => {
      assert.deepEqual(read(declareLate(text)), read(text));
    });

  it("has no space or semicolon in it that could be left out", async () => {
    for (const board of boards) {
      const { text } = await buildBoard(board);
      let code = "";
      let end = 0;
      for (const token of tokenizer(text, { ecmaVersion: 2022 })) {
        code +=
          text.slice(end, token.start) + (token.type.label === "string" ? '""' : text.slice(token.start, token.end));
        end = token.end;
      }
      assert.deepEqual(code.match(/.{0,20}(\n|;\}|  |[^\w$+/-] | [^\w$+/>.-]).{0,20}/g), null, board.name);
    }
  }).timeout(60_000);
});

/** As the engine has it: a name is a function only once its declaration was run. */
function withoutHoisting(node: unknown): void {
  if (node === null || typeof node !== "object") return;
  Object.values(node).forEach(withoutHoisting);
  const { body } = node as { body?: unknown };
  if (!Array.isArray(body)) return;
  (node as { body: unknown[] }).body = body.map((one: { type: string; id: unknown }) =>
    one.type === "FunctionDeclaration"
      ? {
          type: "VariableDeclaration",
          kind: "let",
          declarations: [
            { type: "VariableDeclarator", id: one.id, init: { ...one, type: "FunctionExpression", id: null } },
          ],
        }
      : one,
  );
}

/** What a program notes and returns. */
function outcome(text: string): unknown {
  const root = parseExpressionAt(text, 0, { ecmaVersion: 2022 });
  withoutHoisting(root);
  const notes: unknown[] = [];
  const note = (value: number): number => {
    notes.push(value);
    return value;
  };
  const made = runInThisContext(`(${generate(root)})`) as (note: unknown) => unknown;
  return [made(note), notes];
}

const FUNCTIONS = 5;
/** An expression in which the functions from `least` on may be called. */
const expression = (least: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.nat(9).map((value) => `note(${value})`),
    fc.nat(9).map(String),
    ...(least < FUNCTIONS ? [fc.integer({ min: least, max: FUNCTIONS - 1 }).map((at) => `f${at}()`)] : []),
  );
const statement = (least: number): fc.Arbitrary<string> => {
  const one = expression(least);
  return fc.oneof(
    one.map((a) => `${a};`),
    fc.tuple(one, one, one).map(([a, b, c]) => `${a},${b},${c};`),
    fc.tuple(one, one, one).map(([a, b, c]) => `if(${a},${b}>4)${c};else{${a}}`),
    fc.tuple(one, one).map(([a, b]) => `for(let i=0;i<2;i++){${a};${b}}`),
    fc.tuple(one, one).map(([a, b]) => `{let x=${a},y=${b}- -x;note(x-y)}`),
    fc.tuple(one, one).map(([a, b]) => `if(${a}>7)return ${a},${b};`),
    one.map((a) => `note((()=>${a})());`),
  );
};
const body = (least: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(statement(least), { maxLength: 6 }), expression(least))
    .map(([all, last]) => `${all.join("")}return ${last}`);
const program = fc
  .tuple(body(0), ...Array.from({ length: FUNCTIONS }, (_, at) => body(at + 1)))
  .map(
    ([main, ...functions]) =>
      `function(note){${functions.map((one, at) => `function f${at}(){${one}}`).join("")}${main}}`,
  );

describe("late declarations: any program", () => {
  it("notes the same and returns the same, and the engine finds every function declared", () => {
    fc.assert(
      fc.property(program, (text) => {
        assert.deepEqual(outcome(declareLate(text)), outcome(text));
      }),
      { numRuns: 400 },
    );
  });

  it("this way of running sees a call that comes too early", () => {
    assert.throws(() => outcome("function(note){f();function f(){}}"), ReferenceError);
  });
});
