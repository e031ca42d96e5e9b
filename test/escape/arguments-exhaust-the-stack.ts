import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "calls a builtin with a quarter of a million arguments",
  reason: "The engine puts the arguments of a native call on the stack and does not look whether they fit.",
  rule: "C9",
  partition: `function(){if(--$<0)throw 0;return[function(){if(--$<0)throw 0;Math.max(${"1,".repeat(262200)}1)}]}`,
  messages: ["C9 attack 1:118: a call with 262201 arguments"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
