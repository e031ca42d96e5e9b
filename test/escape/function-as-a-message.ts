import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "sends a function",
  reason: "A channel carries values, a function is one, and a timer of the kernel calls what it is given.",
  rule: "C2",
  partition: oneLine`
    function(send,say){
    if(--$<0)throw 0;
    send(function(){if(--$<0)throw 0;say("ESCAPED")});
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C2 attack 1:96: a function as a value: `function(){if(--$<0)throw 0;say("ESCA...`'],
  engine: {
    lends: "send,say",
    effect: "escapes",
    setup: "var queue=[];function send(message){queue.push(message)}",
    drive: "if(queue.length)setTimeout(queue[0],0);",
  },
};
