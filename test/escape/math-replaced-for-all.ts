import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "replaces a builtin for everybody",
  reason: "`Math` is a variable like any other, and the kernel computes with what stands there.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    Math=[];
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:83: "Math" stands outside a call of floor, min, max, abs, log'],
  engine: {
    lends: "",
    effect: "escapes",
    drive: `try{Math.floor(1)}catch(e){print("ESCAPED")}`,
  },
};
