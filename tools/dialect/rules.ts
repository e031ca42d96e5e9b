// The rules of the dialect as a table: what each refuses, why the engine makes it necessary, what to write instead.
// The checks live beside it, one file a kind. Not a style guide: a construct that works on the engine is not listed.

export interface Rule {
  /** "D" and a number; never reused. */
  readonly id: string;
  /** What is refused. */
  readonly what: string;
  /** What the engine does with it. */
  readonly why: string;
  /** Last part of every message of the rule. */
  readonly instead: string;
}

function rule(id: string, what: string, why: string, instead: string): Rule {
  return { id, what, why, instead };
}

const OUTER =
  "a name exists only after its declaration was executed; before that the engine finds an outer or global name";
const SYNTAX = "the engine stops with a syntax error";

const scopeRules: readonly Rule[] = [
  rule("D1", "a name used above its declaration", OUTER, "declare it above its first use"),
  rule(
    "D2",
    "a name declared in a branch and used outside it",
    `${OUTER}, and an untaken branch declares nothing`,
    "declare it with let before the branch",
  ),
  rule(
    "D3",
    "a function used before a name that its body needs is declared",
    OUTER,
    "move the use below that declaration",
  ),
  rule(
    "D4",
    "a loop variable of a for head captured by a function",
    "all iterations share one variable",
    "copy it to a const inside the loop body",
  ),
  rule(
    "D5",
    "assignment to a name that is not declared",
    "it makes or replaces a global for all code on the board",
    "declare it with let",
  ),
  rule(
    "D6",
    "a free name that is not an agreed global of the engine",
    "the name may be missing, or a board's own",
    "import it or pass it in",
  ),
  rule(
    "D7",
    "a function sharing its name with another declaration of the scope",
    "declarations take effect where they stand, not at the top",
    "give it a name of its own",
  ),
  rule(
    "D8",
    "a name that the engine reads as a keyword or a constant",
    "`of` and `static` are keywords, `undefined` cannot be shadowed, escapes in names are not read",
    "choose another plain name",
  ),
];

const syntaxRules: readonly Rule[] = [
  rule("D0", "text that is not JavaScript", "there is nothing to check", "give one complete script"),
  rule(
    "D9",
    "syntax that nobody has tried on the engine",
    "only what was seen to work is accepted",
    "use the plain form",
  ),
  rule("D10", "a default or rest parameter", SYNTAX, "test for undefined or read arguments"),
  rule(
    "D11",
    "destructuring",
    "part of its forms parse silently and declare nothing",
    "read the properties one by one",
  ),
  rule("D12", "spread", SYNTAX, "use apply, concat or a loop"),
  rule("D13", "a generator", SYNTAX, "keep the state in variables"),
  rule("D14", "async or await", SYNTAX, "use a callback or a state machine"),
  rule("D15", "a label", "the label is read as a name", "return from a function of its own"),
  rule("D16", "a with statement", "it is read as a call of a function named with", "name the object"),
  rule("D17", "a debugger statement", "the device stops at a prompt", "remove it"),
  rule("D18", "a tagged template", SYNTAX, "call the function"),
  rule("D19", "a backslash in a template", "an escaped ${ is still executed", "join plain strings with +"),
  rule("D20", "a computed key", SYNTAX, "assign the property afterwards"),
  rule(
    "D21",
    "a class field",
    "instance fields are evaluated once and shared; a field without a value is a syntax error",
    "assign it in the constructor",
  ),
  rule("D22", "a private name", SYNTAX, "use a variable of an enclosing function"),
  rule("D23", "a static block", SYNTAX, "put the statements after the class"),
  rule(
    "D24",
    "a member of super",
    "through two levels it calls itself until the stack ends",
    "call Base.prototype.method.call(this)",
  ),
  rule(
    "D25",
    "a class that extends anything but a declared class",
    "the message and the class of a builtin base are lost",
    "throw a plain object, or hold the base in a property",
  ),
  rule("D26", "a static member reached through a subclass", "static members are not inherited", "name the base class"),
  rule("D27", "a class called without new", "it runs, with the global object as this", "write new"),
  rule("D28", "new.target", SYNTAX, "pass what you need to know"),
  rule("D29", "optional chaining", SYNTAX, "compare with undefined first"),
  rule("D30", "the ** operator", SYNTAX, "use Math.pow or a product"),
  rule("D31", "a logical assignment", SYNTAX, "write the condition out"),
  rule(
    "D32",
    "a BigInt literal",
    "where it parses it is an ordinary number",
    "split the number into two of at most 2^53",
  ),
  rule(
    "D33",
    "a regular expression",
    "most quantifiers and groups silently match nothing",
    "use indexOf, split or charCodeAt",
  ),
  rule("D34", "a default that is not the last case", "a case after it is a syntax error", "put default last"),
  rule(
    "D35",
    "return at the end of a line without a semicolon",
    "the next line becomes the value returned",
    "end it with a semicolon",
  ),
  rule(
    "D36",
    "++ or -- at the start of a line after a line without a semicolon",
    "it is applied to the line above",
    "end the line above with a semicolon",
  ),
  rule("D37", "arguments in an arrow function", "they are the arrow's own", "name the parameters"),
  rule(
    "D38",
    "a character outside printable ASCII",
    "in code it is executed as a token, and an upload changes it",
    "write it as \\x and two digits in a plain string",
  ),
  rule(
    "D39",
    "a string that the engine reads differently",
    "\\u{} is an error, a line break after a backslash stays, characters above 255 are cut",
    "write bytes as \\x and two digits",
  ),
  rule(
    "D40",
    "a number that the engine reads differently",
    "fractions are not rounded correctly, integers end at 2^53, -0 is 0",
    "use integers up to 2^53-1 or halves, and divide",
  ),
  rule(
    "D41",
    "a shift by a count that may exceed 31",
    "counts are not masked on ARM: 1<<32 is 0",
    "mask the count with & 31",
  ),
  rule("D42", "a <!-- or --> comment", SYNTAX, "use // or remove it"),
];

const builtinRules: readonly Rule[] = [
  rule("D50", "a global that is missing", "the first use throws", "write it with objects, arrays and functions"),
  rule("D51", "a member of a builtin that is missing", "it is undefined", "write it as a function"),
  rule(
    "D52",
    "a method that is missing",
    "the call throws",
    "write it as a function, or rename the method if it is your own",
  ),
  rule("D53", "a value set for length", "on an array it throws", "use splice"),
  rule("D54", "toFixed or Math.round", "half cases are rounded differently", "count in integers, or use Math.floor"),
  rule(
    "D55",
    "an Error object",
    "it reads the whole source to count lines (milliseconds), and its name and class are lost",
    "throw a plain object with a code",
  ),
  rule(
    "D56",
    "sort without a comparator",
    "the order is that of texts, and equal elements change places",
    "pass a comparator that never says 0",
  ),
  rule("D57", "a builtin read off its prototype", "it is undefined", "call it on an instance"),
  rule(
    "D58",
    "more than one argument to JSON.stringify or JSON.parse",
    "replacer and reviver are ignored, the spacing differs",
    "prepare the value before, or read it after",
  ),
  rule("D59", "split with a limit", "the limit is ignored", "use slice on the result"),
  rule(
    "D60",
    "a property without writable, or hidden from enumeration",
    "an omitted writable means writable, enumerable:false is ignored",
    "state writable and do not rely on enumerable",
  ),
  rule("D61", "Object.create(null)", "the object still inherits from Object", "prefix the keys of a plain object"),
  rule("D62", "delete inside a for-in of the same object", "the loop ends early", "collect the keys first"),
  rule("D63", "a typed array made of a string", "it throws", "use E.toUint8Array"),
  rule("D64", "the name of a function or class", "it is undefined", "keep the name in a property"),
];

/** Every rule, for the documentation and the tests. */
export const RULES: readonly Rule[] = [...scopeRules, ...syntaxRules, ...builtinRules];

const BY_ID = new Map(RULES.map((entry) => [entry.id, entry]));

/** The rule of that id. Throws a RangeError for an id that is not in the table: the fault of the checker itself. */
export function ruleOf(id: string): Rule {
  const found = BY_ID.get(id);
  if (found === undefined) throw new RangeError(`no rule ${id}`);
  return found;
}
