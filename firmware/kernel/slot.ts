// A slot of the cycle: one reason for which one handler of one partition is called. A period, or a queue of byte strings that wait for
// it. A queue has one sender and one receiver; what finds it full is dropped and counted.

import type { PartitionState } from "./partition.ts";

/** Due at no time: a slot of a stopped partition, and one that has only a queue. */
export const NEVER = 1e15;

export interface Slot {
  readonly owner: PartitionState;
  /** Place among the owner's handlers. */
  readonly handler: number;
  readonly periodMs: number;
  readonly depth: number;
  /** Of one message. */
  readonly maxBytes: number;
  /** Bytes of a port have no borders: they are joined up to this length. 0: each post is a message of its own. */
  readonly joinBytes: number;
  queue: string[];
  /** `depth` while the owner runs, else 0: nothing waits for a partition that is not there. */
  room: number;
  dueMs: number;
  dropped: number;
  next: Slot | undefined;
}

/** `row` is a row of the table's slots. */
export function slot(owner: PartitionState, row: readonly number[]): Slot {
  return {
    owner: owner,
    handler: row[1]!,
    periodMs: row[4]!,
    depth: row[2]!,
    maxBytes: row[3]!,
    joinBytes: row[5]!,
    queue: [],
    room: 0,
    dueMs: NEVER,
    dropped: 0,
    next: undefined,
  };
}

/** Takes what a device says; false where there is no room. */
export function accept(one: Slot, bytes: string): boolean {
  const queue = one.queue;
  const last = queue.length - 1;
  if (last >= 0 && queue[last]!.length + bytes.length <= one.joinBytes) queue[last] += bytes;
  else if (last + 1 < one.room) queue.push(bytes);
  else {
    one.dropped++;
    return false;
  }
  return true;
}
