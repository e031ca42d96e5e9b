import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "joins an array of lent functions",
  reason: "Elements become text when the array does, and a function becomes its source.",
  rule: "C6",
  partition: oneLine`
    function(say,check){
    if(--$<0)throw 0;
    say([check].join(""));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C6 attack 1:97: the lent function "check" is used as a value'],
  engine: {
    lends: `say,function(pin){return pin==="ESCAPED"}`,
    effect: "escapes",
  },
};
