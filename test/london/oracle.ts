// What a household of rig.ts owes, to the last digit, and when it must be without light: from the times of its pulses, the tariff on paper, the
// codes it typed and the button it held. Money is BigInt, and no code of the firmware, of bench/bill or of bench/tariff is used.
//
// The meter looks at the credit with a reading every 10 s. From the first that finds it used up, where nothing protects the household, the light is
// out within SWITCH_S; the caller says at which second of the ten the readings are. Once there is credit again the button closes the switch, for as
// long as the policy says; behind that, only when the central system has armed it anew.

import type { Timetable } from "./timetable.ts";
import type { Happened } from "./rig.ts";

export const READING_S = 10;
/** The word between the boards goes every 5 s, and the other processor hears and acts with its next seconds. */
const SWITCH_S = 8;
/** The button closes when it is let go. */
const CLOSE_US = 500_000;
/** A pulse counts at its end, and the meter takes a moment for a reading: what begins between these may be in it, or in the next. */
const SOONEST_US = 60_000;
const LATEST_US = 250_000;
/** So close to a change of the credit nobody types or holds: what comes first is chance. */
const APART_US = 20_000_000;
const SECOND_US = 1_000_000;
/** Wh times price per kWh, in 1e-5. */
const PARTS = 1000n;

export interface Rules {
  readonly emergency1e5: bigint;
  readonly emergencyFrom1e5: bigint;
  /** How long the button closes the switch once it may. */
  readonly armedS: number;
  /** UTC second from which the tariff is in force: a local midnight. */
  readonly fromS: number;
}

export interface Opening {
  /** The first reading that found the credit used up with nothing to protect the household. */
  readonly readingUs: number;
  /** The credit was used up while the household was protected. */
  readonly isPostponed: boolean;
  /** It was emergency credit. */
  readonly wasEmergency: boolean;
}

export interface Found {
  readonly openings: readonly Opening[];
  readonly closings: number;
  /** How often nobody held the button in time. */
  readonly expiries: number;
  readonly emergenciesTaken: number;
  readonly charged1e5: bigint;
  readonly balance1e5: bigint;
}

/** The run is not as it must be. */
export class Contradiction extends Error {
  readonly atUs: number;

  constructor(atUs: number, says: string) {
    super(says);
    this.atUs = atUs;
  }
}

/** Energy and money, ever further on. */
export class Ledger {
  pulses = 0;
  readonly #timetable: Timetable;
  readonly #happened: Happened;
  readonly #fromS: number;
  #energy1e8 = 0n;
  #days = 0;
  #day = "";

  constructor(timetable: Timetable, happened: Happened, { fromS }: Rules) {
    this.#timetable = timetable;
    this.#happened = happened;
    this.#fromS = fromS;
  }

  get charged1e5(): bigint {
    return this.#energy1e8 / PARTS + BigInt(this.#days) * this.#timetable.standing;
  }

  /** Takes the pulses that began before `beforeUs`. */
  takePulses(beforeUs: number): void {
    const { pulsesUs, startS } = this.#happened;
    while (this.pulses < pulsesUs.length && pulsesUs[this.pulses]! < beforeUs) {
      const utcSeconds = startS + pulsesUs[this.pulses]! / SECOND_US;
      if (utcSeconds >= this.#fromS) this.#energy1e8 += this.#timetable.at(utcSeconds).price;
      this.pulses++;
    }
  }

  /** A local day that begins is charged, once. */
  takeDay(utcSeconds: number): void {
    if (utcSeconds < this.#fromS) return;
    const { day } = this.#timetable.at(utcSeconds);
    if (day > this.#day) {
      this.#days++;
      this.#day = day;
    }
  }
}

interface Event {
  readonly atUs: number;
  readonly kind: "top-up" | "hold" | "arm";
  readonly amount1e5: bigint;
}

const moved = ({ closed }: Happened["moves"][number]): string => (closed ? "closed" : "opened");

/** Walks through all that happened as the rules say, beside the moves of the relay. Throws Contradiction. `phaseS`: 0 to 9. */
export class Household {
  readonly #happened: Happened;
  readonly #timetable: Timetable;
  readonly #rules: Rules;
  readonly #ledger: Ledger;
  readonly #openings: Opening[] = [];
  #credited1e5 = 0n;
  /** As the meter knew it at its latest reading. */
  #charged1e5 = 0n;
  #isProtected = false;
  #isInUse = false;
  #isUsedUp = false;
  #isClosed = true;
  /** The first of the readings that find nothing left; -1: the latest found something. */
  #lacksSinceUs = -1;
  #changedUs = -Infinity;
  /** Since when the button closes the switch; Infinity: it does not. */
  #armedUs = Infinity;
  #isExpired = false;
  #expiries = 0;
  #moves = 0;
  #closings = 0;
  #taken = 0;

  constructor(happened: Happened, timetable: Timetable, rules: Rules) {
    this.#happened = happened;
    this.#timetable = timetable;
    this.#rules = rules;
    this.#ledger = new Ledger(timetable, happened, rules);
  }

  walk(phaseS: number): Found {
    const { startS, endUs, topUps, holds, arms, moves } = this.#happened;
    const acts: Event[] = [
      ...topUps.map(({ atUs, amount1e5 }) => ({ atUs, kind: "top-up", amount1e5: BigInt(amount1e5) }) as const),
      ...holds.map(({ atUs }) => ({ atUs, kind: "hold", amount1e5: 0n }) as const),
      ...arms.map(({ atUs }) => ({ atUs, kind: "arm", amount1e5: 0n }) as const),
    ].sort((a, b) => a.atUs - b.atUs);
    let act = 0;
    for (let atUs = (this.#rules.fromS - startS + phaseS) * SECOND_US; atUs <= endUs; atUs += READING_S * SECOND_US) {
      while (act < acts.length && acts[act]!.atUs < atUs) this.#act(acts[act++]!);
      this.#read(atUs);
    }
    const next = moves[this.#moves];
    if (next !== undefined) this.#contradict(next.atUs, `the relay ${moved(next)}`);
    this.#ledger.takePulses(endUs);
    const charged1e5 = this.#ledger.charged1e5;
    return {
      openings: this.#openings,
      closings: this.#closings,
      expiries: this.#expiries,
      emergenciesTaken: this.#taken,
      charged1e5,
      balance1e5: this.#credited1e5 - charged1e5,
    };
  }

  #contradict(atUs: number, what: string): never {
    const { startS } = this.#happened;
    const at = new Date((startS + atUs / SECOND_US) * 1000).toISOString();
    const second = Math.round(atUs / 1000) / 1000;
    throw new Contradiction(atUs, `${at} (second ${second} of the bench): ${what}; balance ${this.#balance1e5}`);
  }

  get #balance1e5(): bigint {
    return this.#credited1e5 - this.#charged1e5;
  }

  #read(atUs: number): void {
    const beforeUs = atUs - READING_S * SECOND_US;
    const next = this.#happened.moves[this.#moves];
    if (next !== undefined && next.atUs < beforeUs - APART_US) this.#contradict(next.atUs, `the relay ${moved(next)}`);
    this.#expire(atUs);
    const utcSeconds = this.#happened.startS + Math.floor(atUs / SECOND_US);
    this.#ledger.takePulses(beforeUs + LATEST_US);
    this.#charged1e5 = this.#ledger.charged1e5;
    const mayHaveLacked = this.#lacks && !this.#isProtected;
    this.#ledger.takePulses(atUs - SOONEST_US);
    this.#ledger.takeDay(utcSeconds);
    this.#charged1e5 = this.#ledger.charged1e5;
    this.#isProtected = this.#timetable.at(utcSeconds).isProtected;
    this.#weigh(atUs, false, mayHaveLacked ? beforeUs : atUs);
  }

  get #lacks(): boolean {
    return this.#balance1e5 <= (this.#isInUse ? -this.#rules.emergency1e5 : 0n);
  }

  #weigh(atUs: number, takes: boolean, earliestUs: number): void {
    const { emergency1e5, emergencyFrom1e5 } = this.#rules;
    const isSmall = this.#balance1e5 <= emergencyFrom1e5;
    const wasInUse = this.#isInUse;
    if (!isSmall) this.#isInUse = false;
    else if (takes && emergency1e5 > 0n) this.#isInUse = true;
    if (this.#isInUse && !wasInUse) this.#taken++;
    const lacks = this.#lacks;
    if (!lacks) this.#lacksSinceUs = -1;
    else if (this.#lacksSinceUs < 0) this.#lacksSinceUs = atUs;
    const isUsedUp = lacks && (this.#isUsedUp || !this.#isProtected);
    if (isUsedUp && !this.#isUsedUp && this.#isClosed) this.#open(atUs, earliestUs);
    if (isUsedUp !== this.#isUsedUp) this.#change(atUs, isUsedUp);
  }

  #change(atUs: number, isUsedUp: boolean): void {
    this.#changedUs = atUs;
    this.#isUsedUp = isUsedUp;
    this.#armedUs = this.#isClosed || isUsedUp || this.#isExpired ? Infinity : atUs;
  }

  /** Nobody held the button in time. */
  #expire(atUs: number): void {
    if (this.#isExpired || atUs - this.#armedUs < this.#rules.armedS * SECOND_US) return;
    this.#changedUs = this.#armedUs + this.#rules.armedS * SECOND_US;
    this.#armedUs = Infinity;
    this.#isExpired = true;
    this.#expiries++;
  }

  /** The light goes out, and at no other time. `earliestUs`: a reading before, where the pulse that used it up came with that reading. */
  #open(readingUs: number, earliestUs: number): void {
    const isPostponed = this.#lacksSinceUs < readingUs;
    const move = this.#happened.moves[this.#moves++];
    if (move === undefined) this.#contradict(readingUs, "the relay had to open and did not");
    if (move.closed || move.atUs <= earliestUs || move.atUs > readingUs + SWITCH_S * SECOND_US) {
      const seconds = (move.atUs - readingUs) / SECOND_US;
      this.#contradict(readingUs, `the relay had to open: it ${moved(move)} after ${seconds} s`);
    }
    this.#isClosed = false;
    this.#openings.push({ readingUs, isPostponed, wasEmergency: this.#isInUse });
  }

  #act({ atUs, kind, amount1e5 }: Event): void {
    this.#expire(atUs);
    if (atUs - this.#changedUs < APART_US) this.#contradict(atUs, `${kind} just behind a change of the credit`);
    if (kind === "top-up") {
      this.#credited1e5 += amount1e5;
      this.#weigh(atUs, false, atUs);
    } else if (kind === "arm") {
      this.#isExpired = false;
      this.#change(atUs, this.#isUsedUp);
    } else if (this.#armedUs === Infinity) this.#weigh(atUs, true, atUs);
    else this.#close(atUs);
  }

  #close(atUs: number): void {
    const move = this.#happened.moves[this.#moves++];
    if (move?.closed !== true || move.atUs < atUs || move.atUs > atUs + CLOSE_US)
      this.#contradict(atUs, "the relay had to close");
    this.#isClosed = true;
    this.#armedUs = Infinity;
    this.#closings++;
  }
}
