// A push button from a pin to ground, pressed and let go by a finger; its contact bounces where it is given chance to. Its wire
// can be cut or shorted.

import type { Clock, VirtualPin } from "../engine/parts-api.ts";
import type { Random } from "../engine/random.ts";
import { Contact, type Wire } from "./contact.ts";

/** Small tactile switches are given as 5 to 10 ms. */
const BOUNCE_US = 10_000;

export class PushButton {
  readonly #clock: Clock;
  readonly #contact: Contact;

  constructor(clock: Clock, pin: VirtualPin, random?: Random) {
    this.#clock = clock;
    this.#contact = new Contact(clock, pin, random && { random, lastsUs: BOUNCE_US });
  }

  press(timeUs: number = this.#clock.nowUs): void {
    this.#contact.move(timeUs, true);
  }

  release(timeUs: number = this.#clock.nowUs): void {
    this.#contact.move(timeUs, false);
  }

  /** Takes effect now, whatever the finger does. */
  set wire(wire: Wire) {
    this.#contact.wire = wire;
  }
}
