// Why something that arrived was not believed: a closed list, counted by whoever refuses, in words that say who is to blame.
// What was no frame at all is counted apart (bench/frame-receiver.ts): that is noise and says nothing of anybody.

/** Before the seal: a stranger, a disturbed line, or an old message once more. */
export type OpenRefusal = "wrong-size" | "stale" | "not-authentic";

/** Behind the seal: the meter itself. */
export type PlainRefusal =
  "wrong-class" | "wrong-order" | "wrong-result" | "wrong-body" | "wrong-padding" | "wrong-round" | "unasked";

export type Refusal = "wrong-route" | OpenRefusal | PlainRefusal;

export const REFUSAL_SAYS: Readonly<Record<Refusal, string>> = {
  "wrong-route": "the line carried a frame for nobody here",
  "wrong-size": "a stranger sent a message of another size than sealed ones have",
  stale: "somebody sent a message again, or late",
  "not-authentic": "a stranger sent what this meter's key did not seal",
  "wrong-class": "the meter sealed a message of a class that does not belong here",
  "wrong-order": "the meter answered an order that there is not, or another than it was given",
  "wrong-result": "the meter answered with a result that there is not",
  "wrong-body": "the meter sealed a value that cannot be",
  "wrong-padding": "the meter sealed bytes where there are to be zeros",
  "wrong-round": "the meter sealed a round under the counter of another",
  unasked: "the meter answered what nobody asked, or answered twice",
};

const REFUSALS = Object.keys(REFUSAL_SAYS) as readonly Refusal[];

export interface Figures {
  /** Messages that were opened, understood and expected. */
  readonly accepted: number;
  /** Messages that were not: the sum of `refused`. */
  readonly rejected: number;
  readonly refused: Readonly<Record<Refusal, number>>;
}

/** Exact counts of what arrived. */
export class Tally {
  #accepted = 0;
  readonly #refused = new Map<Refusal, number>();

  accept(): void {
    this.#accepted++;
  }

  refuse(why: Refusal): void {
    this.#refused.set(why, (this.#refused.get(why) ?? 0) + 1);
  }

  figures(): Figures {
    const refused = Object.fromEntries(REFUSALS.map((why) => [why, this.#refused.get(why) ?? 0]));
    const rejected = [...this.#refused.values()].reduce((sum, count) => sum + count, 0);
    return { accepted: this.#accepted, rejected, refused: refused as Record<Refusal, number> };
  }
}
