// How one end brings a key change of a channel to its end, whatever is lost on the way.
//
// The meter goes on under the old key with the new one beside it, until a message opens under the new one: from then on it has only that.
// So: KEY under the old key until it is answered "done", then a cover under the new one until anything comes back under it. Once
// something may have gone out under the new key nobody here can know which of the two the meter still takes: a late "done", a stop
// of this program or a lost answer look alike. Then the two are sent in turn: the one that the meter does not take does no harm.

import type { Channel, Under } from "./channel.ts";
import type { ChannelMemory } from "./memory.ts";
import { OrderError } from "./orders.ts";

export type KeyChangeState =
  | "none"
  /** The meter has not said that it has the new key. */
  | "proposed"
  /** The meter has it and was not heard under it. */
  | "taken";

/** The secret to send to the meter: the one already proposed, or else a fresh one that is in the memory before this returns. */
export function proposeKey(memory: ChannelMemory, number: number, makeSecret: () => string): string {
  const underWay = memory.successor(number);
  if (underWay !== undefined) return underWay;
  const fresh = makeSecret();
  // The meter's first message could be under either, and the change would never end.
  if (fresh === memory.secret(number)) throw new OrderError("out-of-range", `the new key ${number} is the old one`);
  memory.propose(number, fresh);
  return fresh;
}

export class KeyChange {
  readonly #memory: ChannelMemory;
  readonly #channel: Channel;
  #mayBeUsed: boolean;
  #last: Under = "successor";

  /** A change that the memory knows of goes on, and how far it was is not known. */
  constructor(memory: ChannelMemory, channel: Channel) {
    this.#memory = memory;
    this.#channel = channel;
    this.#mayBeUsed = memory.successor(channel.key) !== undefined;
  }

  get state(): KeyChangeState {
    if (this.#memory.successor(this.#channel.key) === undefined) return "none";
    return this.#channel.successorTaken ? "taken" : "proposed";
  }

  /** Where no change is under way this begins one. Returns the secret. */
  begin(makeSecret: () => string): string {
    if (this.state === "none") {
      this.#mayBeUsed = false;
      this.#last = "successor";
    }
    return proposeKey(this.#memory, this.#channel.key, makeSecret);
  }

  /** What to send now: KEY under "key", or a cover under "successor". */
  next(): Under {
    this.#last = this.#mayBeUsed && this.#last === "key" ? "successor" : "key";
    return this.#last;
  }

  /** The meter answered "done" to KEY with the secret that is proposed. */
  taken(): void {
    this.#channel.takeSuccessor();
    // From here on whatever is sealed goes under the successor, and the next step with it.
    this.#mayBeUsed = true;
    this.#last = "key";
  }
}
