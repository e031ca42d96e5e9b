// The one clock of a simulation: a binary heap of alarms in simulated microseconds. Nothing sleeps and nothing reads the
// host's time, so equal calls give equal runs. It knows neither boards nor parts.

import type { Alarm, Clock } from "./parts-api.ts";

class Entry implements Alarm {
  readonly timeUs: number;
  readonly sequence: number;
  readonly run: () => void;
  /** Index in the heap; -1 once it has run or was cancelled. */
  place = -1;

  constructor(timeUs: number, sequence: number, run: () => void) {
    this.timeUs = timeUs;
    this.sequence = sequence;
    this.run = run;
  }
}

const goesBefore = (a: Entry, b: Entry): boolean =>
  a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.sequence < b.sequence);

export class SimulationClock implements Clock {
  private readonly heap: Entry[] = [];
  private sequence = 0;
  private time = 0;
  private limitUs = 0;

  /** Microseconds since the start of the simulation. */
  get nowUs(): number {
    return this.time;
  }

  /** Alarms that wait. */
  get pending(): number {
    return this.heap.length;
  }

  /**
   * Calls `run` at `timeUs`; a past time means now, after what already waits for now. Equal times run in order of calls.
   * Throws a RangeError for a time that is no integer.
   */
  at(timeUs: number, run: () => void): Alarm {
    if (!Number.isSafeInteger(timeUs)) throw new RangeError(`an alarm needs whole microseconds, got ${timeUs}`);
    const entry = new Entry(timeUs < this.time ? this.time : timeUs, this.sequence++, run);
    this.rise(this.heap.length, entry);
    return entry;
  }

  /** The alarm will not run; no effect on one that ran or was cancelled. */
  cancel(alarm: Alarm): void {
    if (alarm instanceof Entry && alarm.place >= 0) this.remove(alarm.place);
  }

  /** Runs every alarm up to and including `timeUs`, then stands at `timeUs`. An exception of an alarm ends the call. */
  runUntil(timeUs: number): void {
    if (!Number.isSafeInteger(timeUs)) throw new RangeError(`a clock runs to whole microseconds, got ${timeUs}`);
    this.limitUs = timeUs;
    for (;;) {
      const first = this.heap[0];
      if (first === undefined || first.timeUs > timeUs) break;
      this.remove(0);
      this.time = first.timeUs;
      first.run();
    }
    if (this.time < timeUs) this.time = timeUs;
  }

  /**
   * For the last act of an alarm: steps to `timeUs` at once when nothing else waits up to then and the run in progress
   * reaches that far. False: set an alarm instead.
   */
  stepTo(timeUs: number): boolean {
    const first = this.heap[0];
    if (timeUs > this.limitUs || (first !== undefined && first.timeUs <= timeUs)) return false;
    if (timeUs > this.time) this.time = timeUs;
    return true;
  }

  private remove(place: number): void {
    const { heap } = this;
    (heap[place] as Entry).place = -1;
    const last = heap.pop() as Entry;
    if (place === heap.length) return;
    const parent = (place - 1) >> 1;
    if (place > 0 && goesBefore(last, heap[parent] as Entry)) this.rise(place, last);
    else this.sink(place, last);
  }

  private rise(from: number, entry: Entry): void {
    const { heap } = this;
    let place = from;
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = heap[parentPlace] as Entry;
      if (!goesBefore(entry, parent)) break;
      heap[place] = parent;
      parent.place = place;
      place = parentPlace;
    }
    heap[place] = entry;
    entry.place = place;
  }

  private sink(from: number, entry: Entry): void {
    const { heap } = this;
    let place = from;
    for (;;) {
      let childPlace = 2 * place + 1;
      if (childPlace >= heap.length) break;
      if (childPlace + 1 < heap.length && goesBefore(heap[childPlace + 1] as Entry, heap[childPlace] as Entry)) {
        childPlace++;
      }
      const child = heap[childPlace] as Entry;
      if (!goesBefore(child, entry)) break;
      heap[place] = child;
      child.place = place;
      place = childPlace;
    }
    heap[place] = entry;
    entry.place = place;
  }
}
