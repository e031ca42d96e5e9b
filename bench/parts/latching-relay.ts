// A latching relay with two coils and an auxiliary contact to ground, moved by the same armature as the main contact.
// The armature moves when one coil alone has been under power for `operateUs`; a shorter pulse leaves it where it is. What no board may do
// to it (both coils at once, a coil under power for too long) is recorded as a fault and does not move it. The leads to its coils and
// its auxiliary contact can come off.

import type { Alarm, Clock, Level, VirtualPin } from "../engine/parts-api.ts";

export interface RelayPins {
  /** High: the closing coil is under power. */
  readonly set: VirtualPin;
  /** High: the opening coil is under power. */
  readonly reset: VirtualPin;
  /** Low while the auxiliary contact is closed. */
  readonly feedback: VirtualPin;
}

export interface RelayFault {
  readonly timeUs: number;
  readonly kind: "both-coils" | "coil-overheated";
}

export interface RelayTimes {
  /** Operate and release time. */
  readonly operateUs: number;
  /** The longest pulse that a coil bears. */
  readonly longestPulseUs: number;
}

/** A coil without power, and an auxiliary contact whose leads came off or touch each other. */
export type RelayBreak = "set-cut" | "reset-cut" | "feedback-cut" | "feedback-shorted";

/** Of the order that makers give for latching relays of meters: 20 ms to operate, pulses of 50 to 100 ms, 1 s at most. */
export const USUAL_TIMES: RelayTimes = { operateUs: 20_000, longestPulseUs: 1_000_000 };

export class LatchingRelay {
  readonly faults: RelayFault[] = [];
  readonly #clock: Clock;
  readonly #feedback: VirtualPin;
  readonly #times: RelayTimes;
  readonly #coils: { set: Level; reset: Level } = { set: 0, reset: 0 };
  #pending: Alarm[] = [];
  #closed: boolean;
  #welded = false;
  readonly #broken = new Set<RelayBreak>();
  #operations = 0;
  #observers: ((closed: boolean, timeUs: number) => void)[] = [];

  constructor(clock: Clock, pins: RelayPins, initiallyClosed: boolean, times: RelayTimes = USUAL_TIMES) {
    this.#clock = clock;
    this.#feedback = pins.feedback;
    this.#times = times;
    this.#closed = initiallyClosed;
    this.#showFeedback();
    pins.set.onWrite((level, timeUs) => {
      this.#power("set", level, timeUs);
    });
    pins.reset.onWrite((level, timeUs) => {
      this.#power("reset", level, timeUs);
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Times that the contact changed over. */
  get operations(): number {
    return this.#operations;
  }

  /** Calls `observe` each time the contact has changed over. */
  onMove(observe: (closed: boolean, timeUs: number) => void): void {
    this.#observers.push(observe);
  }

  /** From now on a closed contact stays closed, and so does the auxiliary contact on the same armature. */
  weld(): void {
    this.#welded = true;
  }

  /** Takes effect now; a coil that is cut off does not move the armature and does not get hot. */
  break(what: RelayBreak): void {
    this.#broken.add(what);
    this.#showFeedback();
  }

  /** All leads are on again, and a welded contact is loose. */
  mend(): void {
    this.#broken.clear();
    this.loosen();
  }

  /** A welded contact is loose. */
  loosen(): void {
    this.#welded = false;
    this.#showFeedback();
  }

  /** What was broken there is whole again. */
  rejoin(what: RelayBreak): void {
    this.#broken.delete(what);
    this.#showFeedback();
  }

  #power(coil: "set" | "reset", level: Level, timeUs: number): void {
    if (this.#coils[coil] === level || (level === 1 && this.#broken.has(`${coil}-cut`))) return;
    this.#coils[coil] = level;
    for (const alarm of this.#pending) this.#clock.cancel(alarm);
    this.#pending = [];
    if (this.#coils.set && this.#coils.reset) this.faults.push({ timeUs, kind: "both-coils" });
    else if (this.#coils.set || this.#coils.reset) {
      const closed = this.#coils.set === 1;
      const overheatUs = timeUs + this.#times.longestPulseUs;
      this.#pending = [
        this.#clock.at(timeUs + this.#times.operateUs, () => {
          this.#move(closed);
        }),
        this.#clock.at(overheatUs, () => this.faults.push({ timeUs: overheatUs, kind: "coil-overheated" })),
      ];
    }
  }

  #move(closed: boolean): void {
    if (closed === this.#closed || (this.#welded && this.#closed)) return;
    this.#closed = closed;
    this.#operations++;
    this.#showFeedback();
    for (const observe of this.#observers) observe(closed, this.#clock.nowUs);
  }

  #showFeedback(): void {
    const joined = this.#closed && !this.#broken.has("feedback-cut");
    this.#feedback.drive(joined || this.#broken.has("feedback-shorted") ? 0 : undefined);
  }
}
