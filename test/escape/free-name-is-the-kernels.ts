import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "reads a variable of the kernel by its name",
  reason: "A name that is declared nowhere in the partition is looked up in the global scope.",
  rule: "C3",
  partition: oneLine`
    function(say){
    if(--$<0)throw 0;
    say(vault);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:90: "vault" is neither declared nor lent'],
  engine: {
    lends: "say",
    effect: "escapes",
  },
};
