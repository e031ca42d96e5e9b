import type { Escape } from "./harness/escape.ts";

// The letter and "D" are a string of 68 bytes, the letter and "#" one of 35.
const RAW = "\xd1";

export const escape: Escape = {
  title: "hides a statement behind a letter that is no letter to the engine",
  reason:
    "The engine takes bytes from 128 on for its own short forms: 0xD1 and a length is a string, and swallows the quote that opens the real one.",
  rule: "C1",
  partition: `function(say){if(--$<0)throw 0;let n=0;var ${RAW}D="${"p".repeat(66)};say(vault);${RAW}#";n=${"1+".repeat(15)}1;return[function(){if(--$<0)throw 0}]}`,
  messages: [
    "C1 bundle 1:98: character 209 is not printable ASCII",
    'C1 attack 1:101: the string `"pppppppppppppppppppppppppppppppppppp...` is not in a plain form',
    "C1 bundle 1:180: character 209 is not printable ASCII",
  ],
  engine: {
    lends: "say",
    effect: "escapes",
  },
};
