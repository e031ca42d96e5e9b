// All that the language gives to a partition: byte strings, numbers, arrays, and three functions without authority. The
// confinement checker (tools/confine) enforces the same list on the JavaScript that runs; this file lets the editor say it first.

interface Object {}
interface Function {}
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments {}
interface RegExp {}
interface Boolean {}
interface Number {}

interface String {
  readonly length: number;
  readonly [index: number]: string;
  charCodeAt(index: number): number;
  indexOf(part: string, from?: number): number;
  substr(from: number, length?: number): string;
  replaceAll(part: string, by: string): string;
  split(part: string): string[];
  padStart(length: number, fill: string): string;
  padEnd(length: number, fill: string): string;
}

interface Array<T> {
  length: number;
  [index: number]: T;
  push(value: T): number;
  shift(): T | undefined;
  join(separator: string): string;
}

interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  join(separator: string): string;
}

interface Uint16Array {
  [index: number]: number;
  readonly length: number;
}
declare const Uint16Array: { new (length: number): Uint16Array };

interface Uint32Array {
  [index: number]: number;
  readonly length: number;
}
declare const Uint32Array: { new (length: number): Uint32Array };

declare const String: { fromCharCode(...codes: number[]): string };
declare const Math: {
  floor(value: number): number;
  min(a: number, b: number): number;
  max(a: number, b: number): number;
  log(value: number): number;
};
