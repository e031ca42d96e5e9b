import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "goes on after its step budget is used up",
  reason: "The budget test throws, and whoever catches lives on.",
  rule: "C2",
  partition: oneLine`
    function(say){
    if(--$<0)throw 0;
    return[function(){
    if(--$<0)throw 0;
    try{for(;;){if(--$<0)throw 0}}catch{}
    say("ESCAPED")
    }]
    }`,
  messages: ["C2 attack 1:121: syntax of the kind TryStatement: `try{for(;;){if(--$<0)throw 0}}catch{}`"],
  engine: {
    lends: "say",
    effect: "escapes",
  },
};
