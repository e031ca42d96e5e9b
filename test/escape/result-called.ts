import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "calls what a lent function gave back",
  reason: "A handle of the kernel's own, once given out, can be called with anything.",
  rule: "C6",
  partition: oneLine`
    function(handle){
    if(--$<0)throw 0;
    handle()();
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C6 attack 1:89: `handle()` is called and is no name of a function"],
  engine: {
    lends: "function(){return open}",
    effect: "escapes",
    setup: `function open(){print("ESCAPED")}`,
  },
};
