// A mechanical contact between a pin and ground: closed it pulls the pin low, open it lets go and the pull-up decides.
// When it changes it bounces, as often and as long as the generator says. Knows nothing of what moves it.

import type { Clock, VirtualPin } from "../engine/parts-api.ts";
import type { Random } from "../engine/random.ts";

export interface Bounce {
  readonly random: Random;
  /** From the first touch to the last, at most; microseconds. */
  readonly lastsUs: number;
}

const MOST_BOUNCES = 4;

export class Contact {
  readonly #clock: Clock;
  readonly #pin: VirtualPin;
  readonly #bounce: Bounce | undefined;

  /** Open from now on. Without `bounce` it changes clean. */
  constructor(clock: Clock, pin: VirtualPin, bounce?: Bounce) {
    this.#clock = clock;
    this.#pin = pin;
    this.#bounce = bounce;
    pin.drive(undefined);
  }

  /** Begins to change at `timeUs` and has settled `lastsUs` later. */
  move(timeUs: number, closed: boolean): void {
    for (const [index, bounceUs] of this.#bouncesUs().entries()) {
      const touches = index % 2 === 0 ? closed : !closed;
      this.#clock.at(timeUs + bounceUs, () => {
        this.#pin.drive(touches ? 0 : undefined);
      });
    }
  }

  /** When it changes over, after the start: an odd number of times, in order. */
  #bouncesUs(): number[] {
    if (this.#bounce === undefined) return [0];
    const { random, lastsUs } = this.#bounce;
    const times = Array.from({ length: 2 * random.below(MOST_BOUNCES + 1) }, () => random.below(lastsUs));
    return [0, ...times.sort((a, b) => a - b)];
  }
}
