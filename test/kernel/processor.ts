// A processor for tests of the kernel alone: simulated time, one timer list, byte strings as the engine has them. The watchdog counts
// its kicks. The bench's virtual board is the faithful model; this one only has to be small.

import { SimulationClock } from "../../bench/engine/simulation-clock.ts";
import { crc32, fromByteString, toByteString } from "../../bench/byte-string.ts";
import type { Processor } from "../../hal/processor.ts";

export class TestProcessor implements Processor {
  readonly clock = new SimulationClock();
  readonly #alarms = new Map<number, ReturnType<SimulationClock["at"]>>();
  kicks = 0;
  watchdogSeconds = 0;
  #handles = 0;

  #heldMs = 0;

  nowMs = (): number => this.clock.nowUs / 1000 + this.#heldMs;

  /** A handler that takes so long: the clock goes on with it, and what is due meanwhile waits for its end. */
  hold(milliseconds: number): void {
    this.#heldMs += milliseconds;
  }

  after = (run: () => void, delayMs: number): number => {
    const handle = ++this.#handles;
    const atUs = Math.round((this.nowMs() + delayMs) * 1000);
    const fire = (): void => {
      this.#alarms.delete(handle);
      run();
      this.#heldMs = 0;
    };
    this.#alarms.set(handle, this.clock.at(atUs, fire));
    return handle;
  };

  /** As on the engine: a handle that is not there is an error. */
  cancel = (handle: number): void => {
    const alarm = this.#alarms.get(handle);
    if (!alarm) throw new RangeError(`no timer ${handle}`);
    this.clock.cancel(alarm);
    this.#alarms.delete(handle);
  };

  startWatchdog = (seconds: number): void => {
    this.watchdogSeconds = seconds;
  };
  kickWatchdog = (): void => {
    this.kicks++;
  };
  /** There is no flash to write to. */
  writeFile = (): boolean => false;
  closeConsole = (): void => undefined;
  readFile = (): string => "";
  crc32 = crc32;
  toBytes = fromByteString;
  toText = toByteString;

  runFor(milliseconds: number): void {
    this.clock.runUntil(this.clock.nowUs + milliseconds * 1000);
  }
}
