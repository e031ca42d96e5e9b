import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "refills its step budget",
  reason: "The budget is a variable.",
  rule: "C8",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    return[function(){if(--$<0)throw 0;for(;;){if(--$<0)throw 0;$=9}}]
    }`,
  messages: ['C8 attack 1:143: "$" outside the step budget test'],
  engine: {
    lends: "",
    effect: "silences",
  },
};
