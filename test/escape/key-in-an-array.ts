import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "hides a property name in an array",
  reason: "A key that is no text is made one: an array of one word is that word.",
  rule: "C5",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    const a=["constructor"];
    [0][["map"]]([][a][a]("print(vault)"));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C5 attack 1:111: key `["map"]` is not provably a number',
    "C5 attack 1:123: key `a` is not provably a number",
    "C5 attack 1:126: key `a` is not provably a number",
  ],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
