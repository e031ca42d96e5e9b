import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "lists the names of everything there is",
  reason: "A loop over the keys of `this` walks through the kernel's variables.",
  rule: "C2",
  partition: oneLine`
    function(say){
    if(--$<0)throw 0;
    function look(){if(--$<0)throw 0;for(const key in this){if(--$<0)throw 0;say(key)}}
    look();
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C2 attack 1:119: syntax of the kind ForInStatement: `for(const key in this){if(--$<0)throw...`"],
  engine: {
    lends: "say",
    effect: "escapes",
    setup: "var ESCAPED=1;",
  },
};
