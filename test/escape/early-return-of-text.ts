import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "returns something else than what stands at its end",
  reason: "Whoever looks at the last statement only has not seen what the partition returns.",
  rule: "C12",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    if(1)return"print(vault)";
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C12 attack 1:88: a return before the end of the partition"],
  engine: {
    lends: "",
    effect: "escapes",
    drive: `if(typeof handlers==="string")setTimeout(handlers,0);`,
  },
};
