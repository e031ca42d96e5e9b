import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "changes a builtin of everybody by a key",
  reason: "`__proto__` is reached by a key as well as by a name.",
  rule: "C5",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    []["__proto__"]["push"]=[]["constructor"]["constructor"]("x","print(x)");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C5 attack 1:86: key `"__proto__"` is not provably a number',
    'C5 attack 1:99: key `"push"` is not provably a number',
    'C5 attack 1:110: key `"constructor"` is not provably a number',
    'C5 attack 1:125: key `"constructor"` is not provably a number',
  ],
  engine: {
    lends: "",
    effect: "escapes",
    setup: "var queue=[];",
    drive: "queue.push(vault)",
  },
};
