import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "clears every timer there is",
  reason: "`clearInterval()` without an argument clears the timers of everybody, the kernel's tick among them.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    clearInterval();
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:83: "clearInterval" is neither declared nor lent'],
  engine: {
    lends: "",
    effect: "escapes",
    setup: "var ticks=0;var tick=setInterval(function(){ticks++},5);",
    drive: `setTimeout(function(){if(ticks===0)print("ESCAPED");clearInterval(tick)},200);`,
  },
};
