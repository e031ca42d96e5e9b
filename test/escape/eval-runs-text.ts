import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "runs text",
  reason: "`eval` runs text in the scope of its caller or, by another name, in the global scope.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    eval("print(vault)");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:83: "eval" is neither declared nor lent'],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
