import { oneLine } from "./harness/escape.ts";
import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "tests a budget of its own",
  reason: "The name of the budget can be declared like any other, and the test counts down the nearest one.",
  rule: "C8",
  partition: oneLine`
    function(){
    if(--$<0)throw 0;
    return[function($){if(--$<0)throw 0;for($=2e9;;){if(--$<0)throw 0}}]
    }`,
  messages: ['C8 attack 1:99: "$" outside the step budget test', 'C8 attack 1:123: "$" outside the step budget test'],
  engine: {
    lends: "",
    effect: "silences",
  },
};
