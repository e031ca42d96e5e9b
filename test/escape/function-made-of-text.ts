import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "makes a function of text",
  reason: "`Function` makes a function of text in the global scope.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    setTimeout(Function("print(vault)"),0);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C3 attack 1:83: "setTimeout" is neither declared nor lent',
    'C3 attack 1:94: "Function" is neither declared nor lent',
  ],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
