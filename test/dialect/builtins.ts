// Rules on builtins: what the engine lacks, and what it computes differently.

import type { Case } from "./case.ts";

export const builtinCases: readonly Case[] = [
  {
    rule: "D50",
    refused: "print(typeof Map)",
    message: "D50 at 1:14: Map is missing on the engine; write it with objects, arrays and functions",
    accepted: "print(typeof Object)",
    evidence: { node: ["function"], engine: ["undefined"] },
  },
  {
    rule: "D51",
    refused: "print(typeof Math.imul)",
    message: "D51 at 1:14: Math.imul is missing on the engine; write it as a function",
    accepted: "var o={imul:1};print(typeof Math.abs,o.imul)",
    evidence: { node: ["function"], engine: ["undefined"] },
  },
  {
    rule: "D52",
    refused: "print([1,[2]].flat().length)",
    message:
      "D52 at 1:7: method .flat() is missing on the engine; write it as a function, or rename the method if it is your own",
    accepted: "print([1].concat([2]).length,Object.keys({}).length,{flat:1}.flat)",
    evidence: { node: ["2"], engine: ['Uncaught Error: Function "flat" not found!'] },
  },
  {
    rule: "D53",
    refused: "var a=[1,2];a.length=0;print(a.length)",
    message: "D53 at 1:13: length is assigned; use splice",
    accepted: "var a=[1,2];a.splice(0,a.length);print(a.length)",
    evidence: { node: ["0"], engine: ["Uncaught TypeError: Assignment to a constant"] },
  },
  {
    rule: "D54",
    refused: "print(Math.round(-2.5))",
    message: "D54 at 1:7: Math.round; count in integers, or use Math.floor",
    accepted: "print(Math.floor(-2.5))",
    evidence: { node: ["-2"], engine: ["-3"] },
  },
  {
    rule: "D55",
    refused: 'print(new TypeError("x")instanceof Object)',
    message: "D55 at 1:11: TypeError object; throw a plain object with a code",
    accepted: 'print({code:"x"}instanceof Object)',
    evidence: { script: 'print(new TypeError("x")instanceof Error)', node: ["true"], engine: ["false"] },
  },
  {
    rule: "D56",
    refused: 'print(typeof [1,"1"].sort()[0])',
    message: "D56 at 1:14: method .sort() without a comparator; pass a comparator that never says 0",
    accepted: "print([20,3].sort((a,b)=>a-b)[0])",
    evidence: { node: ["number"], engine: ["string"] },
  },
  {
    rule: "D57",
    refused: "print(typeof Array.prototype.slice)",
    message: "D57 at 1:14: Array.prototype.slice; call it on an instance",
    accepted: "function F(){}F.prototype.slice=1;print(typeof [].slice,typeof Object.prototype.hasOwnProperty)",
    evidence: { node: ["function"], engine: ["undefined"] },
  },
  {
    rule: "D58",
    refused: 'print(JSON.stringify({a:1,b:2},["a"]))',
    message: "D58 at 1:7: JSON.stringify with 2 arguments; prepare the value before, or read it after",
    accepted: "print(JSON.stringify({a:1}))",
    evidence: { node: ['{"a":1}'], engine: ['{"a":1,"b":2}'] },
  },
  {
    rule: "D59",
    refused: 'print("a,b,c".split(",",2).length)',
    message: "D59 at 1:7: method .split() with a limit; use slice on the result",
    accepted: 'print("a,b,c".split(",").slice(0,2).length)',
    evidence: { node: ["2"], engine: ["3"] },
  },
  {
    rule: "D60",
    refused: 'var o={};Object.defineProperty(o,"a",{value:1});o.a=2;print(o.a)',
    message: "D60 at 1:38: a property without writable; state writable and do not rely on enumerable",
    accepted: 'var o={};Object.defineProperty(o,"a",{value:1,writable:true});o.a=2;print(o.a)',
    evidence: { node: ["1"], engine: ["2"] },
  },
  {
    rule: "D61",
    refused: 'print("toString" in Object.create(null))',
    message: "D61 at 1:21: Object.create(null); prefix the keys of a plain object",
    accepted: 'print("toString" in Object.create({}))',
    evidence: { script: "print(typeof Object.create(null).toString)", node: ["undefined"], engine: ["function"] },
  },
  {
    rule: "D62",
    refused: "var o={a:1,b:2,c:3},n=0;for(var k in o){delete o[k];n++}print(n)",
    message: "D62 at 1:41: delete from o inside its own for-in; collect the keys first",
    accepted: "var o={a:1,b:2,c:3},p={},n=0;for(var k in o){delete p[k];n++}print(n)",
    evidence: { node: ["3"], engine: ["1"] },
  },
  {
    rule: "D63",
    refused: 'print(new Uint8Array("ab").length)',
    message: "D63 at 1:7: new Uint8Array of a string; use E.toUint8Array",
    accepted: "print(new Uint8Array([1,2]).length)",
    evidence: { node: ["0"], engine: ["Uncaught Error: Unsupported first argument of type String"] },
  },
  {
    rule: "D64",
    refused: "function f(){}print(f.name)",
    message: "D64 at 1:21: f.name of a function or class; keep the name in a property",
    accepted: 'var f={name:"f"};print(f.name)',
    evidence: { node: ["f"], engine: ["undefined"] },
  },
];
