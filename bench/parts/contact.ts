// A mechanical contact between a pin and ground: closed it pulls the pin low, open it lets go and the pull-up decides.
// When it changes it bounces, as often and as long as the generator says. Its wire can be cut, shorted or loose, whatever the contact
// does meanwhile. Knows nothing of what moves it.

import type { Clock, VirtualPin } from "../engine/parts-api.ts";
import type { Random } from "../engine/random.ts";

export interface Bounce {
  readonly random: Random;
  /** From the first touch to the last, at most; microseconds. */
  readonly lastsUs: number;
}

/** `cut`: nothing arrives at the pin, as with a plug that is out. `shorted`: its two leads touch. */
export type Wire = "joined" | "cut" | "shorted";

const MOST_BOUNCES = 4;

export class Contact {
  readonly #clock: Clock;
  readonly #pin: VirtualPin;
  readonly #bounce: Bounce | undefined;
  #touches = false;
  #wire: Wire = "joined";

  /** Open from now on. Without `bounce` it changes clean. */
  constructor(clock: Clock, pin: VirtualPin, bounce?: Bounce) {
    this.#clock = clock;
    this.#pin = pin;
    this.#bounce = bounce;
    this.#show();
  }

  get wire(): Wire {
    return this.#wire;
  }

  /** Takes effect now. */
  set wire(wire: Wire) {
    this.#wire = wire;
    this.#show();
  }

  /** Begins to change at `timeUs` and has settled `lastsUs` later. */
  move(timeUs: number, closed: boolean): void {
    for (const [index, bounceUs] of this.#bouncesUs().entries()) {
      const touches = index % 2 === 0 ? closed : !closed;
      this.#clock.at(timeUs + bounceUs, () => {
        this.#touches = touches;
        this.#show();
      });
    }
  }

  /** A loose lead touches ground and lets go, each for `halfUs`, `times` times from now on; then it is joined again. */
  rattle(times: number, halfUs: number): void {
    const startUs = this.#clock.nowUs;
    for (let i = 0; i < times; i++) {
      this.#clock.at(startUs + 2 * i * halfUs, () => {
        this.wire = "shorted";
      });
      this.#clock.at(startUs + (2 * i + 1) * halfUs, () => {
        this.wire = i === times - 1 ? "joined" : "cut";
      });
    }
  }

  #show(): void {
    const low = this.#wire === "shorted" || (this.#wire === "joined" && this.#touches);
    this.#pin.drive(low ? 0 : undefined);
  }

  /** When it changes over, after the start: an odd number of times, in order. */
  #bouncesUs(): number[] {
    if (this.#bounce === undefined) return [0];
    const { random, lastsUs } = this.#bounce;
    const times = Array.from({ length: 2 * random.below(MOST_BOUNCES + 1) }, () => random.below(lastsUs));
    return [0, ...times.sort((a, b) => a - b)];
  }
}
