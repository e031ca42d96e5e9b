import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "loops for ever past its budget test",
  reason: "A test that is not the first statement may never be reached.",
  rule: "C8",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    return[function(){if(--$<0)throw 0;for(;;){continue;if(--$<0)throw 0}}]
    }`,
  messages: [
    "C8 attack 1:118: a loop does not begin with the step budget test",
    'C8 attack 1:140: "$" outside the step budget test',
  ],
  engine: {
    lends: "",
    effect: "silences",
  },
};
