import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "replaces the end of a text by what the pattern begins with",
  reason: "The engine looks for the pattern behind the end of the text, and finds it there for ever.",
  rule: "C10",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    "xab".replaceAll("ab","a");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C10 attack 1:100: the pattern of replaceAll is no text literal of one character"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
