import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "calls without end and without a loop",
  reason: "Two helpers that call two thousand times each make as many calls as any loop.",
  rule: "C8",
  partition: `function(){if(--$<0)throw 0;function f0(){}function f1(){${"f0();".repeat(2000)}}function f2(){${"f1();".repeat(2000)}}return[function(){if(--$<0)throw 0;f2()}]}`,
  messages: [
    "C8 attack 1:83: a function does not begin with the step budget test",
    "C8 attack 1:98: a function does not begin with the step budget test",
    "C8 attack 1:10113: a function does not begin with the step budget test",
  ],
  engine: {
    lends: "",
    effect: "silences",
  },
};
