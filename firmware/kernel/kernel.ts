// The separation kernel: a fixed cycle of slots, one step at a time, bounded queues between partitions, and what happens when a step
// fails. Static: what the table names is all there ever is. It opens no device and knows no key (keys.ts), no message and no pin.
//
// A cycle starts on a grid of `cycleMs` and visits the slots in their order, each for one step at the most. Control goes back to the
// engine after every few milliseconds of it, so that the engine's event buffer is emptied. Where nothing waits, the next cycle is put
// off to the next period: an idle processor sleeps.

import type { Processor } from "../../hal/processor.ts";
import {
  CALM_MS,
  FAULT_BUDGET,
  FAULT_INTERRUPTED,
  FAULT_THROW,
  isHeld,
  makePartitions,
  SPACING_MS,
} from "./partition.ts";
import type { Factory, Partitions } from "./partition.ts";
import { accept, makeSlots, NEVER, settle } from "./slot.ts";
import type { Handler, Slots, SlotTable } from "./slot.ts";

/** What the build makes of system.ts: slots in the order in which they are visited, partitions in the order of the cycle. */
export interface Table extends SlotTable {
  readonly cycleMs: number;
  /** 0: the processor has no watchdog. */
  readonly watchdogSeconds: number;
  /** Slot that is told of faults, or -1. */
  readonly faultSlot: number;
  /** Of each partition. */
  readonly stepBudgets: ArrayLike<number>;
}

export interface Fault {
  readonly atMs: number;
  /** Number of the partition. */
  readonly partition: number;
  /** 1 throw, 2 step budget, 3 interrupted by the engine (memory or stack). */
  readonly kind: number;
  /** In which slot it was called; -1: the factory, at the start. */
  readonly slot: number;
}

/** The kernel's own records, for a debugger and the bench. No partition can reach them. */
export interface Status {
  readonly partitions: Partitions;
  readonly slots: Slots;
  readonly faults: readonly Fault[];
}

/** What the wiring needs to lend: a channel's sending end, a device's way in. It binds their first parameter. */
export interface Ends {
  /** For a partition: a message that is no byte string or too long is a fault of the sender. */
  send(slot: number, message: string): void;
  /** For a driver: whatever arrives is taken as it is. */
  post(slot: number, bytes: string): void;
  /** Tells the partition that hears of faults: number of a partition or part 1, kind 1. False: its queue is full. */
  tell(number: number, kind: number): boolean;
}

/**
 * Binds the parameters of every factory: a lent function is the same in each life of a partition, which can only call it. Returns what
 * the kernel's side has to do besides: once in every cycle, and soon done.
 */
export type Lend = (ends: Ends) => (nowMs: number) => void;

/** The oldest fault records are overwritten. */
const FAULTS_KEPT = 16;
/** In place of a slot: the factory runs. */
const START = -1;
/** In place of a partition: none runs. */
const NOBODY = -1;
/** The longest sleep: the watchdog is kicked at the end of every cycle. */
const SLEEP_MS = 1000;
/**
 * After so long the engine gets its turn: its event buffer of 1 KiB, which pulses and all ports share, lasts for half a second of one busy port
 * of 19 200 baud, and bytes of several ports that come by turns take three places each.
 */
const TURN_MS = 50;
/**
 * Held by the frame of each tick. When the engine unwinds a step that filled the heap, this much is free at once for the handlers of
 * pulses and ports that run before the next tick takes the partition's memory away.
 */
const RESERVE_BYTES = 1000;

/** How long until the next moment of the grid. */
function toGridMs(cycleMs: number, nowMs: number): number {
  return cycleMs - (nowMs % cycleMs);
}

export function start(processor: Processor, table: Table, factories: readonly Factory[], lend: Lend): Status {
  const partitions = makePartitions(factories.length);
  const slots = makeSlots(table.owners.length);
  const faults: Fault[] = [];
  // What every message and every cycle asks for has a name of its own: the engine takes 20 us for each name on the way to a number. For
  // a block that declares something it makes a scope: what runs often declares at the top of its function.
  const owners = table.owners;
  const queues = slots.queues;
  const dueMs = slots.dueMs;
  const handlers = slots.handlers;
  const calls = partitions.calls;
  const mostSteps = partitions.mostSteps;
  const depths = table.depths;
  const mostBytes = table.mostBytes;
  /** Queues to which the running step has sent: what it sent is taken back if it fails. */
  let sent: number[] = [];
  /** Whose step has not come back, and for which slot it was called. */
  let running = NOBODY;
  let runsFor = START;
  /** No stopped partition may start before. */
  let startMs = 0;
  /** Slot at which the cycle goes on; 0: it begins; behind the last: it is to end. */
  let cursor = 0;
  let timer = 0;
  /** Whether the timer is already set for the next moment of the grid, or earlier. */
  let awake = true;
  /** Whether a slot that this cycle has passed has got work since, and when a handler is due next: after the cycle one knows how long to sleep. */
  let again = false;
  let nextMs = 0;

  function arm(delayMs: number) {
    processor.cancel(timer);
    timer = processor.after(tick, delayMs);
  }

  function tell(number: number, kind: number) {
    again = true;
    return table.faultSlot < 0 || accept(table, slots, table.faultSlot, String.fromCharCode(number, kind));
  }

  function fault(kind: number, nowMs: number) {
    const failed = running;
    running = NOBODY;
    while (sent.length > 0) (queues[sent.pop() as number] as string[]).pop();
    const isCalm = nowMs - partitions.lastFaultMs[failed]! > CALM_MS;
    const inARow = isCalm ? 1 : partitions.faultsInARow[failed]! + 1;
    partitions.faults[failed]!++;
    partitions.faultsInARow[failed] = inARow;
    partitions.lastFaultMs[failed] = nowMs;
    partitions.resumeMs[failed] = isHeld(inARow) ? NEVER : nowMs + (SPACING_MS << ((inARow - 1) & 31));
    settle(table, slots, failed, [], nowMs);
    startMs = 0;
    if (faults.length >= FAULTS_KEPT) faults.shift();
    faults.push({ atMs: nowMs, partition: failed, kind: kind, slot: runsFor });
    tell(failed, kind);
  }

  /** Calls a handler, or at START makes the partition: boot and restart are this one path. */
  function step(owner: number, at: number, queue: string[] | undefined, nowMs: number) {
    const stepBudget = table.stepBudgets[owner]!;
    // At START there is neither.
    const handler = handlers[at];
    running = owner;
    runsFor = at;
    calls[owner]!++;
    $ = stepBudget;
    try {
      if (queue) (handler as Handler)(queue.shift());
      else if (handler) {
        dueMs[at] = nowMs - (nowMs % table.periodsMs[at]!) + table.periodsMs[at]!;
        handler();
      } else {
        const made = (factories[owner] as Factory)();
        settle(table, slots, owner, made, nowMs);
        partitions.starts[owner]!++;
        partitions.resumeMs[owner] = NEVER;
      }
      running = NOBODY;
    } catch {
      // What was thrown is not looked at: it may be anything, and none of its methods is to be called.
    }
    if (stepBudget - $ > mostSteps[owner]!) mostSteps[owner] = stepBudget - $;
    if (running >= 0) fault($ < 0 ? FAULT_BUDGET : FAULT_THROW, nowMs);
    else if (sent.length > 0) sent = [];
  }

  /** Starts the first partition that is stopped and may start. Returns whether there was one. */
  function startNext(nowMs: number) {
    startMs = NEVER;
    for (let i = 0; i < factories.length; i++) {
      const resumeMs = partitions.resumeMs[i]!;
      if (resumeMs <= nowMs) {
        startMs = 0;
        step(i, START, undefined, nowMs);
        return true;
      }
      if (resumeMs < startMs) startMs = resumeMs;
    }
    return false;
  }

  function tick() {
    const nowMs = processor.nowMs();
    // Whatever happens below, there is a next tick.
    timer = processor.after(tick, table.cycleMs);
    awake = true;
    if (running >= 0) fault(FAULT_INTERRUPTED, nowMs);
    const reserve = new Uint8Array(RESERVE_BYTES);
    if (cursor === 0 && startMs <= nowMs && startNext(nowMs)) {
      arm(0);
      return reserve;
    }
    const count = owners.length;
    let queue: string[] | undefined;
    if (cursor === 0) {
      again = false;
      nextMs = Math.min(nowMs + SLEEP_MS, startMs);
    }
    while (cursor < count) {
      queue = queues[cursor];
      if (queue ? queue.length > 0 : dueMs[cursor]! <= nowMs) {
        step(owners[cursor]!, cursor++, queue, nowMs);
        if (queue) again = again || queue.length > 0;
        else nextMs = Math.min(nextMs, dueMs[cursor - 1]!);
        if (cursor < count && processor.nowMs() - nowMs >= TURN_MS) {
          arm(0);
          return reserve;
        }
      } else {
        if (!queue && dueMs[cursor]! < nextMs) nextMs = dueMs[cursor]!;
        cursor++;
      }
    }
    cursor = 0;
    work(nowMs);
    processor.kickWatchdog();
    const delayMs = toGridMs(table.cycleMs, nowMs);
    awake = again || nextMs - nowMs <= delayMs;
    arm(awake ? delayMs : nextMs - nowMs);
    return reserve;
  }

  const work = lend({
    send: (slot, message) => {
      if (typeof message !== "string" || message.length > mostBytes[slot]!) throw 1;
      const queue = queues[slot];
      if (queue && queue.length < depths[slot]!) {
        queue.push(message);
        sent.push(slot);
        if (slot < cursor) again = true;
      } else slots.dropped[slot]!++;
    },
    post: (slot, bytes) => {
      if (!accept(table, slots, slot, bytes)) return;
      again = true;
      if (awake) return;
      awake = true;
      arm(toGridMs(table.cycleMs, processor.nowMs()));
    },
    tell: tell,
  });
  // The engine keeps a parameter for as long as a closure beside it, and with this one all that the boot opened.
  lend = undefined as never;
  if (table.watchdogSeconds > 0) processor.startWatchdog(table.watchdogSeconds);
  timer = processor.after(tick, 0);
  return { partitions: partitions, slots: slots, faults: faults };
}
