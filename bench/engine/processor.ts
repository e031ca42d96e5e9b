// The engine's main loop in simulated time: events from the buffer, then due timers, then queued calls, over and over, one
// callback after another; while one runs the processor is busy and the world goes on without it. A callback's own
// statements run at one instant, its calls of the API add their cost as they are made, and the rest of its cost follows at
// its end: what it reads of pins is the world at its start. (Espruino src/jsinteractive.c)

import { EventBuffer } from "./event-buffer.ts";
import type { Alarm } from "./parts-api.ts";
import type { SimulationClock } from "./simulation-clock.ts";
import { Timers, type Callback, type Timer } from "./timers.ts";

/** Thrown through the bundle when the chip is reset, or loses its supply, in the middle of a callback. */
export class ChipReset extends Error {
  readonly by: ResetCause | "power";

  constructor(by: ResetCause | "power") {
    super(`chip reset by ${by}`);
    this.by = by;
  }
}

export type ResetCause = "watchdog" | "software" | "external";

/** The board around the processor. */
export interface Surroundings {
  /** Puts what arrived on the UARTs up to `timeUs` into the buffer. */
  sync(timeUs: number): void;
  /** Microseconds at which the next byte arrives; Infinity where none is on its way. */
  nextArrivalUs(): number;
  /** Handles the record that the buffer popped; returns the further records that count as handled with it. */
  handleEvent(): number;
  settleWatch(timer: Timer): void;
  /** End of a pass: errors are reported, the automatic watchdog kicked. */
  endPass(): void;
  /** An exception reached the top of a callback. */
  uncaught(value: unknown): void;
  /** The chip resets at `timeUs`, or has no supply from then on. */
  chipReset(cause: ResetCause | "power", timeUs: number): void;
  /** Time after which the watchdog has run out; Infinity without one. */
  readonly watchdogDeadlineUs: number;
}

const EVENTS = 0;
const TIMERS = 1;
const QUEUE = 2;

export interface QueuedCall {
  readonly run: readonly Callback[];
  readonly self: unknown;
  readonly values: readonly unknown[];
}

export class Processor {
  readonly events = new EventBuffer();
  readonly timers = new Timers();
  readonly queue: QueuedCall[] = [];
  /** Microseconds spent in JavaScript since power-on. */
  busyUs = 0;

  private readonly clock: SimulationClock;
  private readonly callbackUs: number;
  private readonly board: Surroundings;
  private localUs = 0;
  private running = false;
  private sleeping = false;
  private lost: ChipReset | undefined;
  private alarm: Alarm | undefined;
  private phase = EVENTS;
  private fresh = true;
  private worked = false;
  private eventsLeft = 0;
  private passUs = 0;
  private place = 0;

  constructor(clock: SimulationClock, callbackUs: number, board: Surroundings) {
    this.clock = clock;
    this.callbackUs = callbackUs;
    this.board = board;
  }

  /** The processor's own time: ahead of the clock while a callback runs. */
  get nowUs(): number {
    return this.running ? this.localUs : this.clock.nowUs;
  }

  /** Holds the processor. */
  spend(microseconds: number): void {
    if (!this.running) return;
    if (this.lost !== undefined) throw this.lost;
    this.localUs = Math.ceil(this.localUs + microseconds);
    if (this.localUs > this.board.watchdogDeadlineUs) throw new ChipReset("watchdog");
  }

  /** The supply is gone: the callback that runs is to be left by throwing this, and ends by it even where the bundle catches it. */
  losePower(): ChipReset {
    this.lost = new ChipReset("power");
    return this.lost;
  }

  /** Runs a function of the bundle; an exception goes to the board. */
  call(run: Callback, self: unknown, values: readonly unknown[]): void {
    try {
      run.apply(self, values as unknown[]);
      this.spend(this.callbackUs);
    } catch (error) {
      if (error instanceof ChipReset) throw error;
      this.board.uncaught(error);
      this.spend(this.callbackUs);
    }
  }

  /** Runs `boot` as the processor's first act, now; the loop follows on the clock. */
  start(boot: () => void): void {
    this.enter(() => {
      boot();
      return true;
    }, false);
  }

  /** Power off or reset: nothing of the former life runs again. */
  stop(): void {
    if (this.alarm !== undefined) this.clock.cancel(this.alarm);
    this.alarm = undefined;
    this.sleeping = false;
    this.running = false;
    this.lost = undefined;
    this.events.clear();
    this.timers.list.length = 0;
    this.timers.changed = false;
    this.queue.length = 0;
    this.phase = EVENTS;
    this.fresh = true;
    this.worked = false;
  }

  get isSleeping(): boolean {
    return this.sleeping;
  }

  /** Something may have to be done at `timeUs`. */
  wake(timeUs: number): void {
    if (!this.sleeping) return;
    if (this.alarm !== undefined) {
      if (this.alarm.timeUs <= timeUs) return;
      this.clock.cancel(this.alarm);
    }
    this.alarm = this.clock.at(timeUs, this.resume);
  }

  private readonly resume = (): void => {
    this.alarm = undefined;
    this.sleeping = false;
    this.enter(this.sliceOnce, true);
  };

  /** Runs slices until the processor sleeps or another alarm of the simulation comes first. */
  private enter(first: () => boolean, mayStep: boolean): void {
    let slice = first;
    for (;;) {
      const startUs = this.clock.nowUs;
      this.localUs = startUs;
      this.running = true;
      let goesOn: boolean;
      try {
        goesOn = slice();
        if (this.lost !== undefined) throw this.lost;
      } catch (error) {
        if (!(error instanceof ChipReset)) throw error;
        this.running = false;
        this.board.chipReset(error.by, error.by === "power" ? this.localUs : startUs);
        return;
      }
      this.running = false;
      this.busyUs += this.localUs - startUs;
      if (!goesOn) {
        this.sleep();
        return;
      }
      slice = this.sliceOnce;
      if (!mayStep || (this.localUs > startUs && !this.clock.stepTo(this.localUs))) {
        this.alarm = this.clock.at(this.localUs, this.resume);
        return;
      }
    }
  }

  private readonly sliceOnce = (): boolean => this.slice();

  private sleep(): void {
    this.sleeping = true;
    const nextUs = Math.min(this.timers.nextDueUs(), Math.ceil(this.board.nextArrivalUs()));
    if (nextUs < Infinity) this.wake(nextUs);
  }

  /** One callback at most. False: there is nothing to do until something happens. */
  private slice(): boolean {
    const startUs = this.localUs;
    this.board.sync(startUs);
    if (this.phase === EVENTS) {
      if (this.handleEvents()) return true;
      this.phase = TIMERS;
      this.passUs = this.localUs;
      this.place = 0;
      this.timers.changed = false;
    }
    if (this.phase === TIMERS) {
      if (this.runTimer()) return true;
      this.phase = QUEUE;
    }
    if (this.runQueued()) return true;
    this.board.endPass();
    const goesOn = this.worked || this.events.used > 0 || this.localUs > startUs;
    this.phase = EVENTS;
    this.fresh = true;
    this.worked = false;
    return goesOn;
  }

  private handleEvents(): boolean {
    const startUs = this.localUs;
    if (this.fresh) {
      this.eventsLeft = this.events.used;
      this.fresh = false;
    }
    while (this.eventsLeft-- > 0 && this.events.pop()) {
      this.worked = true;
      this.eventsLeft -= this.board.handleEvent();
      if (this.localUs > startUs) return true;
    }
    return false;
  }

  private runTimer(): boolean {
    const startUs = this.localUs;
    const { timers } = this;
    for (;;) {
      if (timers.changed) {
        timers.changed = false;
        this.place = 0;
      }
      const timer = timers.list[this.place];
      if (timer === undefined) return false;
      if (timer.dueUs > this.passUs) {
        this.place++;
        continue;
      }
      this.worked = true;
      this.fire(timer);
      if (this.localUs > startUs) return true;
    }
  }

  private fire(timer: Timer): void {
    const { dueUs } = timer;
    if (timer.watch === undefined) this.call(timer.run, undefined, timer.values);
    else this.board.settleWatch(timer);
    if (timer.intervalUs === undefined) {
      this.timers.remove(timer);
    } else {
      timer.dueUs = dueUs + timer.intervalUs;
      this.place++;
    }
  }

  private runQueued(): boolean {
    const startUs = this.localUs;
    for (;;) {
      const call = this.queue.shift();
      if (call === undefined) return false;
      this.worked = true;
      for (const run of call.run) this.call(run, call.self, call.values);
      if (this.localUs > startUs) return true;
    }
  }
}
