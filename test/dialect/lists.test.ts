// The lists of the dialect check against the engines: what is said to exist exists, what is said to be missing is missing.

import assert from "node:assert/strict";
import { GLOBALS, MISSING_GLOBALS, MISSING_METHODS, STATIC_MEMBERS } from "../../tools/dialect/names.ts";
import { runOn } from "./engines.ts";

/** What the build adds by itself, and a name whose value is undefined everywhere. */
const NOT_THE_ENGINES = new Set(["hasm", "undefined"]);

const SAMPLES = [
  "[]",
  '"text"',
  "5",
  "new Uint8Array(2)",
  "new Date(0)",
  "({})",
  "function(){}",
  "Promise.resolve()",
  "new DataView(new ArrayBuffer(2))",
];

const globals = [...GLOBALS].filter((name) => !NOT_THE_ENGINES.has(name));
const members = [...STATIC_MEMBERS].flatMap(([owner, names]) =>
  [...names].filter((name) => name !== "prototype").map((name) => `${owner}.${name}`),
);

function printWhere(condition: (name: string) => string, names: Iterable<string>): string {
  return [...names].map((name) => `if(${condition(name)})print("${name}");`).join("\n");
}

/** A script for each list; it prints the names that the list is wrong about. Reading what a text lacks throws. */
const scripts: Readonly<Record<string, string>> = {
  "globals that firmware may name": printWhere((name) => `typeof ${name}==="undefined"`, globals),
  "globals that are missing": printWhere((name) => `typeof ${name}!=="undefined"`, MISSING_GLOBALS),
  "members of builtins": printWhere((name) => `typeof ${name}==="undefined"`, members),
  "methods that are missing":
    `var samples=[${SAMPLES.join(",")}];` +
    `${JSON.stringify([...MISSING_METHODS])}.forEach(function(name){samples.forEach(function(sample){` +
    `var found;try{found=sample[name]}catch(e){}if(found!==undefined)print(name)})})`,
};

describe("dialect: lists", () => {
  for (const engine of ["linux", "stm32"] as const) {
    for (const [title, script] of Object.entries(scripts)) {
      it(`${title}, on ${engine}`, async function () {
        assert.deepEqual(await runOn(engine, `${script}\nprint("checked")`, this), ["checked"]);
      });
    }
  }
});
