// What Node's language has and the engine lacks, as data. The realm of a board loses these names, so that a bundle that
// leans on one fails on the bench as it would on the board. Missing syntax and missing regular expressions are the
// business of the build, not of this list.

/** Globals that the engine does not have. */
export const ABSENT_GLOBALS = [
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "WeakRef",
  "FinalizationRegistry",
  "Symbol",
  "Proxy",
  "Reflect",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "SharedArrayBuffer",
  "Atomics",
  "WebAssembly",
  "Intl",
  "Iterator",
  "AggregateError",
  "escape",
  "unescape",
] as const;

/** Globals that the engine has and the bench does not model: using one is an error on the bench. */
export const UNMODELLED_GLOBALS = ["Date", "Promise"] as const;

/** Members of builtins that the engine does not have: path of the holder -> names. */
export const ABSENT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Math: [
    "imul",
    "clz32",
    "trunc",
    "hypot",
    "log2",
    "log10",
    "log1p",
    "expm1",
    "cbrt",
    "fround",
    "sinh",
    "cosh",
    "tanh",
  ],
  Number: ["isInteger", "isSafeInteger", "isFinite", "isNaN", "parseInt", "parseFloat"],
  "Number.prototype": ["toPrecision", "toExponential"],
  Object: ["freeze", "seal", "preventExtensions", "isFrozen", "isSealed", "isExtensible", "is", "hasOwn", "groupBy"],
  Array: ["from", "of"],
  "Array.prototype": [
    ...[
      "flat",
      "flatMap",
      "at",
      "lastIndexOf",
      "reduceRight",
      "findLast",
      "findLastIndex",
      "keys",
      "values",
      "entries",
    ],
    ...["copyWithin", "toSorted", "toReversed", "toSpliced", "with"],
  ],
  "String.prototype": [
    ...["at", "codePointAt", "localeCompare", "normalize", "trimStart", "trimEnd", "matchAll", "isWellFormed"],
  ],
  ArrayBuffer: ["isView"],
  "ArrayBuffer.prototype": ["slice", "resize", "transfer"],
  "Uint8Array.prototype.__proto__": ["copyWithin", "at", "findLast", "findLastIndex", "toSorted", "toReversed", "with"],
  "Uint8Array.__proto__": ["from", "of"],
};

/**
 * Text to run once in a new realm: takes the names away, and lets a typed array's `slice` give a plain array and its JSON
 * be that of one.
 */
export function gapScript(): string {
  const lines = ['"use strict";', "const toArray = Array.prototype.slice;"];
  for (const [name, values] of [
    ["slice", "(from, to) { return toArray.call(this, from, to); }"],
    ["toJSON", "() { return toArray.call(this); }"],
  ] as const) {
    lines.push(
      `Object.defineProperty(Uint8Array.prototype.__proto__, "${name}", { configurable: true, writable: true, value: function ${values} });`,
    );
  }
  for (const [holder, names] of Object.entries(ABSENT_MEMBERS)) {
    for (const name of names) lines.push(`delete ${holder}.${name};`);
  }
  for (const name of [...ABSENT_GLOBALS, ...UNMODELLED_GLOBALS]) lines.push(`delete globalThis.${name};`);
  return lines.join("\n");
}
