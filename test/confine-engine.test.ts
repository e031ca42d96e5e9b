// What the confinement checker believes of the engine, asked of the engine: what it lets through means the same there as in the standard,
// operators and methods yield what tools/confine/kinds.ts says, and no call takes more stack than tools/confine/stack.ts counts.

import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { transform } from "esbuild";
import { minifyOptions } from "../tools/build/esbuild-options.ts";
import { ARITHMETIC, ARRAYS, COMPARISON, METHODS, NUMBER, SMALL, TEXT } from "../tools/confine/allowed.ts";
import { partitionsOf, readSource } from "../tools/confine/shape.ts";
import { stackBytes } from "../tools/confine/stack.ts";
import { engineSuite } from "../tools/engine/available.ts";
import { runOnLinux } from "../tools/engine/linux.ts";
import { measure, reporter } from "../tools/engine/measure.ts";
import { accepted } from "./confine/cases.ts";
import { clean, flat } from "./confine/clean.ts";
import { bundleOf } from "./escape/harness/run.ts";

const LIMIT = { timeoutMs: 30_000 };

/** Lines that a script prints with `print`. */
async function onEngine(script: string): Promise<string[]> {
  const { stdout } = await runOnLinux(script, LIMIT);
  return stdout.split("\n").filter((line) => line.startsWith("#"));
}

function onNode(script: string): string[] {
  const lines: string[] = [];
  runInNewContext(script, { print: (line: string) => lines.push(line) });
  return lines;
}

/** A text as the numbers of its characters, so that both sides print it alike. */
const SHOW = `
function show(value){
  if(typeof value!=="string")return typeof value+" "+value;
  var text="string";
  for(var i=0;i<value.length;i++)text+=" "+value.charCodeAt(i);
  return text;
}`;

/** Lends a partition functions that answer with numbers and print what they are given, and calls its handlers. */
function played(partition: string, messages: readonly string[]): string {
  return `${SHOW}
${bundleOf(partition)}
var calls=0;
function lent(value){calls++;print("#lent "+show(value));return calls}
function other(value){calls+=2;print("#other "+show(value));return calls}
function bytes(text){var list=[];for(var i=0;i<text.length;i++)list.push(text.charCodeAt(i));return list}
hasm[1](100000);
var handlers=[];
try{handlers=hasm[0][0](lent,${partition.includes("toBytes") ? "bytes" : "other"},other)}catch(e){print("#no start")}
print("#started");
${JSON.stringify(messages)}.forEach(function(message){
  handlers.forEach(function(handler,i){
    hasm[1](100000);
    try{handler(message);print("#done "+i)}catch(e){print("#fault "+i)}
  });
});
`;
}

const around = (statements: string): string =>
  `function(lent,other){if(--$<0)throw 0;${statements}return[function(m){if(--$<0)throw 0}]}`;

engineSuite("confinement: what is let through means the same on the engine", "linux", () => {
  const messages = ["\\xc0ab\\xc3\\xc0", "12345678901234567890", "#", "x"].map(
    (one) => JSON.parse(`"${one.replace(/\\x/g, "\\u00")}"`) as string,
  );

  for (const [name, partition] of Object.entries(clean))
    it(`clean partition ${name}, as written and minified`, async () => {
      const { code } = await transform(`x=${partition}`, minifyOptions);
      for (const text of [flat(partition), code.replace(/^x=/, "").replace(/;?\n$/, "")]) {
        const script = played(text, messages);
        const expected = onNode(script);
        assert.ok(expected.length >= 8, expected.join("\n"));
        assert.deepEqual(await onEngine(script), expected);
      }
    });

  it("every accepted form", async () => {
    for (const statements of accepted) {
      const script = played(around(statements), ["m"]);
      assert.deepEqual(await onEngine(script), onNode(script), statements);
    }
  });

  it("every escape of a string and every form of a number", async () => {
    const literals = [
      `"\\"\\'\\\\\\b\\f\\n\\r\\t\\v\\0\\x00\\x7F\\xfF"`,
      `'\\"\\''`,
      `"\\0a"`,
      "0x1fFF",
      "4e3",
      "1e21",
      "0.5",
      ".125",
      "9007199254740991",
    ];
    const script = `${SHOW}\n${literals.map((one) => `print("#"+show(${one}))`).join("\n")}\n`;
    const lines = onNode(script).map((line) => line.replace("1e+21", "10e+20"));
    assert.deepEqual(await onEngine(script), lines);
  });
});

/** One value of each type that a partition can have, and the hidden key that matters. */
const VALUES = [
  "0",
  "7",
  "-1.5",
  "0/0",
  "void 0",
  "null",
  "!0",
  '""',
  '"\\xFFsco"',
  '"12"',
  "[]",
  '["\\xFFsco"]',
  "[1,2]",
  "new Uint8Array([1,2])",
];

const typeBit: Readonly<Record<string, number>> = {
  number: NUMBER,
  undefined: SMALL | NUMBER,
  string: TEXT,
  boolean: TEXT,
  object: ARRAYS | TEXT,
};

engineSuite("confinement: values are of the kinds that the checker counts with", "linux", () => {
  it("arithmetic yields a number or undefined, whatever it is given", async () => {
    const pairs = VALUES.flatMap((left) => VALUES.map((right) => [left, right] as const));
    const tests = [
      ...pairs.flatMap(([left, right]) => [...ARITHMETIC].map((operator) => `(${left})${operator}(${right})`)),
      ...VALUES.flatMap((one) => [`-(${one})`, `+(${one})`, `~(${one})`]),
    ];
    const lines = await onEngine(tests.map((test) => `print("#"+typeof(${test}))`).join("\n"));
    assert.equal(lines.length, tests.length);
    assert.deepEqual(
      tests.filter((_test, i) => !["#number", "#undefined"].includes(lines[i]!)),
      [],
    );
  });

  it("a comparison yields a boolean, and a sum never an array", async () => {
    const pairs = VALUES.flatMap((left) => VALUES.map((right) => [left, right] as const));
    const tests = pairs.flatMap(([left, right]) =>
      [...COMPARISON, "+"].map((operator) => `(${left})${operator}(${right})`),
    );
    const lines = await onEngine(tests.map((test) => `print("#"+typeof(${test}))`).join("\n"));
    assert.equal(lines.length, tests.length);
    assert.deepEqual(
      tests.filter((_test, i) => lines[i] === "#object" || lines[i] === "#function"),
      [],
    );
  });

  it("Math yields a number, whatever it is given", async () => {
    const tests = VALUES.flatMap((one) => ["floor", "min", "max", "abs"].map((name) => `Math.${name}(${one})`));
    const lines = await onEngine(tests.map((test) => `print("#"+typeof(${test}))`).join("\n"));
    assert.deepEqual(new Set(lines), new Set(["#number"]));
    assert.equal(lines.length, tests.length);
  });

  it("a method yields what its entry says or throws, on every receiver and with any arguments", async () => {
    const plain = ["0", "2", "-3", "0/0", "2e9", "-2e9", "void 0", "null", '""', '"a"', '"\\xFFsco"', "[]", '["a"]'];
    const unsafe = new Set(["replaceAll", "padStart", "padEnd"]);
    const calls = Object.keys(METHODS).flatMap((name) => {
      const firsts = unsafe.has(name) ? (name === "replaceAll" ? ['"a"', '"sco"'] : ["0", "2", "-3", "9"]) : plain;
      const seconds = unsafe.has(name) && name !== "replaceAll" ? ['"x"'] : ["2", '"a"'];
      return firsts.flatMap((first) => seconds.map((second) => ({ name, args: `${first},${second}` })));
    });
    const tests = VALUES.flatMap((receiver) =>
      calls.map(({ name, args }) => ({ name, text: `(${receiver}).${name}(${args})` })),
    );
    const wrong: string[] = [];
    for (let from = 0; from < tests.length; from += 2000) {
      const part = tests.slice(from, from + 2000);
      const lines = await onEngine(
        part.map(({ text }) => `try{print("#"+typeof(${text}))}catch(e){print("#throw")}`).join("\n"),
      );
      assert.equal(lines.length, part.length);
      part.forEach(({ name, text }, i) => {
        const type = lines[i]!.slice(1);
        if (type !== "throw" && ((typeBit[type] ?? 0) & METHODS[name]!) === 0) wrong.push(`${text} is ${type}`);
      });
    }
    assert.deepEqual(wrong, []);
  });
});

const refuse = (rule: string, at: number, found: string): never => assert.fail(`${rule} ${at} ${found}`);

/** Partitions that call what they are lent at the bottom of something deep. */
const DEEP: Readonly<Record<string, string>> = {
  call: "lent();",
  helpers: `function a(){if(--$<0)throw 0;lent()}function b(n){if(--$<0)throw 0;if(n>0){a()}}function c(){if(--$<0)throw 0;for(let i=0;i<1;i++){if(--$<0)throw 0;b(i+1)}}c();`,
  nested: `let x=0;for(const c of"a"){if(--$<0)throw 0;if(c){x=[1,[((x+(2*(3-[4,x|Math.max(1,Math.floor("ab".indexOf("b"+(c?lent():0))))].length))))]].length}}`,
  arguments: `function id(v){if(--$<0)throw 0;return v}id(id(id(id(id(Math.abs(Math.abs(-(~(lent())))))))));`,
};

engineSuite("confinement: the stack that a partition takes on the board", "stm32", () => {
  for (const [name, statements] of Object.entries(DEEP))
    it(`${name}: no more than is counted`, async () => {
      const text = bundleOf(around(statements));
      const source = readSource(text, refuse)!;
      const [factory] = partitionsOf(source.program, ["p"], refuse)!;
      const [counted] = stackBytes(text, factory!, refuse).values();
      const probe = `
var least=1e9;
function lent(){least=Math.min(least,process.memory(false).stackFree);return 1}
${text}hasm[1](1000);
lent();var before=least;
hasm[0][0](lent,lent);
reportResult(before-least);
`;
      const taken = (await measure({ ".boot0": reporter(), ".bootcde": probe })) as number;
      assert.ok(taken > 0 && taken <= counted!, `${taken} bytes taken, ${counted} counted`);
    });
});
