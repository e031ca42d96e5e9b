import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "removes the kernel's listener from an object that it was handed",
  reason: "Listeners are properties of the object, and whoever has the object can remove all of them.",
  rule: "C4",
  partition: oneLine`
    function(port){
    if(--$<0)throw 0;
    port().removeAllListeners("data");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C4 attack 1:94: member "removeAllListeners" is not on the list of property names'],
  engine: {
    lends: "function(){return wire}",
    effect: "escapes",
    setup: `var heard=0;var wire={};wire.on("data",function(){heard=1});`,
    drive: `wire.emit("data");setTimeout(function(){if(!heard)print("ESCAPED")},50);`,
  },
};
