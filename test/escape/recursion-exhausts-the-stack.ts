import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "calls itself until the stack is full",
  reason: "An exhausted stack ends the whole event, past every `catch`.",
  rule: "C9",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    function down(){if(--$<0)throw 0;down()}
    return[function(){if(--$<0)throw 0;down()}]
    }`,
  messages: ['C9 attack 1:116: "down" calls itself'],
  engine: {
    lends: "",
    effect: "silences",
  },
};
