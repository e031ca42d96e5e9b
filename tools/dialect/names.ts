// What the engine offers, as lists: globals that firmware may name, members of builtins that exist, and what is missing.
// Both engines at hand (Linux and STM32F405RG builds, 2v29) have all that is listed as present. Pins are not listed:
// firmware gets them by name from the board's description.

/** Free names that the whole bundle may read. */
export const GLOBALS: ReadonlySet<string> = new Set(
  (
    "E global process Serial1 Serial2 Serial3 Serial4 Serial5 Serial6 I2C1 I2C2 I2C3 SPI1 SPI2 SPI3 " +
    "setTimeout clearTimeout setInterval clearInterval changeInterval setWatch clearWatch " +
    "pinMode digitalRead digitalWrite digitalPulse analogRead getTime require print " +
    "peek8 peek16 peek32 poke8 poke16 poke32 isNaN isFinite parseInt parseFloat " +
    "String Number Boolean Math Object Array JSON Date Promise ArrayBuffer DataView " +
    "Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array " +
    "undefined NaN Infinity atob btoa hasm"
  ).split(" "),
);

/** Globals of the language that the engine lacks. */
export const MISSING_GLOBALS: ReadonlySet<string> = new Set(
  (
    "Map Set WeakMap WeakSet WeakRef FinalizationRegistry Symbol Proxy Reflect BigInt Intl Atomics SharedArrayBuffer " +
    "BigInt64Array BigUint64Array queueMicrotask setImmediate structuredClone TextEncoder TextDecoder " +
    "escape unescape encodeURI decodeURI AggregateError"
  ).split(" "),
);

export const ERROR_CLASSES: ReadonlySet<string> = new Set(
  "Error TypeError RangeError SyntaxError ReferenceError EvalError URIError InternalError".split(" "),
);

export const TYPED_ARRAYS: ReadonlySet<string> = new Set(
  (
    "Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array " +
    "Uint32Array Int32Array Float32Array Float64Array"
  ).split(" "),
);

/** Members that exist on a builtin itself (not on its instances); a builtin that is absent here is not checked. */
export const STATIC_MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [
    [
      "Object",
      "assign create defineProperties defineProperty entries fromEntries getOwnPropertyDescriptor " +
        "getOwnPropertyDescriptors getOwnPropertyNames getPrototypeOf keys setPrototypeOf values prototype",
    ],
    ["Array", "isArray prototype"],
    ["String", "fromCharCode prototype"],
    ["Number", "MAX_VALUE MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY prototype"],
    ["Date", "now parse prototype"],
    [
      "Math",
      "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil clip cos exp floor log max min pow " +
        "randInt random round sign sin sqrt tan wrap",
    ],
    ["JSON", "parse stringify"],
    ["Promise", "all reject resolve prototype"],
    ["ArrayBuffer", "prototype"],
    ...[...TYPED_ARRAYS].map((name) => [name, "prototype"] as const),
  ].map(([name = "", members = ""]) => [name, new Set(members.split(" "))]),
);

/** Methods of the language that no value has on the engine. */
export const MISSING_METHODS: ReadonlySet<string> = new Set(
  (
    "at copyWithin findLast findLastIndex keys entries values flat flatMap reduceRight toReversed toSorted toSpliced with " +
    "codePointAt localeCompare matchAll search normalize trimStart trimLeft trimEnd trimRight " +
    "toLocaleString toLocaleLowerCase toLocaleUpperCase toLocaleDateString toLocaleTimeString " +
    "isWellFormed toWellFormed toExponential toPrecision " +
    "toDateString toTimeString toGMTString getYear setYear setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds " +
    "setUTCMinutes setUTCMonth setUTCSeconds " +
    "finally propertyIsEnumerable isPrototypeOf __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ " +
    "getBigInt64 setBigInt64 getBigUint64 setBigUint64"
  ).split(" "),
);

/** Names that the engine's reader takes for a keyword or a constant although the language does not. */
export const ENGINE_KEYWORDS: ReadonlySet<string> = new Set(["of", "static", "let", "undefined"]);
