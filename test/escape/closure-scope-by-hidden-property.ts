import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "reads the variables of a function that it was handed",
  reason: "A function keeps its scope under a hidden key, and the key is text like any other.",
  rule: "C5",
  partition: oneLine`
    function(say,handle){
    if(--$<0)throw 0;
    say(handle()["\xFFsco"]["secret"]);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C5 attack 1:106: key `"\\xFFsco"` is not provably a number',
    'C5 attack 1:117: key `"secret"` is not provably a number',
  ],
  engine: {
    lends: "say,function(){return victim}",
    effect: "escapes",
  },
};
