import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "takes the lent functions as an array",
  reason: "`arguments` is a real array, and a function as text is its source.",
  rule: "C3",
  partition: oneLine`
    function(say,check){
    if(--$<0)throw 0;
    say(""+arguments);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:99: "arguments" is neither declared nor lent'],
  engine: {
    lends: `say,function(pin){return pin==="ESCAPED"}`,
    effect: "escapes",
  },
};
