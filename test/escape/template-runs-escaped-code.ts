import type { Escape } from "./harness/escape.ts";

export const escape: Escape = {
  title: "writes code as text in a template literal",
  reason: "The engine does not know the escape `\\${` and runs what stands in the braces.",
  rule: "C2",
  partition: "function(say){if(--$<0)throw 0;say(`\\${vault}`);return[function(){if(--$<0)throw 0}]}",
  messages: ["C2 attack 1:90: syntax of the kind TemplateLiteral: ``\\${vault}``"],
  engine: {
    lends: "say",
    effect: "escapes",
  },
};
