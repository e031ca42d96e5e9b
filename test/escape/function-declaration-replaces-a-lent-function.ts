import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "declares a function by the name of a lent one",
  reason:
    "A second declaration replaces the code of the first function in place, for all who hold it, and leaves it its scope.",
  rule: "C7",
  partition: oneLine`
    function(say,ask){
    if(--$<0)throw 0;
    const secret="";
    function ask(){if(--$<0)throw 0;return secret}
    say(ask());
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C7 attack 1:115: "ask" is declared twice'],
  engine: {
    lends: "say,victim",
    effect: "escapes",
  },
};
