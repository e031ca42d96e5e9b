import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "pads with the empty text",
  reason: "The engine adds nothing until the width is reached.",
  rule: "C10",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    "a".padStart(9,"");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C10 attack 1:98: the fill of padStart is no text literal or empty"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
