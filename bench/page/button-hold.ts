// A finger on the consumer's button, for as long as somebody holds it on the page. A finger lives in real time: while it presses a fast bench goes
// at 1x, and the press lasts as long in the bench's time as it did in the hand's, however coarse the leaps are in which that goes on. The finger
// is lifted when the page that pressed is gone, and after a minute.

import { performance } from "node:perf_hooks";
import type { Bench } from "../bench.ts";
import type { Pace } from "../pace.ts";
import type { TimeControl } from "./time-control.ts";

const LONGEST_MS = 60_000;
/** A contact that is let go has settled after so long. */
const SETTLED_US = 20_000;

export class ButtonHold {
  readonly #bench: Bench;
  readonly #pace: Pace;
  readonly #time: TimeControl;
  readonly #wallMs: () => number;
  /** Whose finger it is. */
  #by: string | undefined;
  #speedBefore: number | undefined;
  #sinceMs = 0;
  #sinceUs = 0;
  /** No press before. */
  #freeUs = 0;

  constructor(bench: Bench, pace: Pace, time: TimeControl, wallMs = (): number => performance.now()) {
    this.#bench = bench;
    this.#pace = pace;
    this.#time = time;
    this.#wallMs = wallMs;
  }

  get isDown(): boolean {
    return this.#by !== undefined;
  }

  down(by: string): void {
    if (this.#by !== undefined) return;
    this.#by = by;
    this.#sinceMs = this.#wallMs();
    this.#sinceUs = Math.max(this.#bench.clock.nowUs, this.#freeUs);
    this.#time.stop();
    if (this.#pace.speed > 1) {
      this.#speedBefore = this.#pace.speed;
      this.#pace.speed = 1;
    }
    this.#bench.offSwitchParts.button.press(this.#sinceUs);
  }

  up(by: string): void {
    if (this.#by !== by) return;
    this.#by = undefined;
    const heldUs = Math.round((this.#wallMs() - this.#sinceMs) * 1000 * Math.min(this.#pace.speed, 1));
    const upUs = Math.max(this.#bench.clock.nowUs, this.#sinceUs + heldUs);
    this.#freeUs = upUs + SETTLED_US;
    this.#bench.offSwitchParts.button.release(upUs);
    // Whoever chose another speed meanwhile keeps it.
    if (this.#speedBefore !== undefined && this.#pace.speed === 1) this.#pace.speed = this.#speedBefore;
    this.#speedBefore = undefined;
  }

  /** `isThere`: whether that page still listens. */
  look(isThere: (by: string) => boolean): void {
    if (this.#by === undefined) return;
    if (!isThere(this.#by) || this.#wallMs() - this.#sinceMs > LONGEST_MS) this.up(this.#by);
  }
}
