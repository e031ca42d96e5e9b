// The rules of confinement: what each demands of a partition's final text, and what the engine does that makes it necessary. Every
// rule but C0 has attacks in test/escape that work on the bare engine and that this rule alone refuses. It decides nothing.

export interface Rule {
  readonly sentence: string;
  readonly reason: string;
}

export const RULES = {
  C0: {
    sentence: "The bundle parses and has the one shape: step budget, trusted function, a list of partitions.",
    reason: "What cannot be read cannot be judged, and only this shape keeps partitions out of the trusted scope.",
  },
  C1: {
    sentence:
      "The text can be read in one way only: printable ASCII, a partition on one line, no comments, plain literals, names of at most 63 characters, no division where the engine sees a regular expression; printed and read again it is the same.",
    reason:
      "The engine's lexer differs from the standard: it cuts names, takes bytes above 127 for tokens, returns what stands on the line after `return`, and sees a regular expression after `++`.",
  },
  C2: {
    sentence:
      "Only the listed kinds of statement, expression and operator occur, and functions are written at the top only.",
    reason:
      "`this` is the global object in every function, getters and `valueOf` run inside whoever looks, `catch` outlives the step budget, and half-implemented syntax is misread without an error.",
  },
  C3: {
    sentence:
      "A name that is not declared is one of a short list without authority, in the one place where it has none.",
    reason:
      "Every builtin is a global: `eval`, timers that take text, raw memory, the pins, and the kernel's own variables.",
  },
  C4: {
    sentence: "A property has a listed name: `length` is read, methods of byte strings and arrays are called.",
    reason:
      "`constructor` leads from every value to `Function`, `__proto__` to what all partitions share, `on` takes text, `replaceWith` changes code in place.",
  },
  C5: {
    sentence: "A computed key is provably a number.",
    reason:
      'Text as a key reaches every property, among them the hidden ones: `f["\\xFFsco"]` is the live scope of a function, readable and writable.',
  },
  C6: {
    sentence:
      "A lent function and a helper stand as the callee of a call and nowhere else, and nothing else is called.",
    reason:
      "A function as a value gives its source as text and its scope by key, and carries authority to whoever gets hold of it.",
  },
  C7: {
    sentence:
      "A name is declared once, before its use, in no nested block unless by let or const, hides no other, and is none that the rules give a meaning to.",
    reason:
      "Nothing is hoisted: a name exists once its declaration has run, until then the engine finds its own or the kernel's; and a second function declaration replaces the code of the first in place.",
  },
  C8: {
    sentence: "Every function and every loop begins with `if(--$<0)throw 0`, and `$` stands nowhere else.",
    reason: "There is no pre-emption: a step that does not end by itself ends by this test or never.",
  },
  C9: {
    sentence:
      "No helper calls itself, no call has more than 16 arguments, and the deepest chain of calls fits the stack.",
    reason:
      "An exhausted stack cannot be caught and takes the running timer with it; arguments of native calls are not even checked.",
  },
  C10: {
    sentence:
      "No native call runs without end: the pattern of replaceAll is a literal of one character, the fill of a pad a non-empty one, and the width of a pad and the index of a plain array that is written are bounded.",
    reason:
      "The step budget does not count inside native code, which loops for ever over an empty pattern, a longer one that comes back at the end of the text, or 2^31 holes.",
  },
  C11: {
    sentence: "Arrays hold plain values and stay home: an array is put neither into another nor into a lent function.",
    reason:
      "An array that holds itself overruns the C stack when it becomes text, and one that the kernel has seen can change after the look.",
  },
  C12: {
    sentence:
      "The last statement of a partition, and its only return, returns the list of its handlers as function expressions.",
    reason: "The engine evaluates text where it expects a function to call.",
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

export interface Violation {
  readonly rule: RuleId;
  /** Name of the partition, or "bundle" where it is none's. */
  readonly partition: string;
  /** Of the final text, both from 1. */
  readonly line: number;
  readonly column: number;
  /** "<rule> <partition> <line>:<column>: <what was found>". */
  readonly message: string;
}

/** The rules for a person to read. */
export const explain: readonly (Rule & { readonly id: RuleId })[] = (Object.keys(RULES) as RuleId[]).map((id) => ({
  id,
  ...RULES[id],
}));

/** Takes what was found at a character of the text. */
export type Report = (rule: RuleId, at: number, found: string) => void;

/** A piece of text for a message, cut where it is long. */
export function cited(text: string, node: { readonly start: number; readonly end: number }): string {
  const piece = text.slice(node.start, node.end);
  return `\`${piece.length > 40 ? `${piece.slice(0, 37)}...` : piece}\``;
}
