// The separation kernel: a fixed cycle of slots, one step at a time, bounded queues between partitions, and what happens when a step
// fails. Static: what the table names is all there ever is. It opens no device and knows no key (keys.ts), no message and no pin.
//
// A cycle starts on a grid of `cycleMs` and visits the slots in their order, each for one step at the most. Control goes back to the
// engine after every few milliseconds of it, so that the engine's event buffer is emptied. Where nothing waits, the next cycle is put
// off to the next period: an idle processor sleeps.

import type { Processor } from "../../hal/processor.ts";
import { FAULT_BUDGET, FAULT_INTERRUPTED, FAULT_THROW, partitionState, stop } from "./partition.ts";
import type { Factory, Handler, PartitionState } from "./partition.ts";
import { accept, NEVER, slot } from "./slot.ts";
import type { Slot } from "./slot.ts";

/** What the build makes of system.ts: partitions in the order of the cycle, slots in the order in which they are visited. */
export interface Table {
  readonly cycleMs: number;
  /** 0: the processor has no watchdog. */
  readonly watchdogSeconds: number;
  /** Name, step budget. `start` uses the rows up, so that their memory is free again. */
  readonly partitions: (readonly [string, number])[];
  /** Partition, handler, depth of the queue, longest message, period in ms, bytes to join. Used up as well. */
  readonly slots: (readonly [number, number, number, number, number, number])[];
  /** Slot that is told of faults, or -1. */
  readonly faultSlot: number;
}

export interface Fault {
  readonly atMs: number;
  readonly partition: string;
  /** 1 throw, 2 step budget, 3 interrupted by the engine (memory or stack). */
  readonly kind: number;
  /** Which handler failed; -1: the factory, at the start. */
  readonly handler: number;
}

/** The kernel's own records, for a debugger and the bench. No partition can reach them. */
export interface Status {
  readonly partitions: readonly PartitionState[];
  readonly slots: readonly Slot[];
  readonly faults: readonly Fault[];
}

/** What the wiring needs to lend: a channel's sending end, a device's way in. */
export interface Ends {
  /** For a partition: a message that is no byte string or too long is a fault of the sender. */
  send(slot: number): (message: string) => void;
  /** For a driver: whatever arrives is taken as it is. */
  post(slot: number): (bytes: string) => void;
  /** Tells the partition that hears of faults: number of a partition or part 1, kind 1. False: its queue is full. */
  tell(number: number, kind: number): boolean;
}

/** What the wiring gives in return. */
export interface Lent {
  /** For each partition its parameters. */
  readonly endowments: readonly (readonly unknown[])[];
  /** What the kernel's side has to do besides: once in every cycle, and soon done. */
  readonly work: (nowMs: number) => void;
}

/** The oldest fault records are overwritten. */
const FAULTS_KEPT = 16;
/** In place of a handler: the factory runs. */
const START = -1;
/** The longest sleep: the watchdog is kicked at the end of every cycle. */
const SLEEP_MS = 1000;
/** After so many steps the engine gets its turn, because its event buffer lasts for half a second of a busy 19 200 baud port. */
const STEPS_PER_TURN = 3;
/**
 * Held by the frame of each tick. When the engine unwinds a step that filled the heap, this much is free at once for the handlers of
 * pulses and ports that run before the next tick takes the partition's memory away.
 */
const RESERVE_BYTES = 1000;

export function start(
  processor: Processor,
  table: Table,
  factories: readonly Factory[],
  lend: (ends: Ends) => Lent,
): Status {
  const partitions: PartitionState[] = [];
  const slots: Slot[] = [];
  const faults: Fault[] = [];
  /** Queues to which the running step has sent: what it sent is taken back if it fails. */
  let sent: Slot[] = [];
  /** Whose step has not come back, and in which handler. */
  let running: PartitionState | undefined;
  let handlerRuns = START;
  /** No stopped partition may start before. */
  let startMs = 0;
  /** Where the cycle goes on; undefined: it begins. */
  let cursor: Slot | undefined;
  let timer = 0;
  /** Whether the timer is already set for the next moment of the grid, or earlier. */
  let awake = true;

  function arm(delayMs: number) {
    processor.cancel(timer);
    timer = processor.after(tick, delayMs);
  }

  function toGridMs(nowMs: number) {
    return table.cycleMs - (nowMs % table.cycleMs);
  }

  /** Opens the slots of a partition that has started, or closes those of one that has stopped. */
  function settle(owner: PartitionState, nowMs: number) {
    const open = owner.handlers !== undefined;
    for (const one of slots) {
      if (one.owner !== owner) continue;
      one.room = open ? one.depth : 0;
      one.dueMs = open && one.periodMs > 0 ? nowMs : NEVER;
      one.dropped += one.queue.length;
      one.queue = [];
    }
  }

  function fault(kind: number, nowMs: number) {
    const failed = running as PartitionState;
    running = undefined;
    while (sent.length > 0) (sent.pop() as Slot).queue.pop();
    stop(failed, nowMs);
    settle(failed, nowMs);
    startMs = 0;
    if (faults.length >= FAULTS_KEPT) faults.shift();
    faults.push({ atMs: nowMs, partition: failed.name, kind: kind, handler: handlerRuns });
    tell(partitions.indexOf(failed), kind);
  }

  function tell(number: number, kind: number) {
    return table.faultSlot < 0 || accept(slots[table.faultSlot] as Slot, String.fromCharCode(number, kind));
  }

  /** Calls a handler, or without a slot makes the partition: boot and restart are this one path. */
  function step(owner: PartitionState, one: Slot | undefined, nowMs: number) {
    const stepBudget = owner.stepBudget;
    running = owner;
    handlerRuns = one ? one.handler : START;
    owner.calls++;
    $ = stepBudget;
    try {
      if (!one) {
        owner.handlers = owner.factory.apply(undefined, owner.lent as never[]);
        owner.starts++;
        settle(owner, nowMs);
      } else {
        const handler = (owner.handlers as readonly Handler[])[one.handler] as Handler;
        if (one.periodMs > 0) {
          one.dueMs = nowMs - (nowMs % one.periodMs) + one.periodMs;
          handler();
        } else handler(one.queue.shift());
      }
      running = undefined;
    } catch {
      // What was thrown is not looked at: it may be anything, and none of its methods is to be called.
    }
    const steps = stepBudget - $;
    if (steps > owner.mostSteps) owner.mostSteps = steps;
    if (running) fault($ < 0 ? FAULT_BUDGET : FAULT_THROW, nowMs);
    else if (sent.length > 0) sent = [];
  }

  /** Starts the first partition that is stopped and may start. Returns whether there was one. */
  function startNext(nowMs: number) {
    startMs = NEVER;
    for (const one of partitions) {
      if (one.handlers || one.held) continue;
      if (one.resumeMs <= nowMs) {
        startMs = 0;
        step(one, undefined, nowMs);
        return true;
      }
      if (one.resumeMs < startMs) startMs = one.resumeMs;
    }
    return false;
  }

  function tick() {
    const nowMs = processor.nowMs();
    // Whatever happens below, there is a next tick.
    timer = processor.after(tick, table.cycleMs);
    awake = true;
    if (running) fault(FAULT_INTERRUPTED, nowMs);
    const reserve = new Uint8Array(RESERVE_BYTES);
    if (!cursor && startMs <= nowMs && startNext(nowMs)) {
      arm(0);
      return reserve;
    }
    let turn = STEPS_PER_TURN;
    let one = cursor || slots[0];
    // When the next cycle has to be: at once after any step, and for a cycle that was taken up in its middle.
    let dueMs = cursor ? 0 : Math.min(nowMs + SLEEP_MS, startMs);
    while (one) {
      if (one.queue.length > 0 || one.dueMs <= nowMs) {
        cursor = one.next;
        step(one.owner, one, nowMs);
        dueMs = 0;
        if (--turn === 0 && cursor) {
          arm(0);
          return reserve;
        }
      } else if (one.dueMs < dueMs) dueMs = one.dueMs;
      one = one.next;
    }
    cursor = undefined;
    lent.work(nowMs);
    processor.kickWatchdog();
    // A step may have left work for slots before its own: the cycle after it finds out. Only a cycle without a step sleeps.
    const delayMs = toGridMs(nowMs);
    awake = dueMs - nowMs <= delayMs;
    arm(awake ? delayMs : dueMs - nowMs);
    return reserve;
  }

  for (let i = 0; i < factories.length; i++) {
    const row = table.partitions.shift() as readonly [string, number];
    partitions.push(partitionState(row[0], row[1], factories[i] as Factory));
  }
  let last: Slot | undefined;
  while (table.slots.length > 0) {
    const row = table.slots.shift() as readonly number[];
    const one = slot(partitions[row[0]!] as PartitionState, row);
    if (last) last.next = one;
    last = one;
    slots.push(one);
  }
  const lent = lend({
    send: (index) => {
      const to = slots[index] as Slot;
      return (message) => {
        if (typeof message !== "string" || message.length > to.maxBytes) throw 1;
        if (to.queue.length < to.room) {
          to.queue.push(message);
          sent.push(to);
        } else to.dropped++;
      };
    },
    post: (index) => {
      const to = slots[index] as Slot;
      return (bytes) => {
        if (!accept(to, bytes) || awake) return;
        awake = true;
        arm(toGridMs(processor.nowMs()));
      };
    },
    tell: tell,
  });
  for (let i = 0; i < partitions.length; i++)
    (partitions[i] as PartitionState).lent = lent.endowments[i] as readonly unknown[];
  if (table.watchdogSeconds > 0) processor.startWatchdog(table.watchdogSeconds);
  timer = processor.after(tick, 0);
  return { partitions: partitions, slots: slots, faults: faults };
}
