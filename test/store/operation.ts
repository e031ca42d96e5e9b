// What a script asks of one segment, and the error of a segment that did not do what it had to.

export type Operation =
  | { readonly kind: "provision" }
  | { readonly kind: "append"; readonly entry: string; readonly count: number }
  | { readonly kind: "merge"; readonly entry: string; readonly nowMs: number }
  | { readonly kind: "flush"; readonly nowMs: number }
  /** Of the last record but `behind`. */
  | { readonly kind: "acknowledge"; readonly behind: number }
  | { readonly kind: "put"; readonly number: number; readonly value: string }
  | { readonly kind: "begin"; readonly place: number }
  | { readonly kind: "erase" }
  | { readonly kind: "write"; readonly page: string }
  | { readonly kind: "commit"; readonly version: number; readonly fromUtcSeconds: number }
  | { readonly kind: "read"; readonly place: number };

/** A promise of the store that it did not keep. */
export class Broken extends Error {}

export function demand(kept: boolean, promise: string): asserts kept {
  if (!kept) throw new Broken(promise);
}

/** One segment together with what it must hold. Its state lasts over opens; what the store keeps in memory does not. */
export interface Subject {
  /** Opens the segment anew, as after a reset. */
  open(flash: import("./rig.ts").ArrayFlash): void;
  /** Does an operation, which must succeed. */
  perform(operation: Operation): void;
  /** What the kernel does while the processor is idle. */
  idle(): void;
  /**
   * Demands that all that was acknowledged is there, and of what was in flight all or nothing: what is found counts from then on.
   * `whole`: of a log each record, else the last ones and one more.
   */
  check(whole: boolean, pick: number): void;
  /** What was in flight and acknowledged at this moment, without the store's memory. */
  fork(): Subject;
  /** How often the store asked for something outside. */
  refused(): number;
}
