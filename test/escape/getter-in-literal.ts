import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "sends a message that is short when it is measured and long when it is used",
  reason: "A getter of an object literal runs at every look at the property.",
  rule: "C2",
  partition: oneLine`
    function(send){
    if(--$<0)throw 0;
    let looks=0;
    send({get length(){if(--$<0)throw 0;looks++;return looks<2?4:4000}});
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C2 attack 1:104: syntax of the kind ObjectExpression: `{get length(){if(--$<0)throw 0;looks+...`"],
  engine: {
    lends: "send",
    effect: "escapes",
    setup: `function send(message){if(message.length<=4)print(message.length>4?"ESCAPED":"fits")}`,
  },
};
