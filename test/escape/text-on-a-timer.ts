import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "leaves text for a timer",
  reason: "Timers take text and evaluate it globally, outside of any step.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    setTimeout("print(vault)",0);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:83: "setTimeout" is neither declared nor lent'],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
