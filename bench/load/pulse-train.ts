// The S0 output of a meter element as a bench sees it: a load in, the moments of its pulses out, one at a time.
// Energy is accumulated as a whole number (microwatts x microseconds x pulses per kWh) and its remainder is carried, so no
// pulse is early, late or lost however the load is cut into steps. Does not hold the contact closed: that is the part's.
//
// The user peeks with `nextPulseUs`, sets one alarm, and calls `take` when it fires; after `disconnect`, `reconnect` or a change
// of the load it peeks again, for the alarm has moved.

import { isoStamp, type Load, type Step } from "./load.ts";

export type PulseTrainErrorKind =
  /** A meter constant that is not a whole number from 1 to 10000. */
  | "bad-constant"
  /** The load holds nothing at the moment at which the train begins. */
  | "not-covered"
  /** More pulses than the S0 interface carries: 30 ms closed and 30 ms open each (IEC 62053-31). */
  | "too-fast"
  /** The user went back in time, to a fraction of a microsecond, or past a pulse that it has not taken. */
  | "misuse";

/** To blame is the load or the constant; for "misuse", the caller. */
export class PulseTrainError extends Error {
  override readonly name = "PulseTrainError";
  readonly kind: PulseTrainErrorKind;

  constructor(kind: PulseTrainErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** One pulse in microwatts x microseconds x (pulses per kWh): 1 kWh = 3.6e18 picojoules. */
const PULSE = 3_600_000_000_000_000_000n;
const SHORTEST_SPACING_US = 60_000n;
const PJ_PER_WS = 1_000_000_000_000n;
/** How far ahead a pulse of a load without end is looked for: it may carry no power for ever. */
const HORIZON_US = 86_400_000_000;

interface Found {
  readonly us: number | undefined;
  /** Up to here nothing was overlooked. */
  readonly searchedUs: number;
}

export class PulseTrain {
  readonly #load: Load;
  readonly #impPerKwh: bigint;
  readonly #originS: number;
  /** Everything below is accounted up to here. */
  #atUs = 0;
  /** What has flowed since the latest pulse. At or above PULSE only while a due pulse waits to be taken. */
  #stored = 0n;
  #energyPj = 0n;
  #generated = 0;
  #connected = true;
  /** Result of the latest search; stays true until the connection or the load changes, because the search is exact. */
  #next: Found | undefined;

  /**
   * Times are whole microseconds since `originS`, a whole UTC second at which nothing has accumulated yet.
   * A load of known end is checked whole for pulses that are too fast, an endless one as it comes.
   */
  constructor(load: Load, impPerKwh: number, originS: number) {
    if (!Number.isInteger(impPerKwh) || impPerKwh < 1 || impPerKwh > 10_000) {
      throw new PulseTrainError(
        "bad-constant",
        `meter constant ${impPerKwh} imp/kWh is not a whole number from 1 to 10000`,
      );
    }
    if (load.stepAt(originS) === undefined) {
      throw new PulseTrainError("not-covered", `load holds nothing at ${isoStamp(originS)}, where the pulses begin`);
    }
    this.#load = load;
    this.#impPerKwh = BigInt(impPerKwh);
    this.#originS = originS;
    if (Number.isFinite(load.endS)) this.#checkWhole();
  }

  /** Pulses taken. */
  get generated(): number {
    return this.#generated;
  }

  /** Energy that has flowed up to the latest `take`, `advance`, `disconnect` or `reconnect`, in whole watt-seconds. */
  get energyWs(): number {
    return Number(this.#energyPj / PJ_PER_WS);
  }

  get connected(): boolean {
    return this.#connected;
  }

  /**
   * The first whole microsecond by which the energy of the next pulse has flowed; undefined while the household is
   * disconnected, where the load ends before, and where a load without end has none until `searchedUs`. Changes nothing. Throws
   * PulseTrainError "too-fast".
   */
  nextPulseUs(): number | undefined {
    return this.#found().us;
  }

  /** Where there was no next pulse: when to go on to and to ask again. Infinity: not before the connection or the load has changed. */
  get searchedUs(): number {
    return this.#found().searchedUs;
  }

  /** The next pulse happens: goes on to its time, counts it, returns its time. */
  take(): number {
    const us = this.nextPulseUs();
    if (us === undefined) throw new PulseTrainError("misuse", "take: no pulse is due");
    this.#flow(us);
    this.#stored -= PULSE;
    this.#generated++;
    this.#next = undefined;
    return us;
  }

  /** Accounts for the energy up to `toUs`. Pulses before `toUs` must have been taken; one at `toUs` stays due. */
  advance(toUs: number): void {
    if (!Number.isSafeInteger(toUs) || toUs < this.#atUs) {
      throw new PulseTrainError("misuse", `cannot go to ${toUs} us from ${this.#atUs} us`);
    }
    for (;;) {
      const { us, searchedUs } = this.#found();
      if (us !== undefined && us < toUs) {
        throw new PulseTrainError("misuse", `cannot go to ${toUs} us: the pulse at ${us} us has not been taken`);
      }
      if (searchedUs >= toUs) break;
      this.#flow(searchedUs);
    }
    this.#flow(toUs);
  }

  /** The load is another one from the moment on to which the latest `advance` went. */
  loadChanged(): void {
    this.#next = undefined;
  }

  /** From `atUs` on nothing flows. No effect where nothing does already. */
  disconnect(atUs: number): void {
    this.#connect(false, atUs);
  }

  /** From `atUs` on the load flows as it stands at each moment: what was missed meanwhile is not made up for. */
  reconnect(atUs: number): void {
    this.#connect(true, atUs);
  }

  #connect(connected: boolean, atUs: number): void {
    this.advance(atUs);
    this.#connected = connected;
    this.#next = undefined;
  }

  #flow(toUs: number): void {
    while (this.#connected && this.#atUs < toUs) {
      const step = this.#stepAt(this.#atUs);
      if (step === undefined) break;
      const untilUs = Math.min(this.#endUs(step), toUs);
      const flowed = BigInt(step.powerUw) * BigInt(untilUs - this.#atUs);
      this.#energyPj += flowed;
      this.#stored += flowed * this.#impPerKwh;
      this.#atUs = untilUs;
    }
    this.#atUs = toUs;
  }

  #found(): Found {
    const found = this.#next;
    const isOld = found === undefined || (found.us === undefined && found.searchedUs <= this.#atUs);
    return (this.#next = isOld ? this.#search() : found);
  }

  #search(): Found {
    const none = (searchedUs: number): Found => ({ us: undefined, searchedUs });
    const at = (us: number): Found => ({ us, searchedUs: us });
    const limitUs = Number.isFinite(this.#load.endS) ? Infinity : this.#atUs + HORIZON_US;
    let atUs = this.#atUs;
    let missing = PULSE - this.#stored;
    if (missing <= 0n) return at(atUs);
    if (!this.#connected) return none(Infinity);
    while (atUs < limitUs) {
      const step = this.#stepAt(atUs);
      if (step === undefined) return none(Infinity);
      this.#checkRate(step);
      const rate = BigInt(step.powerUw) * this.#impPerKwh;
      const endUs = this.#endUs(step);
      const available = rate * BigInt(endUs - atUs);
      if (available >= missing) return at(atUs + Number((missing + rate - 1n) / rate));
      missing -= available;
      atUs = endUs;
    }
    return none(atUs);
  }

  #stepAt(atUs: number): Step | undefined {
    return this.#load.stepAt(this.#originS + Math.floor(atUs / 1_000_000));
  }

  #endUs(step: Step): number {
    return (step.endS - this.#originS) * 1_000_000;
  }

  #checkWhole(): void {
    let step = this.#load.stepAt(this.#originS);
    while (step !== undefined) {
      this.#checkRate(step);
      step = this.#load.stepAt(step.endS);
    }
  }

  #checkRate(step: Step): void {
    const rate = BigInt(step.powerUw) * this.#impPerKwh;
    if (rate * SHORTEST_SPACING_US <= PULSE) return;
    const spacingUs = PULSE / rate;
    throw new PulseTrainError(
      "too-fast",
      `load from ${isoStamp(step.startS)} to ${isoStamp(step.endS)}: ${step.powerUw / 1e9} kW at ${this.#impPerKwh} imp/kWh ` +
        `is a pulse every ${spacingUs} us, S0 carries one in ${SHORTEST_SPACING_US} us at most`,
    );
  }
}
