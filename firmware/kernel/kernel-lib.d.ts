// What the kernel and the cryptography may use of the language. `$` is the step budget of the partition that runs: the build
// declares it around kernel and partitions, inserts `if(--$<0)throw 0` into every loop and function of a partition, and the
// confinement checker sees to it that nothing else of a partition touches it.

declare let $: number;

interface Object {}
interface Function {}
interface CallableFunction extends Function {
  apply<T, A extends readonly unknown[], R>(this: (this: T, ...args: A) => R, thisArg: T, args: A): R;
  bind<T, A, B extends readonly unknown[], R>(
    this: (this: T, first: A, ...rest: B) => R,
    thisArg: T,
    first: A,
  ): (...rest: B) => R;
  bind<T, A, B, C extends readonly unknown[], R>(
    this: (this: T, first: A, second: B, ...rest: C) => R,
    thisArg: T,
    first: A,
    second: B,
  ): (...rest: C) => R;
}
interface NewableFunction extends Function {}
interface IArguments {}
interface RegExp {}
interface Boolean {}
interface Number {}

interface String {
  readonly length: number;
  readonly [index: number]: string;
  charCodeAt(index: number): number;
  substr(from: number, length?: number): string;
}

interface Array<T> {
  length: number;
  [index: number]: T;
  push(...values: T[]): number;
  pop(): T | undefined;
  shift(): T | undefined;
  concat(other: readonly T[]): T[];
  indexOf(value: T): number;
}
interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
}

interface ArrayLike<T> {
  readonly length: number;
  readonly [index: number]: T;
}

interface Uint8Array {
  readonly length: number;
  [index: number]: number;
  set(from: Uint8Array, at?: number): void;
  subarray(from: number, to?: number): Uint8Array;
}
declare const Uint8Array: { new (length: number): Uint8Array };

interface Uint32Array {
  readonly length: number;
  [index: number]: number;
}
declare const Uint32Array: { new (length: number): Uint32Array };

interface Float64Array {
  readonly length: number;
  [index: number]: number;
}
declare const Float64Array: { new (length: number): Float64Array };

declare const String: { fromCharCode(...codes: number[]): string };
declare const Math: {
  floor(value: number): number;
  min(a: number, b: number): number;
  max(a: number, b: number): number;
};
