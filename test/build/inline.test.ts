// What the build puts in the place of a call, and what it leaves a call because it might mean something else.

import assert from "node:assert/strict";
import { parse } from "acorn";
import type { Node, Statement } from "acorn";
import { generate } from "astring";
import { inlineSmall } from "../../tools/build/inline.ts";

function inlined(source: string): string {
  const { body } = parse(source, { ecmaVersion: 2022, sourceType: "script" });
  return inlineSmall(body as Statement[])
    .map((statement) => generate(statement as Node))
    .join("\n")
    .replace(/\s+/g, " ");
}

describe("small functions in the place of their calls", () => {
  for (const [title, source, expected] of [
    [
      "an expression of its parameter",
      "function f(a){return a+1} function g(b){let r=f(b)*2;return r}",
      "function g(b) { let r = (b + 1) * 2; return r; }",
    ],
    [
      "a property of a parameter, twice",
      "function f(a){return a*a} function g(b){let r=f(b.c);return r}",
      "function g(b) { let r = b.c * b.c; return r; }",
    ],
    [
      "a call of another, where nothing takes what it returns",
      "function k(a,c){let n=a*c;n++} function f(a,c){k(c,a)} function g(b,d){f(b,d.e);f(d,b)}",
      "function k(a, c) { let n = a * c; n++; } function g(b, d) { k(d.e, b); k(b, d); }",
    ],
    [
      "one within the other",
      "function f(a){return a+1} function h(a){return f(a)+1} function g(b){let r=h(b);return r}",
      "function g(b) { let r = b + 1 + 1; return r; }",
    ],
    [
      "a sum of names, twice, where nothing that is called can change it",
      "function f(a,c){return a.charCodeAt(c)+a.charCodeAt(c+1)} function g(b,n){let r=f(b,n.k+1);return r}",
      "function g(b, n) { let r = b.charCodeAt(n.k + 1) + b.charCodeAt(n.k + 1 + 1); return r; }",
    ],
    [
      "a call as the one argument that is used once",
      "function f(a){return a+1} function g(b){let r=f(b());return r}",
      "function g(b) { let r = b() + 1; return r; }",
    ],
  ] as const)
    it(`takes ${title}`, () => {
      assert.equal(inlined(source), expected);
    });

  for (const [title, source] of [
    ["is evaluated twice", "function f(a){return a*a} function g(b){let r=f(b());return r}"],
    ["may not be evaluated at all", "function f(a,c){return c&&a} function g(b){let r=f(b(),b);return r}"],
    ["changes its order with another", "function f(a,c){return c+a} function g(b){let r=f(b(),b());return r}"],
    ["does more than return", "function f(a){a.b=1;return a} function g(b){let r=f(b);return r}"],
    ["assigns", "function f(a){return a.b=1} function g(b){let r=f(b);return r}"],
    ["calls itself", "function f(a){return a>0?f(a-1):0} function g(b){let r=f(b);return r}"],
    ["lacks an argument", "function f(a,c){return a+c} function g(b){let r=f(b);return r}"],
    [
      "means another thing where its name is hidden",
      "function k(){return 1;} function f(a){return a+x} var x=1; function g(x){let r=f(x);return r}",
    ],
    [
      "calls something before it reads a name that may be another by then",
      "let n=0; function h(){return n++;} function f(a){return h()+a} function g(){let r=f(n);return r}",
    ],
    [
      "calls something before it reads a property that may be another by then",
      "function h(b){b.n=1;return 1} function f(a,b){return h(b)+a} function g(b){let r=f(b.n,b);return r}",
    ],
    [
      "calls something before it reads a length",
      "function f(a,b){return b.push(1)+a} function g(b){let r=f(b.length,b);return r}",
    ],
    [
      "reads something that its argument may change",
      "let n=0; function h(){return n++;} function f(a){return n+a} function g(){let r=f(h());return r}",
    ],
    [
      "calls something before its argument does",
      "function f(a,c){return c()+a} function g(b,c){let r=f(b(),c);return r}",
    ],
    [
      "has an argument that another may change",
      "let n=0; function h(){return n++;} function f(a,c){return a+c} function g(){let r=f(h(),n);return r}",
    ],
    [
      "returns nothing, where that is taken",
      "function k(a){let n=a;return n} function f(a){k(a)} function g(b){let r=f(b);return r}",
    ],
    ["is handed on as a value", "function f(a){return a+1} function g(b){let r=b(f);return r}"],
  ] as const)
    it(`leaves a function that ${title}`, () => {
      const text = inlined(source);
      assert.ok(text.includes("function f(") && /[( ]f[(),]/.test(text.slice(text.indexOf("function g("))), text);
    });

  it("leaves a function that it is told to leave", () => {
    const source = "function f(a){return a+1} function g(b){let r=f(b);return r}";
    const left = (except: readonly string[]): number => {
      const { body } = parse(source, { ecmaVersion: 2022 });
      return inlineSmall(body as Statement[], except).length;
    };
    assert.equal(left([]), 1);
    assert.equal(left(["f"]), 2);
  });
});
