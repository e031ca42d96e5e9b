import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "joins an array of 2000 million holes",
  reason: "One element at a high index makes an array that long, and a join walks through all of it.",
  rule: "C10",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    const a=[];
    a[2e9]=1;
    a.join("");
    return[function(){if(--$<0)throw 0}]
    }`,
  messages: ["C10 attack 1:96: index `2e9` of a plain array may exceed 4095"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
