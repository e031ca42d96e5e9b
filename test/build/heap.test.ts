// The passes that save heap: where what goes, what is let go of after the boot, and that a store built with them writes the same bytes.

import assert from "node:assert/strict";
import { runInThisContext } from "node:vm";
import { parse } from "acorn";
import type { ArrayExpression, FunctionExpression, Node, ReturnStatement, Statement } from "acorn";
import { generate } from "astring";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { Random } from "../../bench/engine/random.ts";
import { acknowledge, appendEntry, closing, openLog, readRecord } from "../../firmware/store/log.ts";
import { prepare } from "../../firmware/store/ring.ts";
import { getValue, openValues, putValue } from "../../firmware/store/values.ts";
import { trustedText } from "../../tools/build/bundle.ts";
import { bootOnly, perHandler, transient } from "../../tools/build/heap.ts";
import { ArrayFlash, PART_BYTES, PROCESSOR, ROOT, storeOn } from "../store/rig.ts";

const statements = (source: string): Statement[] =>
  parse(source, { ecmaVersion: 2022, sourceType: "script" }).body as Statement[];

const text = (list: readonly Statement[]): string =>
  list
    .map((statement) => generate(statement as Node))
    .join("\n")
    .replace(/\s+/g, " ");

describe("functions that exist only while they are needed", () => {
  it("go into the one that needs them, the deepest first", () => {
    const source =
      "function c(){return 1} function b(){return c()} function root(){return b()} function boot(){root()}";
    assert.equal(
      text(transient(statements(source), ["root"])),
      "function root() { function b() { function c() { return 1; } return c(); } return b(); } function boot() { root(); }",
    );
  });
  it("go into each of several, and no deeper than all who need them", () => {
    const source =
      "function c(){return 1} function b(){return c()} function one(){return b()+c()} function two(){return c()} function boot(){one();two()}";
    assert.equal(
      text(transient(statements(source), ["one", "two"])),
      "function one() { function c() { return 1; } function b() { return c(); } return b() + c(); } " +
        "function two() { function c() { return 1; } return c(); } function boot() { one(); two(); }",
    );
  });
  it("stay where they are when anything else needs them, or when they keep state", () => {
    const source =
      "let n=0; function c(){return n++} function b(){return 2} function root(){return b()+c()} function boot(){root();return()=>()=>b()}";
    assert.equal(
      text(transient(statements(source), ["root"])),
      "let n = 0; function b() { return 2; } function root() { function c() { return n++; } return b() + c(); } function boot() { root(); return () => () => b(); }",
    );
  });
  it("take the methods of a prototype along", () => {
    const source =
      "var P=function(){}; P.prototype.m=function(){return 1}; function root(){return new P().m()} function boot(){root()}";
    assert.equal(
      text(transient(statements(source), ["root"])),
      "function root() { var P = function () {}; P.prototype.m = function () { return 1; }; return new P().m(); } function boot() { root(); }",
    );
  });
  it("are refused where a name of the one that is to hold them hides them", () => {
    const source =
      "function c(){return 1} function b(){return c()} function root(c){return b()+c} function boot(){root(1)}";
    assert.throws(() => transient(statements(source), ["root"]), {
      name: "BuildError",
      message: "root: a name of its own, c, hides what it is to hold",
    });
  });
  it("are refused where such a name hides what they mean, and not where it is only the name of one of their own", () => {
    const hiding = "let n=0; function b(){return n} function root(n){return b()+n} function boot(){root(1)}";
    assert.throws(() => transient(statements(hiding), ["root"]), {
      name: "BuildError",
      message: "root: a name of its own, n, hides what it is to hold",
    });
    const own =
      "let n=0; function b(m){let k=m;return k} function root(m){let k=m;return b(k)} function boot(){root(1)}";
    assert.equal(
      text(transient(statements(own), ["root"])),
      "let n = 0; function root(m) { function b(m) { let k = m; return k; } let k = m; return b(k); } function boot() { root(1); }",
    );
  });
  it("stay at the top, too, where the boot needs them, and go after it", () => {
    const source = "function c(){return 1} function root(){return c()} function boot(){c();return()=>()=>root()}";
    const nested = transient(statements(source), ["root"]);
    assert.equal(
      text(nested),
      "function c() { return 1; } function root() { function c() { return 1; } return c(); } function boot() { c(); return () => () => root(); }",
    );
    assert.deepEqual(bootOnly(nested, "boot"), ["c"]);
  });
  it("stay where a function needs them that the boot hands on: it may be called at any time", () => {
    const source =
      "function c(){return 1} function lent(){return c()} function root(){return c()} function boot(){return lent.bind(void 0)}";
    const nested = transient(statements(source), ["root"]);
    assert.equal(
      text(nested),
      "function c() { return 1; } function lent() { return c(); } function root() { return c(); } function boot() { return lent.bind(void 0); }",
    );
    assert.deepEqual(bootOnly(nested, "boot"), ["lent", "root"]);
  });
  it("go into the function that is returned, where that is all that is done", () => {
    const source =
      "function c(){return 1} function one(a){return ()=>a+c()} function two(a){return ()=>{return a-c()}} function boot(){one();two()}";
    assert.equal(
      text(transient(statements(source), ["one", "two"])),
      "function one(a) { return () => { function c() { return 1; } return a + c(); }; } " +
        "function two(a) { return () => { function c() { return 1; } return a - c(); }; } function boot() { one(); two(); }",
    );
  });
  it("go no deeper than a function that is called in a loop, or by one that is", () => {
    const source =
      "function d(){return 1} function c(){return d()} function b(){return c()} function root(){for(;;)b()} function boot(){root()}";
    assert.equal(
      text(transient(statements(source), ["root"])),
      "function root() { function d() { return 1; } function c() { return d(); } function b() { return c(); } for (; ; ) b(); } function boot() { root(); }",
    );
  });
  it("go no deeper than where a name of another function hides what they mean", () => {
    const source =
      "let n=0; function c(){return n} function b(a){let n=a;return c()+n} function root(){return b(1)} function boot(){root()}";
    assert.equal(
      text(transient(statements(source), ["root"])),
      "let n = 0; function root() { function c() { return n; } function b(a) { let n = a; return c() + n; } return b(1); } function boot() { root(); }",
    );
  });
});

function handlersOf(source: string): string {
  const body = statements(`function part(lent){${source}}`).flatMap((one) =>
    one.type === "FunctionDeclaration" ? one.body.body : [],
  );
  const list = (body.at(-1) as ReturnStatement).argument as ArrayExpression;
  return text(perHandler(body, list.elements as FunctionExpression[]));
}

describe("functions of a partition", () => {
  it("go into each handler that needs them, and the factory keeps its variables", () => {
    assert.equal(
      handlersOf(
        "let n=0;function a(){return n++}function b(){return a()}return[function(){b()},function(){a()},function(){n=0}]",
      ),
      "let n = 0; return [function () { function b() { function a() { return n++; } return a(); } b(); }, " +
        "function () { function a() { return n++; } a(); }, function () { n = 0; }];",
    );
  });
  it("stay where the factory calls them, and hold what they need themselves", () => {
    assert.equal(
      handlersOf("function a(){return 1}function b(){return a()}let n=b();return[function(){n=a()+b()}]"),
      "function b() { function a() { return 1; } return a(); } let n = b(); " +
        "return [function () { function a() { return 1; } n = a() + b(); }];",
    );
  });
  it("are left out where nothing calls them", () => {
    assert.equal(handlersOf("function a(){}return[function(){}]"), "return [function () {}];");
  });
});

describe("functions that only the boot calls", () => {
  it("are found, and what they call, but nothing that a closure keeps", () => {
    const source = `function kept(){} function helper(){} function once(){helper();return function(){kept()}}
      function later(){} function boot(){start(function(){once();return{work:function(){later()}}})} function start(f){f()}`;
    assert.deepEqual(bootOnly(statements(source), "boot").sort(), ["helper", "once", "start"]);
  });
  it("are not what a function needs that is handed on, for it may be called at any time", () => {
    const source =
      "function deep(){} function used(){deep()} function given(){used()} function bound(){used()} function called(){} " +
      "function boot(){called();return{run:given,again:bound.bind(undefined)}}";
    assert.deepEqual(bootOnly(statements(source), "boot").sort(), ["bound", "called", "given"]);
  });
  it("are found whatever else has the same name within a function", () => {
    const source = "function once(){} function boot(){once();return function(){return function(once){let boot=once}}}";
    assert.deepEqual(bootOnly(statements(source), "boot"), ["once"]);
  });
});

/** One log and one segment of values on a part, under names that no build shortens. */
interface Life {
  readonly start: () => boolean;
  readonly append: (entry: string) => boolean;
  readonly acknowledge: (sequence: number) => boolean;
  readonly read: (sequence: number) => string;
  readonly closing: () => string;
  readonly put: (number: number, value: string) => boolean;
  readonly get: (number: number) => string;
  readonly idle: () => void;
}
type Make = (flash: ArrayFlash) => Life;

const PLACES = `const log = logState(medium, 2, 16384, 16384, 64, root);
    const values = valuesState(medium, 6, 81920, 16384, 32, 8);`;

const ENTRY = `
  import { acknowledge, appendEntry, closing, openLog, readRecord } from "./firmware/store/log.ts";
  import { prepare } from "./firmware/store/ring.ts";
  import { logState, openMedium, valuesState } from "./firmware/store/store.ts";
  import { getValue, openValues, putValue } from "./firmware/store/values.ts";
  function make(flash, outer, secretBox) {
    const part = {
      fault: 0, read: (a, n) => flash["read"](a, n), program: (a, b) => flash["program"](a, b),
      erase: (a) => flash["erase"](a), isErasing: () => flash["isErasing"](),
    };
    const processor = { crc32: (text) => outer["crc32"](text), toBytes: (text) => outer["toBytes"](text) };
    const medium = openMedium(processor, part);
    const root = { processor: processor, secretBox: (p, way, plain, nonce, key) => secretBox(outer, way, plain, nonce, key), seal: 7, meterId: "HASM0001", root: "0123456789abcdef" };
    ${PLACES}
    return {
      start: () => openLog(log) && openValues(values), append: (entry) => appendEntry(log, entry, 1),
      acknowledge: (sequence) => acknowledge(log, sequence), read: (sequence) => readRecord(log, sequence),
      closing: () => closing(log), put: (n, v) => putValue(values, n, v), get: (n) => getValue(values, n),
      idle: () => { prepare(log.ring); prepare(values.ring); },
    };
  }
  export function boot() { return (flash, outer, secretBox) => { const again = () => make(flash, outer, secretBox); return again(); }; }`;

const source: Make = (flash) => {
  const { security: log, parameters: values } = storeOn(flash);
  return {
    start: () => openLog(log) && openValues(values),
    append: (entry) => appendEntry(log, entry, 1),
    acknowledge: (sequence) => acknowledge(log, sequence),
    read: (sequence) => readRecord(log, sequence),
    closing: () => closing(log),
    put: (number, value) => putValue(values, number, value),
    get: (number) => getValue(values, number),
    idle: () => {
      prepare(log.ring);
      prepare(values.ring);
    },
  };
};

/** A few hundred operations, begun anew six times as after a reset; what was answered, and the part. */
function live(make: Make): [unknown[], NorArray] {
  const random = new Random(7);
  const array = new NorArray(PART_BYTES, () => random.uint32());
  const answers: unknown[] = [];
  for (let start = 0; start < 6; start++) {
    const life = make(new ArrayFlash(array));
    answers.push(life.start());
    for (let i = 0; i < 60; i++) {
      answers.push(life.append(`entry ${start} ${i}`), life.put(random.below(8), `v${i}`));
      life.idle();
      answers.push(life.get(random.below(8)), life.read(1 + random.below(300)));
      if (i % 20 === 0) answers.push(life.acknowledge(random.below(200)));
    }
    answers.push(life.closing());
  }
  return [answers, array];
}

describe("the store as the build makes it", () => {
  it("answers and writes the same as its source", async () => {
    const trusted = runInThisContext(`(${await trustedText(ENTRY)})`) as () => (
      flash: ArrayFlash,
      outer: typeof PROCESSOR,
      secretBox: typeof ROOT.secretBox,
    ) => Life;
    const make = trusted();
    const [answers, array] = live(source);
    const [builtAnswers, builtArray] = live((flash) => make(flash, PROCESSOR, ROOT.secretBox));
    assert.deepEqual(builtAnswers, answers);
    assert.deepEqual(Buffer.from(builtArray.cells), Buffer.from(array.cells));
    assert.ok(array.programs > 500);
  });
});
