// What makes a file a partition, and the exact words for one that is none. Nothing here is judged by confinement.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { camel, prefixed } from "../../tools/build/names.ts";
import { partitionText } from "../../tools/build/partition.ts";

let folder = "";

async function build(source: string, handlers: readonly string[] = ["onWan", "tick"]) {
  const file = join(folder, "some-part.ts");
  await writeFile(file, source);
  return partitionText(file, "some-part", "somePart", handlers, 1000);
}

const HANDLERS = "return { onWan() { lent(); }, tick() {} };";
const part = (body: string, params = "lent: () => void"): string => `export function somePart(${params}) { ${body} }`;

const refused: readonly (readonly [title: string, source: string, message: string])[] = [
  [
    "a handler that system.ts calls is missing",
    part("return { onWan() { lent(); } };"),
    "some-part: system.ts calls tick, which it lacks",
  ],
  ["two handlers are missing", part("lent(); return {};"), "some-part: system.ts calls onWan, tick, which it lacks"],
  [
    "there is a handler that nothing calls",
    part("return { onWan() { lent(); }, tick() {}, tock() {}, onHan() {} };"),
    "some-part: nothing in system.ts calls its tock, onHan",
  ],
  [
    "there is no factory",
    "export function otherPart() { return {}; }",
    "some-part: exports no function named somePart",
  ],
  [
    "the factory is an arrow function",
    "export const somePart = () => ({ onWan() {}, tick() {} });",
    "some-part: exports no function named somePart",
  ],
  [
    "the factory does not end with its handlers",
    part("const handlers = { onWan() { lent(); }, tick() {} }; return handlers;"),
    "some-part: its last statement does not return its handlers as an object",
  ],
  [
    "the factory returns nothing",
    part("lent();"),
    "some-part: its last statement does not return its handlers as an object",
  ],
  [
    "a handler is an arrow function",
    part("return { onWan: () => { lent(); }, tick() {} };"),
    "some-part: a handler is not a method with a plain name",
  ],
  [
    "a handler is a lent function",
    part("return { onWan: lent, tick() {} };"),
    "some-part: a handler is not a method with a plain name",
  ],
  [
    "a handler's name is text",
    part('return { "on-wan"() { lent(); }, tick() {} };'),
    "some-part: a handler is not a method with a plain name",
  ],
  [
    "a module of it does something when it is loaded",
    `globalThis.leak = 1;\n${part(HANDLERS)}`,
    "some-part: a module of it does something besides declaring (ExpressionStatement)",
  ],
  [
    "a module of it loops when it is loaded",
    `declare const list: number[];\nfor (const one of list) list.push(one);\n${part(HANDLERS)}`,
    "some-part: a module of it does something besides declaring (ForOfStatement)",
  ],
  [
    "a parameter is a pattern",
    part("return { onWan() { send(); }, tick() {} };", "{ send }: { send: () => void }"),
    "some-part: cannot be bundled\n" +
      '  some-part.ts:1:26: Transforming destructuring to the configured target environment ("es5" + 5 overrides) is not supported yet',
  ],
  [
    "a parameter has a default",
    part(HANDLERS, "lent = () => {}"),
    "some-part: cannot be bundled\n" +
      '  some-part.ts:1:31: Transforming default arguments to the configured target environment ("es5" + 5 overrides) is not supported yet',
  ],
  [
    "it is not TypeScript",
    "export function (",
    'some-part: cannot be bundled\n  some-part.ts:1:17: Expected identifier but found "("',
  ],
  [
    "it imports a file that is not there",
    `import { x } from "./nowhere.ts";\n${part("x(); " + HANDLERS)}`,
    'some-part: cannot be bundled\n  some-part.ts:1:19: Could not resolve "./nowhere.ts"',
  ],
];

describe("a partition's text", () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hasm-partition-"));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  for (const [title, source, message] of refused) {
    it(`is refused where ${title}`, async () => {
      await assert.rejects(build(source), { name: "BuildError", blame: "partition", message });
    });
  }

  it("is refused where the file is missing", async () => {
    const missing = partitionText(join(folder, "missing.ts"), "some-part", "somePart", [], 10);
    await assert.rejects(missing, (error: Error) => {
      assert.match(error.message, /^some-part: cannot be bundled\n {2}Could not resolve ".*missing\.ts"$/);
      return true;
    });
  });

  it("has its endowments as they are named in the source, in order", async () => {
    const source = `export function somePart(toDisplay: () => void, crc32: () => void, wanSend: () => void) {
      return { onWan() { toDisplay(); crc32(); }, tick() { wanSend(); } };
    }`;
    const { endowments } = await build(source);
    assert.deepEqual(endowments, ["toDisplay", "crc32", "wanSend"]);
  });

  it("returns its handlers in the order of the cycle, whatever their order in the source", async () => {
    const source = part(
      'return { tick() { say("tick"); }, onWan() { say("onWan"); } };',
      "say: (text: string) => void",
    );
    for (const order of [
      ["onWan", "tick"],
      ["tick", "onWan"],
    ]) {
      const { text } = await build(source, order);
      const said: string[] = [];
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
      const handlers = new Function("$", `return ${text}`)(100) as (say: (text: string) => void) => (() => void)[];
      for (const handler of handlers((text) => said.push(text))) handler();
      assert.deepEqual(said, order);
    }
  });

  it("has the constants of what it imports where they are used, and its functions inside", async () => {
    await writeFile(
      join(folder, "helper.ts"),
      "export const STEP = 3;\nexport function twice(x: number) { return 2 * x; }\n",
    );
    const source = `import { STEP, twice } from "./helper.ts";\n${part("return { onWan() { lent(twice(STEP)); }, tick() {} };", "lent: (x: number) => void")}`;
    const { text } = await build(source);
    assert.doesNotMatch(text, /STEP|twice/);
    assert.match(text, /^function\(\w+\)\{/);
    assert.match(text, /\(2\*3\)/);
  });

  it("ends with the list of its handlers, whatever the factory does before", async () => {
    const { text } = await build(part(HANDLERS.replace("return", "lent(); return")));
    assert.match(text, /;\w+\(\);return\[function\(\)/);
  });

  it("has no local that is named like the budget", async () => {
    const names = Array.from({ length: 70 }, (_, i) => `a${i}`);
    const body = `${names.map((name) => `let ${name} = lent();`).join("")} return { onWan() { lent(${names.join(",")}); }, tick() {} };`;
    const { text } = await build(part(body, "lent: (...all: unknown[]) => number"));
    assert.equal(text.replaceAll("if(--$<0)throw 0", "").includes("$="), false);
    let count = 0;
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the text under test has to run
    const made = new Function("$", `return ${text}`)(100) as (lent: (...all: number[]) => number) => (() => void)[];
    const [onWan] = made((...all) => (all.length > 0 ? (count = all.length + all[69]!) : 7));
    onWan!();
    assert.equal(count, 77);
  });
});

describe("names of system.ts in a partition", () => {
  it("are joined at their hyphens", () => {
    assert.deepEqual(["wan", "off-switch-link", "a-1-b"].map(camel), ["wan", "offSwitchLink", "a1B"]);
    assert.deepEqual(
      ["wan", "off-switch-link", "importPulses"].map((name) => prefixed("to", name)),
      ["toWan", "toOffSwitchLink", "toImportPulses"],
    );
  });
});
