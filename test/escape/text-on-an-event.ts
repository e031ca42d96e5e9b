import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "leaves text for an event",
  reason: "Every object has `on`, which takes text and evaluates it globally.",
  rule: "C4",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    const a=[];
    a.on("a","print(vault)");
    a.emit("a");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C4 attack 1:96: member "on" is not on the list of property names',
    'C4 attack 1:121: member "emit" is not on the list of property names',
  ],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
