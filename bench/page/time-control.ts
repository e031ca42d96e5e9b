// Time as the page commands it: pause, speed, steps, and leaps over many hours. It tells the pace, by which the run goes; it runs nothing itself.

import { performance } from "node:perf_hooks";
import type { Bench } from "../bench.ts";
import type { Pace } from "../pace.ts";
import { UserError } from "../user-error.ts";
import type { PaceRequest, TimeState } from "./shape.ts";

export const MOST_SPEED = 3600;
export const LONGEST_LEAP_S = 7 * 86_400;
const LONGEST_STEP_S = 60;
const MEASURED_MS = 1000;

export class TimeControl {
  readonly #bench: Bench;
  readonly #pace: Pace;
  #marks: { readonly wallMs: number; readonly elapsedS: number }[] = [];

  constructor(bench: Bench, pace: Pace) {
    this.#bench = bench;
    this.#pace = pace;
  }

  /** Throws UserError where it is no request. */
  request(asked: PaceRequest): void {
    if ("speed" in asked) this.#setSpeed(asked.speed);
    else if ("paused" in asked) this.#setPaused(asked.paused);
    else if ("step" in asked) this.#step(asked.step);
    else this.#leap(asked.leap);
  }

  /** Ends a leap where it is. */
  stop(): void {
    delete this.#pace.hurryToS;
  }

  state(): TimeState {
    const { utcMs, elapsedS, startS } = this.#bench;
    const { speed, paused, hurryToS = 0 } = this.#pace;
    const isHurried = hurryToS > elapsedS;
    return {
      utcMs: Math.floor(utcMs),
      elapsedS,
      speed: speed === Infinity ? null : speed,
      paused: paused && !isHurried,
      leapToUtcMs: isHurried ? Math.round((startS + hurryToS) * 1000) : null,
      actualSpeed: this.#measured(elapsedS),
    };
  }

  #measured(elapsedS: number): number {
    const wallMs = performance.now();
    this.#marks.push({ wallMs, elapsedS });
    while (this.#marks.length > 2 && wallMs - this.#marks[1]!.wallMs > MEASURED_MS) this.#marks.shift();
    const first = this.#marks[0]!;
    return wallMs === first.wallMs ? 0 : ((elapsedS - first.elapsedS) * 1000) / (wallMs - first.wallMs);
  }

  #setSpeed(speed: number | "max"): void {
    const isSpeed = speed === "max" || (Number.isFinite(speed) && speed > 0 && speed <= MOST_SPEED);
    if (!isSpeed) throw new UserError(`a speed is a number above 0, up to ${MOST_SPEED}, or "max"`);
    this.stop();
    this.#pace.speed = speed === "max" ? Infinity : speed;
    this.#pace.paused = false;
  }

  #setPaused(paused: boolean): void {
    this.stop();
    this.#pace.paused = paused;
  }

  #step(seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_STEP_S)
      throw new UserError(`a step is 1 to ${LONGEST_STEP_S} whole seconds`);
    this.#pace.paused = true;
    this.#pace.hurryToS = this.#bench.elapsedS + seconds;
  }

  #leap(seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_LEAP_S)
      throw new UserError(`a leap is 1 to ${LONGEST_LEAP_S} whole seconds`);
    this.#pace.hurryToS = this.#bench.elapsedS + seconds;
  }
}
