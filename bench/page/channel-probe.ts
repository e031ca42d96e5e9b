// Counts what the kernel of a processor puts into each of its queues, as a debugger with a watchpoint does: the kernel keeps no such count, and
// a message is often gone again within the step in which it came. Nothing else of a message is kept.
//
// A partition that starts anew gets new queues: they are found when `look` is called, once a simulated second.

import type { Status } from "../../firmware/kernel/kernel.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { cycleSlots } from "../../tools/build/slots.ts";
import type { CycleSlot } from "../../tools/build/slots.ts";

/** As much of a virtual board as is asked. */
interface Board {
  global(name: string): unknown;
}

export class ChannelProbe {
  readonly slots: readonly CycleSlot[];
  /** By slot, since the probe was set. What a step sent that failed is taken back. */
  readonly counts: number[];
  readonly #board: Board;
  readonly #hooked: unknown[] = [];

  constructor(board: Board, system: System) {
    this.#board = board;
    this.slots = cycleSlots(system);
    this.counts = this.slots.map(() => 0);
    this.look();
  }

  /** The kernel's own records; undefined while the processor does not run. */
  get status(): Status | undefined {
    return this.#board.global("hasm") as Status | undefined;
  }

  look(): void {
    const queues = this.status?.slots.queues;
    if (queues === undefined) return;
    for (let at = 0; at < this.slots.length; at++) {
      const queue = queues[at];
      if (queue === undefined || queue === this.#hooked[at]) continue;
      this.#hooked[at] = queue;
      this.#watch(queue, at);
    }
  }

  #watch(queue: string[], at: number): void {
    const { counts } = this;
    // The queue's own ways, whatever the bundle calls them by.
    const push = queue.push.bind(queue);
    const pop = queue.pop.bind(queue);
    counts[at]! += queue.length;
    const own = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true });
    Object.defineProperties(queue, {
      push: own((message: string) => {
        counts[at]!++;
        return push(message);
      }),
      pop: own(() => {
        counts[at]!--;
        return pop();
      }),
    });
  }
}
