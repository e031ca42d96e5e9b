import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "puts an array into itself",
  reason:
    "An array becomes text element by element, without a look at the stack: one that holds itself crashes the engine.",
  rule: "C11",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    const a=[];
    a.push(a);
    a.join("");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C11 attack 1:101: `a` may be an array and becomes an element"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
