// One partition at run time: what it is lent, what it has become, and how often it failed. Boot and restart are one path: a
// partition without handlers is started as soon as its time has come. It does not decide when anything runs (schedule.ts).

/** A handler takes the bytes of a message, or nothing. What it returns is never looked at. */
export type Handler = (bytes?: string) => void;
/** A partition as the build prints it: lent functions in, handlers out. */
export type Factory = (...lent: never[]) => readonly Handler[];

/** What ended a step. */
export const FAULT_THROW = 1;
export const FAULT_BUDGET = 2;
/** The engine gave the step up: out of memory or out of stack. Seen by the next tick, because nothing can catch it. */
export const FAULT_INTERRUPTED = 3;

/** The first restart waits this long, each further one twice as long as the one before. */
const SPACING_MS = 1000;
/** So many faults in a row, and the partition is held until the processor is reset. */
const FAULTS_TO_HOLD = 6;
/** A partition that ran so long without a fault starts its count anew. */
const CALM_MS = 3600000;

export interface PartitionState {
  readonly name: string;
  readonly stepBudget: number;
  readonly factory: Factory;
  /** Set once, before anything runs. */
  lent: readonly unknown[];
  handlers: readonly Handler[] | undefined;
  /** Calls of handlers since boot, and the most steps that one of them took. */
  calls: number;
  mostSteps: number;
  faults: number;
  /** How often it was started, boot included. */
  starts: number;
  faultsInARow: number;
  lastFaultMs: number;
  /** When a stopped partition may start. */
  resumeMs: number;
  held: boolean;
}

export function partitionState(name: string, stepBudget: number, factory: Factory): PartitionState {
  return {
    name: name,
    stepBudget: stepBudget,
    factory: factory,
    lent: [],
    handlers: undefined,
    calls: 0,
    mostSteps: 0,
    faults: 0,
    starts: 0,
    faultsInARow: 0,
    lastFaultMs: 0,
    resumeMs: 0,
    held: false,
  };
}

/** Takes everything away from a partition that failed and says when it may come back. */
export function stop(partition: PartitionState, nowMs: number): void {
  partition.handlers = undefined;
  partition.faults++;
  partition.faultsInARow = nowMs - partition.lastFaultMs > CALM_MS ? 1 : partition.faultsInARow + 1;
  partition.lastFaultMs = nowMs;
  partition.held = partition.faultsInARow >= FAULTS_TO_HOLD;
  partition.resumeMs = nowMs + (SPACING_MS << ((partition.faultsInARow - 1) & 31));
}
