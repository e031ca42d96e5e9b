// What a bundle on a virtual board can see: the model's names, none of Node's, nothing of another board, and equal runs for
// equal seeds.

import assert from "node:assert/strict";
import { SimulationClock } from "../../../bench/engine/simulation-clock.ts";
import { bench } from "./bench-board.ts";

describe("virtual board: the bundle's world", () => {
  it("has none of Node's names, and no clock or chance of the host", () => {
    const names = [
      "Buffer",
      "module",
      "setImmediate",
      "fetch",
      "performance",
      "queueMicrotask",
      "Date",
      "Promise",
      "Map",
    ];
    const { lines } = bench(
      `print([${names.map((name) => `typeof ${name}`).join()}].join());print(Object.keys(process))`,
    );
    assert.deepEqual(lines(), [names.map(() => "undefined").join(), '[ "version" ]']);
  });

  it("does not lead to the host's globals through functions, errors or results of the API", () => {
    const reach = `function host(p){return typeof (typeof p==="function"?p.constructor:p.constructor.constructor)("return this")().Buffer}`;
    const { lines } = bench(
      `${reach};var ways=[print,E.on,Serial1.write,A0.read,A0,E,new I2C(),E.getErrorFlags(),E.toUint8Array(1),require("Storage").list()];
       try{require("nothing")}catch(e){ways.push(e)}print(ways.length,ways.map(host).join())`,
    );
    assert.deepEqual(lines(), [`11 ${new Array(11).fill("undefined").join()}`]);
    const watched = bench(`${reach};setWatch(function(e){print(host(e),host(e.pin))},B1)`);
    watched.board.pin("B1").drive(1);
    watched.runMs(5);
    assert.deepEqual(watched.lines(), ["undefined undefined"]);
  });

  it("keeps undeclared variables and changed builtins to one board", () => {
    const clock = new SimulationClock();
    const first = bench(`leak=5;[].push.constructor.prototype.mark=1;Math.abs=7`, { clock });
    const second = bench(`print(typeof leak,print.mark,typeof Math.abs,this===global,typeof global["Serial1"].setup)`, {
      clock,
    });
    assert.equal(first.board.global("leak"), 5);
    assert.deepEqual(second.lines(), ["undefined undefined function true function"]);
    assert.equal((globalThis as Record<string, unknown>)["leak"], undefined);
  });

  it("reads files of the internal flash, and lists them", () => {
    const { lines } = bench(
      `var s=require("Storage");print(s.read("k"),s.read("k",1),s.read("k",1,1),s.read("none"),s.list());
       try{require("Flash")}catch(e){print(e.toString())}`,
      { files: { k: "abc" } },
    );
    assert.deepEqual(lines(), ['abc bc b undefined [ "k" ]', 'Error: Module "Flash" not found']);
  });

  it("tells the size of the heap and the version, and no more", () => {
    assert.deepEqual(bench("print(process.memory(),process.version)", { variables: 5376 }).lines(), [
      '{ "total": 5376 } 2v29.277',
    ]);
  });

  it("repeats a run for the same seed, chance included", () => {
    const run = (seed: number): string => {
      const { runMs, board } = bench(
        `setInterval(function(){print(getTime(),E.hwRand(),Math.random());changeInterval(1,1+Math.random()*50)},10)`,
        { seed },
      );
      runMs(2000);
      return board.console;
    };
    assert.equal(run(4), run(4));
    assert.notEqual(run(4), run(5));
    assert.ok(run(4).split("\n").length > 30);
  });

  it("keeps handlers in the plain property that the engine uses", () => {
    const { lines, runMs } = bench(
      `E.on("q",function(){print("one")});print(E["#onq"].length);E["#onq"]=function(){print("two")};E.emit("q")`,
    );
    runMs(5);
    assert.deepEqual(lines(), ["1", "two"]);
  });

  it("lacks what the engine lacks, and slices a typed array into a plain one", () => {
    const { lines } = bench(
      `print(Math.trunc,Object.freeze,[].flat,"".at,Array.from);print(Array.isArray(new Uint8Array([1,2]).slice(1)));
       print(JSON.stringify(new Uint8Array([1,2])));for(var x of [3,4])print(x)`,
    );
    assert.deepEqual(lines(), ["undefined undefined undefined undefined undefined", "true", "[1,2]", "3", "4"]);
  });
});
