// The data concentrator of a feeder: the box in the street through which everything passes that meters and central system say to each other. It
// passes all of it on as it came. For itself it has what is meant for it: the masked reading of each meter at the end of each interval. It adds
// them, asks the central system for the one number that makes a sum of it, and compares that with the meter at the head of its feeder. It holds
// key 7 of each meter and no mask.

import { ROUND_SECONDS } from "../../firmware/messages/round.ts";
import { volatileMemoryOf } from "../central/memory.ts";
import { RoundReceiver, sumOfRound, unmaskedWh } from "../central/rounds.ts";
import type { SimulationClock } from "../engine/simulation-clock.ts";
import { KEY_CONCENTRATOR } from "../key-file.ts";
import { judged } from "./closed-round.ts";
import type { ClosedRound } from "./closed-round.ts";
import type { MaskAnswer } from "./mask-sums.ts";

const SECOND_US = 1_000_000;
/** Within this a meter says its round, and the central system has its report. */
const LOOK_S = 30;
/** Each meter has said its round again by then, if it can: it does so every 300 s. */
export const CLOSED_AFTER_S = 330;
/** The latest closed rounds are kept, so many. */
export const MOST_CLOSED = 96;
const [SIGN, MODULUS] = [2 ** 31, 2 ** 32];

/** Both ways between a meter and the central system. */
export interface Line {
  readonly toCentral: (bytes: string) => void;
  readonly toMeter: (bytes: string) => void;
}

export interface ConcentratorOptions {
  readonly clock: SimulationClock;
  /** UTC second at which the clock begins. */
  readonly startS: number;
  /** The billing interval of all its meters. */
  readonly intervalS: number;
  /** Reads the feeder meter: Wh since it was read last. */
  readonly readFeederWh: () => number;
  /** Asks the central system. */
  readonly sumOfMasks: (round: number, meterIds: readonly string[]) => MaskAnswer;
}

interface OpenRound {
  readonly round: number;
  readonly feederWh: number;
}

export interface ConcentratorFigures {
  readonly meters: number;
  /** Closed, and those of them that have a sum. */
  readonly rounds: number;
  readonly summed: number;
  /** Rounds without a meter or more. */
  readonly incomplete: number;
  /** Rounds in which more was lost than lines lose. */
  readonly suspicious: number;
  /** The latest. */
  readonly last: ClosedRound | undefined;
}

export class Concentrator {
  /** The latest, the oldest first. */
  readonly closed: ClosedRound[] = [];
  readonly #options: ConcentratorOptions;
  readonly #receivers = new Map<string, RoundReceiver>();
  readonly #listeners: ((closed: ClosedRound) => void)[] = [];
  #open: OpenRound[] = [];
  #counts = { rounds: 0, summed: 0, incomplete: 0, suspicious: 0 };
  #hasBegun = false;
  #isOver = false;

  constructor(options: ConcentratorOptions) {
    this.#options = options;
    const { startS, intervalS } = options;
    this.#atEnd((Math.floor(startS / intervalS) + 1) * intervalS);
  }

  get meterIds(): readonly string[] {
    return [...this.#receivers.keys()];
  }

  /** A meter on the feeder, with its key 7; its line goes through the box from now on. Throws ChannelError. */
  join(meterId: string, key: string, line: Line): Line {
    const receiver = new RoundReceiver(volatileMemoryOf(meterId, new Map([[KEY_CONCENTRATOR, key]])));
    this.#receivers.set(meterId, receiver);
    return {
      toCentral: (bytes) => {
        receiver.receive(bytes);
        line.toCentral(bytes);
      },
      toMeter: line.toMeter,
    };
  }

  onClosed(listen: (closed: ClosedRound) => void): void {
    this.#listeners.push(listen);
  }

  /** What a meter said last for the concentrator: its reading under the mask. */
  latestMasked(meterId: string): { readonly round: number; readonly maskedWh: number } | undefined {
    return this.#receivers.get(meterId)?.rounds.at(-1);
  }

  get figures(): ConcentratorFigures {
    return { meters: this.#receivers.size, ...this.#counts, last: this.closed.at(-1) };
  }

  /** The run is over: a round that has all its readings is closed now, and none is begun. */
  end(): void {
    this.#isOver = true;
    for (const open of [...this.#open]) if (this.#isWhole(open)) this.#close(open);
  }

  #at(utcS: number, run: () => void): void {
    this.#options.clock.at((utcS - this.#options.startS) * SECOND_US, () => {
      if (!this.#isOver) run();
    });
  }

  #atEnd(endS: number): void {
    this.#at(endS, () => {
      const { intervalS, readFeederWh } = this.#options;
      const open = { round: endS / ROUND_SECONDS, feederWh: readFeederWh() };
      // The first interval has no beginning: nobody says a round for it.
      if (this.#hasBegun) this.#begin(open, endS);
      this.#hasBegun = true;
      this.#atEnd(endS + intervalS);
    });
  }

  #begin(open: OpenRound, endS: number): void {
    this.#open.push(open);
    const look = (afterS: number): void => {
      this.#at(endS + afterS, () => {
        if (this.#isWhole(open) || afterS >= CLOSED_AFTER_S) this.#close(open);
        else look(afterS + LOOK_S);
      });
    };
    look(LOOK_S);
  }

  #isWhole({ round }: OpenRound): boolean {
    return this.meterIds.every((meterId) => this.#said(meterId, round) !== undefined);
  }

  /** The masked reading of a meter, if it is of the whole interval: a meter with a shorter one has said a round within it. */
  #said(meterId: string, round: number): number | undefined {
    const rounds = this.#receivers.get(meterId)?.rounds ?? [];
    const at = rounds.findLastIndex((said) => said.round === round);
    const before = rounds[at - 1]?.round ?? -Infinity;
    return before > round - this.#options.intervalS / ROUND_SECONDS ? undefined : rounds[at]?.maskedWh;
  }

  #close(open: OpenRound): void {
    this.#open = this.#open.filter((one) => one !== open);
    const { round, feederWh } = open;
    const masked = new Map(this.meterIds.map((meterId) => [meterId, this.#said(meterId, round)]));
    const answered = this.meterIds.filter((meterId) => masked.get(meterId) !== undefined);
    const missing = this.meterIds.filter((meterId) => masked.get(meterId) === undefined);
    const maskedSum = sumOfRound(answered.map((meterId) => masked.get(meterId)!));
    const answer = this.#options.sumOfMasks(round, answered);
    const [sumWh, refused] =
      "refused" in answer ? [null, answer.refused] : [signed(unmaskedWh(maskedSum, answer.sum)), null];
    const closed = judged({ round, answered, missing, feederWh, maskedSum, sumWh, refused });
    this.#keep(closed);
    for (const listen of this.#listeners) listen(closed);
  }

  #keep(closed: ClosedRound): void {
    this.closed.push(closed);
    if (this.closed.length > MOST_CLOSED) this.closed.shift();
    this.#counts.rounds++;
    if (closed.sumWh !== null) this.#counts.summed++;
    if (closed.missing.length > 0) this.#counts.incomplete++;
    if (closed.verdict === "lost") this.#counts.suspicious++;
  }
}

/** A street may feed more in than it draws. */
function signed(sumWh: number): number {
  return sumWh < SIGN ? sumWh : sumWh - MODULUS;
}
