import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "changes a message after the kernel has looked at it",
  reason: "An array is passed as it is: what was checked is not what is used.",
  rule: "C11",
  partition: oneLine`
    function(send){
    if(--$<0)throw 0;
    const a=["ok"];
    send(a);
    return[function(){if(--$<0)throw 0;a[0]="ESCAPED"}]
    }`,
  messages: ["C11 attack 1:107: `a` may be an array and goes to a lent function"],
  engine: {
    lends: "send",
    effect: "escapes",
    setup: `var queue=[];function send(message){if(message[0]==="ok")queue.push(message)}`,
    drive: "handlers[0]();if(queue.length)print(queue[0][0])",
  },
};
