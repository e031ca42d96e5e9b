import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "gives back an array where the standard sees nothing given back",
  reason:
    "The engine returns the expression on the line after `return`; what passes for undefined is the array itself, which then holds itself.",
  rule: "C1",
  partition:
    "function(){if(--$<0)throw 0;const a=[];function self(){if(--$<0)throw 0;return\na}" +
    'a.push(self());a.join("");return[function(){if(--$<0)throw 0}]}',
  messages: ["C1 attack 1:133: a line break inside a partition"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
