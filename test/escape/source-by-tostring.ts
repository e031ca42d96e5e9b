import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "reads the source of a function that it was handed",
  reason: "`toString` of a function is its source, with the constants in it.",
  rule: "C4",
  partition: oneLine`
    function(say,handle){
    if(--$<0)throw 0;
    say(handle().toString());
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C4 attack 1:106: member "toString" is not on the list of property names'],
  engine: {
    lends: "say,function(){return check}",
    effect: "escapes",
    setup: `function check(pin){return pin==="ESCAPED"}`,
  },
};
