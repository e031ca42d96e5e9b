// The pruning of tweetnacl: what stays, that what stays is untouched, and that a text of another form is refused.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse, type AnyNode } from "acorn";
import { generate } from "astring";
import { dialect } from "../../tools/dialect.ts";
import { walk } from "../../tools/dialect/tree.ts";
import { PruneError, pruneText, pruneTweetnacl } from "../../tools/prune-tweetnacl.ts";
import { ROOTS, scriptWith } from "./board-module.ts";

const WHOLE = readFileSync(createRequire(import.meta.url).resolve("tweetnacl/nacl-fast.js"), "utf8");

/** The body of every function in a text, by the name it is declared under or assigned to. */
function bodies(text: string, sourceType: "script" | "module"): Map<string, string> {
  const found = new Map<string, string>();
  walk(parse(text, { ecmaVersion: "latest", sourceType }), (node: AnyNode) => {
    if (node.type === "FunctionDeclaration" && node.id) found.set(node.id.name, generate(node));
    if (node.type === "VariableDeclarator" && node.init?.type === "FunctionExpression")
      found.set(generate(node.id), generate(node.init));
    if (node.type === "AssignmentExpression" && node.right.type === "FunctionExpression")
      found.set(generate(node.left), generate(node.right));
  });
  return found;
}

function wrap(...lines: string[]): string {
  return `(function(nacl){${lines.join("\n")}})({});`;
}

function refusal(text: string, roots: readonly string[]): Pick<PruneError, "blame" | "message"> {
  try {
    pruneText(text, roots);
  } catch (error) {
    assert.ok(error instanceof PruneError);
    return { blame: error.blame, message: error.message };
  }
  assert.fail("was pruned");
}

describe("pruning tweetnacl", () => {
  it("keeps what secretbox and its stream need, and nothing else", () => {
    assert.deepEqual([...bodies(pruneTweetnacl(ROOTS), "module").keys()].sort(), [
      "core_hsalsa20",
      "core_salsa20",
      "crypto_core_hsalsa20",
      "crypto_core_salsa20",
      "crypto_onetimeauth",
      "crypto_onetimeauth_verify",
      "crypto_secretbox",
      "crypto_secretbox_open",
      "crypto_stream",
      "crypto_stream_salsa20",
      "crypto_stream_salsa20_xor",
      "crypto_stream_xor",
      "crypto_verify_16",
      "poly1305",
      "poly1305.prototype.blocks",
      "poly1305.prototype.finish",
      "poly1305.prototype.update",
      "vn",
    ]);
  });

  it("changes no function", () => {
    const whole = bodies(WHOLE, "script");
    for (const [name, body] of bodies(pruneTweetnacl(ROOTS), "module")) assert.equal(body, whole.get(name), name);
  });

  it("gives the same text each time", () => {
    assert.equal(pruneTweetnacl(ROOTS), pruneTweetnacl(ROOTS));
  });

  it("gives what the dialect check accepts, once it is minified", async () => {
    const script = await scriptWith(
      `import { ${ROOTS.join(", ")} } from "tweetnacl/board"; print(${ROOTS.join(", ")});`,
    );
    assert.deepEqual(dialect(script), []);
  });

  it("keeps fewer names for fewer roots", () => {
    assert.deepEqual([...bodies(pruneTweetnacl(["crypto_verify_16"]), "module").keys()].sort(), [
      "crypto_verify_16",
      "vn",
    ]);
  });

  it("splits declarations, keeps members with their name and puts names above their users", () => {
    const text = wrap(
      "'use strict';",
      "function f(){return g(t)+new c().m()}",
      "var unused=1,t=[0],other=t;t[0]=9;",
      "var c=function(){};c.prototype.m=function(){return h()};",
      "function g(x){return x}function h(){return 1}",
      "nacl.f=f;(function(){f()})();",
    );
    assert.equal(
      pruneText(text, ["f"]).replace(/\s+/g, " "),
      "function g(x) { return x; } var t = [0]; t[0] = 9; function h() { return 1; } var c = function () {}; " +
        "c.prototype.m = function () { return h(); }; function f() { return g(t) + new c().m(); } export { f }; ",
    );
  });

  it("names the root that does not exist", () => {
    assert.deepEqual(refusal(WHOLE, ["crypto_secretbox", "crypto_nonsense"]), {
      blame: "caller",
      message: "tweetnacl has no function crypto_nonsense",
    });
  });

  const forms: readonly [string, string, string][] = [
    ["another form than a wrapper", "var a=1;(function(){})()", "tweetnacl is not one function called once"],
    ["two statements", `${wrap()}print(1)`, "tweetnacl is not one function called once"],
    ["a pattern", wrap("var {f}=nacl;"), "tweetnacl declares by a pattern"],
    ["a name twice", wrap("var f=1;var f=2;"), "tweetnacl declares f twice"],
    [
      "a need of the wrapper's argument",
      wrap("function f(){return nacl}"),
      "f needs nacl, which is no name that can be kept",
    ],
    ["a circle", wrap("function f(){g()}function g(){f()}"), "f needs itself through g"],
    [
      "a change from code left out",
      wrap("var t=[];function f(){return t}(function(){t[0]=1})();"),
      "code that is left out changes t",
    ],
    ["a change from a function left out", wrap("var f=1;function set(x){f=x}"), "code that is left out changes f"],
    ["a count from a function left out", wrap("var f=1;nacl.up=function(){f++};"), "code that is left out changes f"],
  ];
  for (const [title, text, message] of forms) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(refusal(text, ["f"]), { blame: "package", message });
    });
  }
});
