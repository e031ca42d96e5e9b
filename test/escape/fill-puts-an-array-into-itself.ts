import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "fills an array with itself",
  reason: "An array that holds itself overruns the stack when it becomes text.",
  rule: "C4",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    const a=[0];
    a.fill(a);
    a.join("");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C4 attack 1:97: member "fill" is not on the list of property names'],
  engine: {
    lends: "",
    effect: "silences",
  },
};
