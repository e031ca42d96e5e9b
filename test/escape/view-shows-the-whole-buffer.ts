import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "widens a view that it was lent",
  reason: "`buffer` of a view is the memory around it.",
  rule: "C4",
  partition: oneLine`
    function(say,frame){
    if(--$<0)throw 0;
    const all=new Uint8Array(frame().buffer);
    say(all.join(""));
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C4 attack 1:125: member "buffer" is not on the list of property names'],
  engine: {
    lends: "function(digits){if(digits==='12345678')print('ESCAPED')},function(){return view}",
    effect: "escapes",
    setup: "var view=new Uint8Array([1,2,3,4,5,6,7,8]).subarray(2,4);",
  },
};
