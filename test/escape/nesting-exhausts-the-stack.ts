import type { Escape } from "./harness/escape.ts";

const CHAIN = Array.from(
  { length: 99 },
  (_, n) => `function f${n + 1}(){if(--$<0)throw 0;return ${"(".repeat(60)}f${n}()${")".repeat(60)}}`,
).join("");

export const escape: Escape = {
  title: "writes the recursion out",
  reason: "The engine runs the text itself: every parenthesis around a call costs stack.",
  rule: "C9",
  partition: `function(){if(--$<0)throw 0;function f0(){if(--$<0)throw 0;return 1}${CHAIN}return[function(){if(--$<0)throw 0;f99()}]}`,
  messages: ["C9 attack 1:16446: this function may take 713888 bytes of stack where 8192 are allowed"],
  engine: {
    lends: "",
    effect: "silences",
  },
};
