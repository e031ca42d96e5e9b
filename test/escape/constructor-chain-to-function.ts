import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "makes a function of text by way of a constructor",
  reason: "`constructor` leads from any value to its class and from there to `Function`.",
  rule: "C4",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    [0].map([].constructor.constructor("print(vault)"));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C4 attack 1:87: member "map" is not on the list of property names',
    'C4 attack 1:94: member "constructor" is not on the list of property names',
    'C4 attack 1:106: member "constructor" is not on the list of property names',
  ],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
