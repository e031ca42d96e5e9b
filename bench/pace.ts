// How fast a run of the bench goes, shared by all who may change it: keys of the terminal, the web page. It keeps the bench's time beside the
// wall clock in small leaps, so that whoever watches or speaks meanwhile is heard, and stands exactly where it was told to go. What it
// missed while paused or held up is not made up for.

import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

export interface Pace {
  /** Simulated seconds per second, Infinity: as fast as it goes. */
  speed: number;
  paused: boolean;
  quit: boolean;
  /** Up to this second of the run it goes as fast as it goes, paused or not; then as before. */
  hurryToS?: number;
}

export interface Manner {
  /** The longest leap, in simulated seconds: nobody is heard within it. */
  readonly leapS: number;
  /** From one leap to the next. */
  readonly frameMs: number;
}

/** While a person looks on. */
export const WATCHED: Manner = { leapS: 600, frameMs: 200 };
/** While others are to be heard at the ports: an answer takes a second. */
export const SPOKEN_TO: Manner = { leapS: 1, frameMs: 20 };

export interface Paced {
  readonly elapsedS: number;
  runTo(elapsedS: number): void;
}

/** The wall clock; tests have one of their own. */
export interface WallClock {
  nowMs(): number;
  wait(ms: number): Promise<unknown>;
}

const WALL: WallClock = { nowMs: () => performance.now(), wait: (ms) => sleep(ms) };

export interface PacerOptions {
  readonly manner: Manner;
  /** After each leap. */
  readonly onFrame?: () => void;
  readonly wall?: WallClock;
}

export class Pacer {
  readonly #bench: Paced;
  readonly #pace: Pace;
  readonly #manner: Manner;
  readonly #onFrame: () => void;
  readonly #wall: WallClock;
  /** When the wall clock was looked at last; undefined: not yet. */
  #lastMs: number | undefined;
  /** How far the present leap may go. */
  #dueS = 0;

  constructor(bench: Paced, pace: Pace, { manner, onFrame = () => undefined, wall = WALL }: PacerOptions) {
    this.#bench = bench;
    this.#pace = pace;
    this.#manner = manner;
    this.#onFrame = onFrame;
    this.#wall = wall;
  }

  /** Goes on to `untilS` seconds after power-on. False: somebody quit before. */
  async to(untilS: number): Promise<boolean> {
    const pace = this.#pace;
    const endS = whole(untilS);
    while (!pace.quit && this.#bench.elapsedS < endS) {
      if (this.#bench.elapsedS >= this.#dueS) await this.#nextLeap();
      if (pace.quit) break;
      const toS = Math.min(this.#dueS, endS);
      if (toS > this.#bench.elapsedS) this.#bench.runTo(toS);
      if (this.#bench.elapsedS >= this.#dueS) this.#onFrame();
    }
    return !pace.quit;
  }

  get #isHurried(): boolean {
    return (this.#pace.hurryToS ?? 0) > this.#bench.elapsedS;
  }

  /** Waits for a frame, unless nobody has to be waited for, and then knows how far to go. */
  async #nextLeap(): Promise<void> {
    const wall = this.#wall;
    this.#lastMs ??= wall.nowMs();
    const isFree = (): boolean => this.#isHurried || (!this.#pace.paused && this.#pace.speed === Infinity);
    await wall.wait(isFree() ? 0 : this.#manner.frameMs);
    const now = wall.nowMs();
    const passedS = (now - this.#lastMs) / 1000;
    this.#lastMs = now;
    const fromS = this.#bench.elapsedS;
    const { leapS } = this.#manner;
    if (this.#isHurried) this.#dueS = whole(Math.min(fromS + leapS, this.#pace.hurryToS ?? fromS));
    else if (this.#pace.paused) this.#dueS = fromS;
    else this.#dueS = whole(fromS + (isFree() ? leapS : Math.min(passedS * this.#pace.speed, leapS)));
  }
}

/** In whole microseconds, so that the bench can stand exactly there. */
function whole(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
