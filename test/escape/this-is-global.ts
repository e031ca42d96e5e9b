import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "asks for `this`",
  reason: "In a function that is called plainly, `this` is the global object with everything in it.",
  rule: "C2",
  partition: oneLine`
    function(show){
    if(--$<0)throw 0;
    function look(){if(--$<0)throw 0;show(this)}
    look();
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C2 attack 1:125: syntax of the kind ThisExpression: `this`"],
  engine: {
    lends: "print",
    effect: "escapes",
  },
};
