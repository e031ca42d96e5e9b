// Watched pins: sixteen interrupt lines, one for each pin number, and the list of watches behind them. Every edge of a
// watched pin takes a record in the event buffer, whichever edge the watch asked for. Debouncing follows the engine, odd
// corners included. (Espruino src/jswrap_io.c, src/jsinteractive.c)

import type { Callback, Timer, Timers } from "./timers.ts";
import type { PinModel } from "./virtual-pin.ts";

export interface Watch {
  readonly id: number;
  readonly pin: PinModel;
  readonly run: Callback;
  readonly repeats: boolean;
  readonly debounceUs: number;
  /** 1 rising, -1 falling, 0 both. */
  readonly edge: -1 | 0 | 1;
  high: boolean;
  /** Seconds of the engine's clock; undefined before the first edge. */
  lastTime: number | undefined;
  settling: Timer | undefined;
}

/** What a handler of a watch gets. */
export interface WatchEvent {
  state: boolean;
  lastTime: number | undefined;
  time: number;
  pin: unknown;
  data?: boolean;
}

export interface WatchHost {
  readonly timers: Timers;
  call(run: Callback, self: unknown, values: readonly unknown[]): void;
  /** Time of the simulation to seconds of the engine's clock. */
  seconds(timeUs: number): number;
  /** The bundle's object for a pin. */
  pinObject(pin: PinModel): unknown;
}

const wants = (watch: Watch, high: boolean): boolean => watch.edge === 0 || high === watch.edge > 0;

export class Watches {
  readonly list: Watch[] = [];
  /** The pin that holds each line, and the pin that is read along with it. */
  readonly lines: (PinModel | undefined)[] = new Array<PinModel | undefined>(16).fill(undefined);
  readonly dataPins: (PinModel | undefined)[] = new Array<PinModel | undefined>(16).fill(undefined);

  private readonly host: WatchHost;

  constructor(host: WatchHost) {
    this.host = host;
  }

  /** Could this pin be watched? Not while another pin of the same number is. */
  isFree(pin: PinModel): boolean {
    return this.isWatched(pin) || this.lines[pin.line] === undefined;
  }

  isWatched(pin: PinModel): boolean {
    return this.list.some((watch) => watch.pin === pin);
  }

  add(watch: Omit<Watch, "id">): Watch {
    const last = this.list[this.list.length - 1];
    const { pin, run, repeats, debounceUs, edge, high, lastTime, settling } = watch;
    const id = last === undefined ? 1 : last.id + 1;
    const added: Watch = { id, pin, run, repeats, debounceUs, edge, high, lastTime, settling };
    this.list.push(added);
    return added;
  }

  remove(watch: Watch): void {
    const place = this.list.indexOf(watch);
    if (place >= 0) this.list.splice(place, 1);
    if (!this.isWatched(watch.pin)) this.lines[watch.pin.line] = undefined;
  }

  removeAll(): void {
    for (const watch of this.list) this.lines[watch.pin.line] = undefined;
    this.list.length = 0;
  }

  /** An edge taken from the event buffer. */
  handle(line: number, high: boolean, dataHigh: boolean, timeUs: number): void {
    for (let i = 0; i < this.list.length;) {
      const watch = this.list[i] as Watch;
      if (watch.pin.line === line) {
        const settledUs = watch.debounceUs > 0 ? this.debounce(watch, high, timeUs) : timeUs;
        if (watch.debounceUs <= 0) watch.high = high;
        if (settledUs !== undefined) this.report(watch, high, settledUs, dataHigh);
      }
      if (this.list[i] === watch) i++;
    }
  }

  /** The contact has been quiet long enough. */
  settle(timer: Timer): void {
    const watch = timer.watch as Watch;
    const differs = watch.high !== timer.high;
    watch.high = timer.high;
    watch.settling = undefined;
    if (!differs) return;
    const time = this.host.seconds(timer.dueUs - watch.debounceUs);
    const { lastTime } = watch;
    watch.lastTime = time;
    if (!wants(watch, timer.high)) return;
    this.host.call(watch.run, undefined, [
      { state: timer.high, lastTime, time, pin: this.host.pinObject(watch.pin) } satisfies WatchEvent,
    ]);
    if (!watch.repeats) this.remove(watch);
  }

  private report(watch: Watch, high: boolean, timeUs: number, dataHigh: boolean): void {
    const time = this.host.seconds(timeUs);
    if (wants(watch, high)) {
      const event: WatchEvent = { state: high, lastTime: watch.lastTime, time, pin: this.host.pinObject(watch.pin) };
      if (this.dataPins[watch.pin.line] !== undefined) event.data = dataHigh;
      this.host.call(watch.run, undefined, [event]);
      if (!watch.repeats) this.remove(watch);
    }
    watch.lastTime = time;
  }

  /** Returns the time to report at once, or undefined while the contact may still bounce. */
  private debounce(watch: Watch, high: boolean, timeUs: number): number | undefined {
    const { settling } = watch;
    const dueUs = timeUs + watch.debounceUs;
    if (settling !== undefined) {
      const settledUs = settling.dueUs;
      settling.dueUs = dueUs;
      settling.high = high;
      if (timeUs <= settledUs || high === watch.high) return undefined;
      watch.high = high;
      watch.settling = undefined;
      this.host.timers.changed = true;
      return settledUs - watch.debounceUs;
    }
    if (high !== watch.high) {
      watch.settling = this.host.timers.add(watch.run, dueUs, undefined, [], watch, high);
    }
    return undefined;
  }
}
