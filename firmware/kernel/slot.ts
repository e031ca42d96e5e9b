// The slots of the cycle: each is one reason for which one handler of one partition is called, a period or a queue of byte strings that
// wait for it. A queue has one sender and one receiver; what finds it full is dropped and counted. Like the partitions they are columns.

/** Due at no time. */
export const NEVER = 1e15;

/** A handler takes the bytes of a message, or nothing. What it returns is never looked at. */
export type Handler = (bytes?: string) => void;

/** What the build knows of the slots, in the order in which they are visited. */
export interface SlotTable {
  /** Partition that is called. The first of its slots calls its first handler, and so on. */
  readonly owners: ArrayLike<number>;
  /** Messages that may wait; 0: it has a period. */
  readonly depths: ArrayLike<number>;
  /** Of one message. Bytes of a port have no borders: they are joined up to this length; 0: each post is a message of its own. */
  readonly mostBytes: ArrayLike<number>;
  /** 0: it has a queue. */
  readonly periodsMs: ArrayLike<number>;
}

export interface Slots {
  /** What it calls. Undefined: its owner does not run, and nothing waits for it. */
  readonly handlers: (Handler | undefined)[];
  readonly queues: (string[] | undefined)[];
  /** When its period calls it next; NEVER where there is none, or its owner does not run. */
  readonly dueMs: Float64Array;
  readonly dropped: Uint32Array;
}

export function makeSlots(count: number): Slots {
  const dueMs = new Float64Array(count);
  for (let at = 0; at < count; at++) dueMs[at] = NEVER;
  return { handlers: [], queues: [], dueMs: dueMs, dropped: new Uint32Array(count) };
}

/** Gives the slots of a partition its handlers; without handlers it closes them. */
export function settle(
  table: SlotTable,
  slots: Slots,
  owner: number,
  handlers: readonly (Handler | undefined)[],
  nowMs: number,
): void {
  let next = 0;
  for (let at = 0; at < table.owners.length; at++) {
    if (table.owners[at] !== owner) continue;
    const handler = handlers[next++];
    const queue = slots.queues[at];
    if (queue) slots.dropped[at]! += queue.length;
    slots.handlers[at] = handler;
    slots.queues[at] = handler && table.depths[at]! > 0 ? [] : undefined;
    slots.dueMs[at] = handler && table.periodsMs[at]! > 0 ? nowMs : NEVER;
  }
}

/** Takes what a device says; false where there is no room. */
export function accept(table: SlotTable, slots: Slots, at: number, bytes: string): boolean {
  const queue = slots.queues[at];
  if (queue) {
    const last = queue.length - 1;
    if (last >= 0 && queue[last]!.length + bytes.length <= table.mostBytes[at]!) {
      queue[last] += bytes;
      return true;
    }
    if (last + 1 < table.depths[at]!) {
      queue.push(bytes);
      return true;
    }
  }
  slots.dropped[at]!++;
  return false;
}
