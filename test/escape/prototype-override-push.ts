import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "changes what `push` does for everybody",
  reason: "The prototypes of builtins are shared and writable.",
  rule: "C4",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    [].__proto__.push=[].constructor.constructor("x","print(x)");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C4 attack 1:86: member "__proto__" is not on the list of property names',
    'C4 attack 1:96: method "push" is not called',
    'C4 attack 1:104: member "constructor" is not on the list of property names',
    'C4 attack 1:116: member "constructor" is not on the list of property names',
  ],
  engine: {
    lends: "",
    effect: "escapes",
    setup: "var queue=[];",
    drive: "queue.push(vault)",
  },
};
