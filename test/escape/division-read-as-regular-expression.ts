import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "hides a statement in a string behind a division",
  reason:
    "After `++` the engine's lexer takes `/` for the start of a regular expression, which swallows the opening quote of the string.",
  rule: "C1",
  partition: oneLine`
    function(say){
    if(--$<0)throw 0;
    let n=1;
    n++/2;say("/;say(vault);n++/2;")/1;
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C1 attack 1:97: "/" after `++`'],
  engine: {
    lends: "say",
    effect: "escapes",
  },
};
