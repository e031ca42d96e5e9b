import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "throws something that runs when the kernel writes it down",
  reason: "A fault record made of what was thrown calls its `toString`.",
  rule: "C2",
  partition: oneLine`
    function(say){
    if(--$<0)throw 0;
    return[function(){
    if(--$<0)throw 0;
    throw{toString:function(){if(--$<0)throw 0;say("ESCAPED");return""}}
    }]
    }`,
  messages: ["C2 attack 1:121: throw outside the step budget test: `throw{toString:function(){if(--$<0)th...`"],
  engine: {
    lends: "say",
    effect: "escapes",
    drive: `try{handlers[0]()}catch(e){var record="fault "+e}`,
  },
};
