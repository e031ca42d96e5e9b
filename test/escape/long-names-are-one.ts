import type { Escape } from "./harness/escape.ts";

const NAME = "n".repeat(63);

export const escape: Escape = {
  title: "names two things so that the engine takes them for one",
  reason: "The engine keeps 63 characters of a name: the variable is the lent function, and as text it is its source.",
  rule: "C1",
  partition: `function(say,${NAME}1){if(--$<0)throw 0;var ${NAME}2;say(""+${NAME}2);return[function(){if(--$<0)throw 0}]}`,
  messages: [
    "C1 attack 1:68: the name `nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...` has 64 characters, the engine keeps 63",
    "C1 attack 1:155: the name `nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...` has 64 characters, the engine keeps 63",
    "C1 attack 1:227: the name `nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...` has 64 characters, the engine keeps 63",
  ],
  engine: {
    lends: `say,function(pin){return pin==="ESCAPED"}`,
    effect: "escapes",
  },
};
