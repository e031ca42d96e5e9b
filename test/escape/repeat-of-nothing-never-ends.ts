import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "repeats nothing two thousand million times",
  reason: "The engine counts, whatever the length of the text.",
  rule: "C4",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    "".repeat(2000000000);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C4 attack 1:86: member "repeat" is not on the list of property names'],
  engine: {
    lends: "",
    effect: "silences",
  },
};
