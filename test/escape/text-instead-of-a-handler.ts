import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "returns text where a function is expected",
  reason: "What is scheduled by a timer may be text, and is evaluated globally.",
  rule: "C12",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    return["print(vault)"]
    }`,
  messages: ["C12 attack 1:90: a handler is not a function expression"],
  engine: {
    lends: "",
    effect: "escapes",
    drive: "setTimeout(handlers[0],0);",
  },
};
