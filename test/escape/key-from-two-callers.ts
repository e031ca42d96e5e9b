import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "calls a helper with a number first and with a name later",
  reason: "What is a number at one call is text at another.",
  rule: "C5",
  partition: oneLine`
    function(say,handle){
    if(--$<0)throw 0;
    function at(a,k){if(--$<0)throw 0;return a[k]}
    at("a",0);
    say(at(at(handle(),"\xFFsco"),"secret"));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C5 attack 1:136: key `k` is not provably a number"],
  engine: {
    lends: "say,function(){return victim}",
    effect: "escapes",
  },
};
