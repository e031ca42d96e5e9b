import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "spells a property name as a key",
  reason: "A key of text reaches every property.",
  rule: "C5",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    [0]["map"]([]["constructor"]["constructor"]("print(vault)"));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: [
    'C5 attack 1:87: key `"map"` is not provably a number',
    'C5 attack 1:97: key `"constructor"` is not provably a number',
    'C5 attack 1:112: key `"constructor"` is not provably a number',
  ],
  engine: {
    lends: "",
    effect: "escapes",
  },
};
