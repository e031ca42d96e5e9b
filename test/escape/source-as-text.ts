import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "reads the source of a lent function",
  reason: "A function becomes its source where text is expected.",
  rule: "C6",
  partition: oneLine`
    function(say,check){
    if(--$<0)throw 0;
    say(""+check);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C6 attack 1:99: the lent function "check" is used as a value'],
  engine: {
    lends: `say,function(pin){return pin==="ESCAPED"}`,
    effect: "escapes",
  },
};
