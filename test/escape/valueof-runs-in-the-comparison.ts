import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "sends a message that runs when the kernel compares it",
  reason:
    "Comparing an object calls its `valueOf`: code of the partition inside a step of somebody else, with that one's step budget.",
  rule: "C2",
  partition: oneLine`
    function(send,say){
    if(--$<0)throw 0;
    send({valueOf:function(){if(--$<0)throw 0;say("ESCAPED");return 1}});
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C2 attack 1:96: syntax of the kind ObjectExpression: `{valueOf:function(){if(--$<0)throw 0;...`"],
  engine: {
    lends: "send,say",
    effect: "escapes",
    setup: "var queue=[];function send(message){queue.push(message)}",
    drive: `if(queue[0]==2)print("two")`,
  },
};
