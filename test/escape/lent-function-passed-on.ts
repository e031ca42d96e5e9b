import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "gives a lent function to another partition",
  reason: "A function is authority, and a channel carries values.",
  rule: "C6",
  partition: oneLine`
    function(send,read){
    if(--$<0)throw 0;
    send(read);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C6 attack 1:97: the lent function "read" is used as a value'],
  engine: {
    lends: "send,function(){return vault}",
    effect: "escapes",
    setup: "var queue=[];function send(message){queue.push(message)}",
    drive: "if(queue.length)print(queue[0]())",
  },
};
