// The S0 output of a meter element (IEC 62053-31, class B): a contact to ground that closes for every pulse.
// 4.1.3.3: closed for at least 30 ms and open for at least 30 ms; 4.1.3.4: in between it may bounce for less than 5 ms.
// Its wire can be cut, shorted or loose; the pulses called for meanwhile still count as generated.

import type { Clock, VirtualPin } from "../engine/parts-api.ts";
import type { Random } from "../engine/random.ts";
import { Contact, type Wire } from "./contact.ts";

export const T_ON_US = 30_000;
export const T_OFF_US = 30_000;
export const T_T_US = 5_000;
const USUAL_WIDTH_US = 40_000;

/** To blame is who calls for pulses: the meter element gives none such. */
export class S0Error extends RangeError {
  override readonly name = "S0Error";
}

export class S0Source {
  readonly #contact: Contact;
  #generated = 0;
  #freeUs = Number.NEGATIVE_INFINITY;

  /** With `random`, the contact bounces as badly as the standard allows. */
  constructor(clock: Clock, pin: VirtualPin, random?: Random) {
    this.#contact = new Contact(clock, pin, random && { random, lastsUs: T_T_US });
  }

  /** Pulses called for so far. */
  get generated(): number {
    return this.#generated;
  }

  /**
   * One pulse that starts at `timeUs`, in order of time. Throws an S0Error where it would be shorter than the standard's, or
   * follow the one before in less than the standard's gap.
   */
  pulse(timeUs: number, widthUs: number = USUAL_WIDTH_US): void {
    if (widthUs < T_ON_US) throw new S0Error(`pulse of ${widthUs} us is shorter than ${T_ON_US} us`);
    if (timeUs < this.#freeUs) {
      throw new S0Error(`pulse at ${timeUs} us comes before the gap of ${T_OFF_US} us ends at ${this.#freeUs} us`);
    }
    this.#generated++;
    this.#freeUs = timeUs + widthUs + T_OFF_US;
    this.#contact.move(timeUs, true);
    this.#contact.move(timeUs + widthUs, false);
  }

  /** Takes effect now, whatever the contact does. */
  set wire(wire: Wire) {
    this.#contact.wire = wire;
  }

  /** A loose wire: it touches ground and lets go, each for `halfUs`, `times` times from now on. */
  rattle(times: number, halfUs: number): void {
    this.#contact.rattle(times, halfUs);
  }
}
