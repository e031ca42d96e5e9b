import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "writes a variable of a function that it was handed",
  reason: "The scope under the hidden key is the live one.",
  rule: "C5",
  partition: oneLine`
    function(handle){
    if(--$<0)throw 0;
    handle()["\xFFsco"]["open"]=!0;
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C5 attack 1:98: key `"\\xFFsco"` is not provably a number',
    'C5 attack 1:109: key `"open"` is not provably a number',
  ],
  engine: {
    lends: "function(){return door}",
    effect: "escapes",
    setup: `var door=(function(){var open=false;return function(){if(open)print("ESCAPED")}})();`,
    drive: "door()",
  },
};
