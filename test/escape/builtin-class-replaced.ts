import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "replaces the class of the kernel's buffers",
  reason: "`Uint8Array` is a variable like any other.",
  rule: "C3",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    Uint8Array=0;
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ['C3 attack 1:83: "Uint8Array" stands outside new Uint8Array(...)'],
  engine: {
    lends: "",
    effect: "escapes",
    drive: `try{new Uint8Array(4)}catch(e){print("ESCAPED")}`,
  },
};
