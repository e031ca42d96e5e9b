import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "lets a number become a name in a loop",
  reason: "`+=` keeps a number a number only while what is added is one.",
  rule: "C5",
  partition: oneLine`
    function(say,handle){
    if(--$<0)throw 0;
    let key=0;
    for(const letter of"\xFFsco"){if(--$<0)throw 0;key===0?key=letter:key+=letter}
    say(handle()[key]["secret"]);
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    "C5 attack 1:194: key `key` is not provably a number",
    'C5 attack 1:199: key `"secret"` is not provably a number',
  ],
  engine: {
    lends: "say,function(){return victim}",
    effect: "escapes",
  },
};
