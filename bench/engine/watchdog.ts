// The chip's watchdog: once started it cannot be stopped, and when nobody kicks it in time the chip resets. In automatic
// mode the main loop kicks it at the end of each pass and while it sleeps. (Espruino targets/stm32/jshardware.c)

import type { Alarm, Clock } from "./parts-api.ts";

const TICKS_PER_SECOND = 40_000 / 256;
const FEWEST_TICKS = 2;
const MOST_TICKS = 0xfff;

export interface WatchdogHost {
  readonly clock: Clock;
  /** The processor's own time. */
  nowUs(): number;
  isSleeping(): boolean;
  expired(): void;
}

export class Watchdog {
  deadlineUs = Infinity;
  private readonly host: WatchdogHost;
  private automatic = false;
  private periodUs = 0;
  private alarm: Alarm | undefined;

  constructor(host: WatchdogHost) {
    this.host = host;
  }

  enable(seconds: number, automatic: boolean): void {
    const asked = Math.trunc((seconds >= 0 ? seconds : 1) * TICKS_PER_SECOND);
    const ticks = Math.min(MOST_TICKS, Math.max(FEWEST_TICKS, asked));
    this.automatic = automatic;
    this.periodUs = Math.floor((ticks * 1e6) / TICKS_PER_SECOND);
    this.kick();
    if (asked < FEWEST_TICKS) throw new Error("Minimum watchdog timeout exceeded");
    if (asked > MOST_TICKS) throw new Error("Maximum watchdog timeout exceeded");
  }

  kick(): void {
    if (this.periodUs === 0) return;
    this.deadlineUs = this.host.nowUs() + this.periodUs;
    this.alarm ??= this.host.clock.at(this.deadlineUs, this.check);
  }

  /** End of a pass of the main loop. */
  passed(): void {
    if (this.automatic) this.kick();
  }

  /** Off, as after a reset. */
  stop(): void {
    if (this.alarm !== undefined) this.host.clock.cancel(this.alarm);
    this.alarm = undefined;
    this.deadlineUs = Infinity;
    this.periodUs = 0;
    this.automatic = false;
  }

  private readonly check = (): void => {
    this.alarm = undefined;
    if (this.automatic && this.host.isSleeping()) {
      this.kick();
      return;
    }
    if (this.host.clock.nowUs < this.deadlineUs) {
      this.alarm = this.host.clock.at(this.deadlineUs, this.check);
    } else {
      this.stop();
      this.host.expired();
    }
  };
}
