import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "writes a variable of the kernel by its name",
  reason: "An assignment to a name that is declared nowhere sets or makes a global variable.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    isOpen=!0;
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:83: "isOpen" is neither declared nor lent'],
  engine: {
    lends: "",
    effect: "escapes",
    setup: "var isOpen=false;",
    drive: `if(isOpen)print("ESCAPED")`,
  },
};
