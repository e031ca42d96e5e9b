// The engine's list of timers: small ids, kept in the order of their making, due at absolute times. What runs them is the
// processor; the list only keeps them. (Espruino src/jswrap_interactive.c, src/jsvar.c)

import type { Watch } from "./watches.ts";

/** A function of the bundle. */
export type Callback = (this: unknown, ...values: unknown[]) => unknown;

const SHORTEST_MS = 0.1;
const LONGEST_MS = 31536000001000;

export interface Timer {
  readonly id: number;
  readonly run: Callback;
  readonly values: readonly unknown[];
  dueUs: number;
  /** Absent on a timeout. */
  intervalUs: number | undefined;
  /** Set on the timers that settle a debounced watch. */
  readonly watch: Watch | undefined;
  /** Level of the pin when the debounced watch last saw it. */
  high: boolean;
}

/** Microseconds of a time given to the engine in milliseconds. */
export function intervalUs(milliseconds: unknown): number {
  const asked = Number(milliseconds);
  if (asked > LONGEST_MS) throw new Error("Interval is too long (>100 years)");
  return Math.floor((asked >= SHORTEST_MS ? asked : SHORTEST_MS) * 1000);
}

export class Timers {
  readonly list: Timer[] = [];
  /** Something was added, removed or changed: who walks the list starts again. */
  changed = false;

  add(
    run: Callback,
    dueUs: number,
    repeatUs: number | undefined,
    values: readonly unknown[],
    watch?: Watch,
    high = false,
  ): Timer {
    const last = this.list[this.list.length - 1];
    const id = last === undefined ? 1 : last.id + 1;
    const timer: Timer = { id, run, values, dueUs, intervalUs: repeatUs, watch, high };
    this.list.push(timer);
    return timer;
  }

  find(id: unknown): Timer | undefined {
    if (typeof id !== "number" && typeof id !== "string") return undefined;
    return this.list.find((timer) => timer.id === Number(id));
  }

  remove(timer: Timer): void {
    const place = this.list.indexOf(timer);
    if (place >= 0) this.list.splice(place, 1);
  }

  /** All but those of debounced watches. */
  removeAll(): void {
    for (let i = this.list.length - 1; i >= 0; i--) {
      if ((this.list[i] as Timer).watch === undefined) this.list.splice(i, 1);
    }
  }

  /** Infinity where there is none. */
  nextDueUs(): number {
    let next = Infinity;
    for (const timer of this.list) if (timer.dueUs < next) next = timer.dueUs;
    return next;
  }
}
