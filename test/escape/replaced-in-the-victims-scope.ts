import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "runs its text inside the scope of a function that it was handed",
  reason: "`replaceWith` changes the code of a function for all who hold it and leaves it its scope.",
  rule: "C4",
  partition: oneLine`
    function(handle){
    if(--$<0)throw 0;
    handle().replaceWith([].constructor.constructor("return secret"));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C4 attack 1:98: member "replaceWith" is not on the list of property names',
    'C4 attack 1:113: member "constructor" is not on the list of property names',
    'C4 attack 1:125: member "constructor" is not on the list of property names',
  ],
  engine: {
    lends: "function(){return victim}",
    effect: "escapes",
    drive: "print(victim())",
  },
};
