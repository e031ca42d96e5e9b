import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "hides a statement in the class of a regular expression",
  reason: "The engine ends a regular expression at the first `/`, even between brackets.",
  rule: "C2",
  partition: oneLine`
    function(say){
    if(--$<0)throw 0;
    /[/;say(vault);/]/;
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C2 attack 1:86: a regular expression: `/[/;say(vault);/]/`"],
  engine: {
    lends: "say",
    effect: "escapes",
  },
};
