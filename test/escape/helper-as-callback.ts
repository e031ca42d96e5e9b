import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "calls itself by way of a lent function that calls back",
  reason: "What is called where no call stands is seen by no check of recursion.",
  rule: "C6",
  partition: oneLine`
    function(each){
    if(--$<0)throw 0;
    function again(){if(--$<0)throw 0;each(again)}
    return[function(){if(--$<0)throw 0;again()}]
    }`,
  messages: ['C6 attack 1:126: the helper "again" is used as a value'],
  engine: {
    lends: "function(run){run()}",
    effect: "silences",
  },
};
