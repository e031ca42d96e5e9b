import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "writes the kernel's variable by the name of one of its own",
  reason: "Before its declaration has run, a name is assigned in the global scope.",
  rule: "C7",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    isOpen=!0;
    let isOpen;
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C7 attack 1:83: "isOpen" is used before its declaration'],
  engine: {
    lends: "",
    effect: "escapes",
    setup: "var isOpen=false;",
    drive: `if(isOpen)print("ESCAPED")`,
  },
};
