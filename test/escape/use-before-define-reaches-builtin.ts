import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "calls a builtin by the name of a function that comes later",
  reason: "Functions are not hoisted: until its declaration has run, the name is the engine's.",
  rule: "C7",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    function early(){if(--$<0)throw 0;dump()}
    early();
    function dump(){if(--$<0)throw 0}
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C7 attack 1:117: "dump" is used before its declaration'],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
