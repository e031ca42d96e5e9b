import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "stops the processor for a debugger",
  reason: "The statement `debugger` opens a prompt, and nothing runs until somebody types.",
  rule: "C2",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    debugger;
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C2 attack 1:83: syntax of the kind DebuggerStatement: `debugger;`"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
