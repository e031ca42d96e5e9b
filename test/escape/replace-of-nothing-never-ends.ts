import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "replaces the empty text",
  reason: "The engine finds nothing at the same place for ever.",
  rule: "C10",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    "a".replaceAll("","b");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C10 attack 1:98: the pattern of replaceAll is no text literal of one character"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
