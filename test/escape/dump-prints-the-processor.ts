import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "prints all variables",
  reason: "`dump` writes the state of the interpreter to the console.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    dump();
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:83: "dump" is neither declared nor lent'],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
