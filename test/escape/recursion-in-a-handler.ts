import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "declares a function within its handler that calls itself until the stack is full",
  reason: "A function within another is made anew with each call, and exhausts the stack like any other.",
  rule: "C9",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    return[function(){if(--$<0)throw 0;function down(){if(--$<0)throw 0;down()}down()}]
    }`,
  messages: ['C9 attack 1:151: "down" calls itself'],
  engine: {
    lends: "",
    effect: "silences",
  },
};
