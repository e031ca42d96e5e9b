// What a partition may name and use, as data: the allow-lists of the confinement checker. Nothing here is missing by accident;
// an entry is added only with an answer to what the engine makes of it on a receiver or an argument of unexpected type.

/** What an expression may yield, as a set of bits. */
export const SMALL = 1; // a number of at most MOST_INDEX, NaN, or undefined
export const NUMBER = 2; // any number, or undefined
export const TEXT = 4; // a byte string, a boolean, or null
export const PLAIN = 8; // an array of the partition
export const TYPED = 16; // a typed array of the partition
export const LENT = 32; // an array of numbers that a lent function made for the caller

export const VALUE = SMALL | NUMBER | TEXT;
export const ARRAYS = PLAIN | TYPED | LENT;

/** A join over so many holes takes the engine some milliseconds. */
export const MOST_INDEX = 4095;

/** Free names that stand anywhere and have no authority. The engine ignores assignments to them. */
export const FREE_VALUES: ReadonlySet<string> = new Set(["undefined", "NaN"]);

/** Free names that stand only as `object.method(...)`, and what the call yields. */
export const FREE_OBJECTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Math: { floor: NUMBER, min: NUMBER, max: NUMBER, abs: NUMBER, log: NUMBER },
  String: { fromCharCode: TEXT },
};

/** Free names that stand only as `new Name(...)`. */
export const FREE_CLASSES: ReadonlySet<string> = new Set(["Uint8Array", "Uint16Array", "Uint32Array", "Int32Array"]);

/**
 * Methods, called only, and what the call yields. Each exists on byte strings, arrays or typed arrays alone, so that on any other receiver
 * the engine throws before it looks at the arguments; none takes a callback that could be had, changes its receiver's identity, or returns
 * a view of its receiver's memory. Left out on purpose: toString and valueOf (called by the engine itself), concat (on an array it makes
 * its argument an element), fill, set and splice (they move arrays into arrays), subarray (a view), repeat (endless on "").
 */
export const METHODS: Readonly<Record<string, number>> = {
  charCodeAt: NUMBER,
  indexOf: NUMBER,
  lastIndexOf: NUMBER,
  substr: TEXT,
  substring: TEXT,
  slice: TEXT | PLAIN,
  split: PLAIN,
  join: TEXT,
  push: NUMBER,
  shift: NUMBER | TEXT,
  replaceAll: TEXT,
  padStart: TEXT,
  padEnd: TEXT,
  startsWith: TEXT,
};

/** The one property that is read. */
export const PROPERTY = "length";

/**
 * Names that no local may have: the rules or the engine's lexer give them a meaning. A local may be named like any other engine global, and
 * the minifier does so ("E"): the engine looks in the scopes first, a parameter that is not passed exists, and rule C7 makes sure that the
 * local has been declared whenever its name is used.
 */
export const RESERVED: ReadonlySet<string> = new Set([
  ...FREE_VALUES,
  ...Object.keys(FREE_OBJECTS),
  ...FREE_CLASSES,
  "Infinity",
  "arguments",
  "hasm",
  "of",
]);

export const BUDGET = "$";

export const UNARY: ReadonlySet<string> = new Set(["!", "-", "+", "~", "void"]);
export const LOGICAL: ReadonlySet<string> = new Set(["&&", "||"]);
/** Operators that yield a number whatever they are given. */
export const ARITHMETIC: ReadonlySet<string> = new Set(["-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>"]);
export const COMPARISON: ReadonlySet<string> = new Set(["==", "!=", "===", "!==", "<", "<=", ">", ">="]);
export const ASSIGNMENT: ReadonlySet<string> = new Set([
  "=",
  "+=",
  ...[...ARITHMETIC].map((operator) => `${operator}=`),
]);

/** Arguments of one call: the engine puts those of native calls on its stack without a look at the room left. */
export const MOST_ARGUMENTS = 16;

/**
 * C stack, in bytes, that the engine takes for what stands inside a node: it runs the text itself, level by level. Measured on STM32F405RG
 * 2v29 and rounded up: parenthesis 104, array 112, key 136, argument 384, operand 120, block 120, loop 232, call of a function 320.
 */
export const STACK_BYTES: Readonly<Record<string, number>> = {
  ParenthesizedExpression: 112,
  ArrayExpression: 112,
  MemberExpression: 144,
  CallExpression: 384,
  NewExpression: 384,
  BinaryExpression: 128,
  LogicalExpression: 128,
  BlockStatement: 128,
  ForStatement: 240,
  ForOfStatement: 240,
  WhileStatement: 160,
  DoWhileStatement: 160,
};
/** Any other node: branches, assignments, unary operators (16 to 32). */
export const STACK_OTHER_BYTES = 32;
/** Entry of a function, with its call. */
export const STACK_CALL_BYTES = 320;
/** For all that one handler runs. The NUCLEO-F401RE has about 23 KB, of which the kernel on both sides of the partition needs the most. */
export const STACK_LIMIT_BYTES = 8192;
