import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "reads the kernel's variable by the name of one of its own",
  reason: "`var` is not hoisted: where its branch was not taken, the name is the kernel's.",
  rule: "C7",
  partition: oneLine`
    function(say){
    if(--$<0)throw 0;
    if(!1){var vault=""}
    say(vault);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C7 attack 1:93: var in a nested block, which may not have run"],
  engine: {
    lends: "say",
    effect: "escapes",
  },
};
