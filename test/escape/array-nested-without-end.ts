import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "wraps an array into an array many times",
  reason: "An array becomes text element by element, without a look at the stack.",
  rule: "C11",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    let a=[0];
    for(let n=0;n<99000;n++){if(--$<0)throw 0;a=[a]}
    a.join("");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C11 attack 1:138: `a` may be an array and becomes an element"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
