// The partitions at run time: how often each was called, how often it failed, and when it may start again. Boot and restart are one
// path: a partition is started as soon as its time has come. A column for each number and a place in it for each partition, because an
// object for each would cost the engine several times as much. It does not decide when anything runs (kernel.ts).

import type { Handler } from "./slot.ts";

/** A partition as the build prints it, what it is lent bound to its parameters: it returns handlers. */
export type Factory = () => readonly Handler[];

/** What ended a step. */
export const FAULT_THROW = 1;
export const FAULT_BUDGET = 2;
/** The engine gave the step up: out of memory or out of stack. Seen by the next tick, because nothing can catch it. */
export const FAULT_INTERRUPTED = 3;

/** The first restart waits this long, each further one twice as long as the one before. */
export const SPACING_MS = 1000;
/** So many faults in a row, and the partition is held until the processor is reset. */
const FAULTS_TO_HOLD = 6;
/** A partition that ran so long without a fault starts its count anew. */
export const CALM_MS = 3600000;

export interface Partitions {
  /** Calls of handlers and factory since boot, and the most steps that one of them took. */
  readonly calls: Uint32Array;
  readonly mostSteps: Uint32Array;
  readonly faults: Uint32Array;
  /** How often it was started, boot included. */
  readonly starts: Uint32Array;
  readonly faultsInARow: Uint8Array;
  readonly lastFaultMs: Float64Array;
  /** When it may start; NEVER: it runs, or is held. */
  readonly resumeMs: Float64Array;
}

export function makePartitions(count: number): Partitions {
  return {
    calls: new Uint32Array(count),
    mostSteps: new Uint32Array(count),
    faults: new Uint32Array(count),
    starts: new Uint32Array(count),
    faultsInARow: new Uint8Array(count),
    lastFaultMs: new Float64Array(count),
    resumeMs: new Float64Array(count),
  };
}

export function isHeld(faultsInARow: number): boolean {
  return faultsInARow >= FAULTS_TO_HOLD;
}
