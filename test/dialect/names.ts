// Rules on names: declaration before use, branches, captures, free names.

import type { Case } from "./case.ts";

export const nameCases: readonly Case[] = [
  {
    rule: "D1",
    refused: "print(f());function f(){return 1}",
    message: "D1 at 1:7: f is used above its declaration; declare it above its first use",
    accepted: "function f(){return 1}print(f());",
    evidence: { node: ["1"], engine: ['Uncaught ReferenceError: "f" is not defined'] },
  },
  {
    rule: "D2",
    refused: "(function(){if(0){var x=1}print(x)})()",
    message:
      "D2 at 1:33: x is declared in a branch at line 1 and used outside it; declare it with let before the branch",
    accepted: "(function(){var x;if(0){x=1}print(x)})()",
    evidence: { node: ["undefined"], engine: ['Uncaught ReferenceError: "x" is not defined'] },
  },
  {
    rule: "D3",
    refused: "function g(){return h()}print(g());function h(){return 1}",
    message: "D3 at 1:31: g may run here and needs h, which is declared below; move the use below that declaration",
    accepted: "function g(){return h()}function h(){return 1}print(g());",
    evidence: { node: ["1"], engine: ['Uncaught ReferenceError: "h" is not defined'] },
  },
  {
    rule: "D4",
    refused: "var all=[];for(let i=0;i<3;i++)all.push(()=>i);print(all[0](),all[1](),all[2]())",
    message: "D4 at 1:45: the loop variable i is captured by a function; copy it to a const inside the loop body",
    accepted: "var all=[];for(let i=0;i<3;i++){const j=i;all.push(()=>j)}print(all[0](),all[1](),all[2]())",
    evidence: { node: ["0 1 2"], engine: ["3 3 3"] },
  },
  {
    rule: "D5",
    refused: '"use strict";total=5;',
    message: "D5 at 1:14: assignment to total, which is not declared; declare it with let",
    accepted: '"use strict";var total=5;',
    evidence: {
      script: '"use strict";total=5;print(total)',
      node: ["Uncaught ReferenceError: total is not defined"],
      engine: ["5"],
    },
  },
  {
    rule: "D6",
    refused: "print(typeof WebAssembly)",
    message: "D6 at 1:14: WebAssembly is no agreed global of the engine; import it or pass it in",
    accepted: "(function(){var WebAssembly;print(typeof WebAssembly)})()",
    evidence: { node: ["object"], engine: ["undefined"] },
  },
  {
    rule: "D7",
    refused: "var a=1;function a(){}print(typeof a)",
    message: "D7 at 1:18: a is declared twice, once as a function; give it a name of its own",
    accepted: "var a=1;var a=2;function b(){}print(typeof a)",
    evidence: { node: ["number"], engine: ["function"] },
  },
  {
    rule: "D8",
    refused: "(function(){var of=3;print(of)})()",
    message: "D8 at 1:17: of cannot be declared on the engine; choose another plain name",
    accepted: "(function(){var off={of:3};print(off.of)})()",
    evidence: { node: ["3"], engine: ["Uncaught SyntaxError: Got of expected EOF"] },
  },
];
