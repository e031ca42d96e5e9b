import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "puts a property name together",
  reason: "`+` makes text of text, and no piece of it looks like the name.",
  rule: "C5",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    const a="const",b="ructor";
    [0]["ma"+"p"]([][a+b][a+b]("print(vault)"));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C5 attack 1:114: key `"ma"+"p"` is not provably a number',
    "C5 attack 1:127: key `a+b` is not provably a number",
    "C5 attack 1:132: key `a+b` is not provably a number",
  ],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
