import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "loops for ever",
  reason: "Nothing interrupts a loop.",
  rule: "C8",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    return[function(){if(--$<0)throw 0;for(;;){}}]
    }`,
  messages: ["C8 attack 1:118: a loop does not begin with the step budget test"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
