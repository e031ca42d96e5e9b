import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "takes a property name from a message",
  reason: "A byte string can be any name; nothing in the text of the partition tells.",
  rule: "C5",
  partition: oneLine`
    function(say,handle){
    if(--$<0)throw 0;
    return[function(m){if(--$<0)throw 0;say(handle()[m]["secret"])}]
    }`,
  messages: [
    "C5 attack 1:142: key `m` is not provably a number",
    'C5 attack 1:145: key `"secret"` is not provably a number',
  ],
  engine: {
    lends: "say,function(){return victim}",
    effect: "escapes",
    drive: 'handlers[0]("\\xFFsco")',
  },
};
