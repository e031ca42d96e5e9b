// What the central system must remember about a meter for its channels to stay secure: keys, the counters that it used up and those that
// it took. A counter that is used twice under one key gives the plain text away and lets whoever listens forge messages. Keeping all this
// on disk: disk-memory.ts.

import { KEY_CENTRAL, KEY_OFF_SWITCH, keysOfOthers } from "../key-file.ts";
import type { MeterKeys } from "../key-file.ts";

export interface ChannelMemory {
  /** 8 bytes. */
  readonly meterId: string;
  /** 32 bytes; undefined where this store does not hold the key. */
  secret(key: number): string | undefined;
  /** What a key change has proposed and the meter has not used yet. */
  successor(key: number): string | undefined;
  /** A counter that was never returned before and never will be again: durable before it returns. */
  nextCounter(key: number): bigint;
  /** Largest counter taken from the meter under the key; 0n before the first. */
  lastReceived(key: number): bigint;
  /** Remembers it: durable before it returns. */
  received(key: number, counter: bigint): void;
  /** A key change begins: the successor is durable before it returns. */
  propose(key: number, secret: string): void;
  /** The meter uses the successor: it is the key now. */
  agreed(key: number): void;
  /** Number for the next top-up, never returned before. */
  nextTopUpNumber(): number;
  /** Counter for the next top-up code, never returned before. */
  nextCodeCounter(): number;
}

export interface KeyMemory {
  /** 32 bytes. */
  readonly secret: string;
  readonly successor: string | undefined;
  /** No counter above it was ever returned. */
  readonly sentBound: bigint;
  readonly received: bigint;
}

/** All that a memory has to keep. */
export interface MemoryState {
  readonly meterId: string;
  readonly keys: ReadonlyMap<number, KeyMemory>;
  /** The last ones returned, 0 before the first. */
  readonly topUpNumber: number;
  readonly codeCounter: number;
}

/** Counters are reserved in batches: what a crash leaves of one is skipped. */
export const BATCH = 64n;

const SECRET_BYTES = 32;
const LARGEST_COUNTER = (1n << 64n) - 1n;
const LARGEST_NUMBER = 4_294_967_295;

/** As a meter leaves provisioning: nothing sent and nothing received. */
export function freshState(meterId: string, secrets: ReadonlyMap<number, string>): MemoryState {
  const keys = [...secrets].map(
    ([key, secret]) => [key, { secret, successor: undefined, sentBound: 0n, received: 0n }] as const,
  );
  return { meterId, keys: new Map(keys), topUpNumber: 0, codeCounter: 0 };
}

/** All keys of the central system's channels to a meter, by number. What logs are verified under is not among them. */
export function channelSecrets(keys: MeterKeys): ReadonlyMap<number, string> {
  return new Map([[KEY_CENTRAL, keys.central], [KEY_OFF_SWITCH, keys.offSwitch], ...keysOfOthers(keys)]);
}

/**
 * A memory that hands every change to `keep` before it counts. What `keep` throws leaves it as it was. Throws RangeError where it is
 * misused: a key that it does not hold, a counter that goes back, another successor while one is pending.
 */
export class KeptMemory implements ChannelMemory {
  #state: MemoryState;
  readonly #keep: (state: MemoryState) => void;
  /** The last counter that was returned, by key. What an earlier life reserved is used up. */
  readonly #sent = new Map<number, bigint>();

  constructor(state: MemoryState, keep: (state: MemoryState) => void) {
    this.#state = state;
    this.#keep = keep;
    for (const [key, { sentBound }] of state.keys) this.#sent.set(key, sentBound);
  }

  get meterId(): string {
    return this.#state.meterId;
  }

  secret(key: number): string | undefined {
    return this.#state.keys.get(key)?.secret;
  }

  successor(key: number): string | undefined {
    return this.#state.keys.get(key)?.successor;
  }

  nextCounter(key: number): bigint {
    const { sentBound } = this.#of(key);
    const counter = this.#sent.get(key)! + 1n;
    if (counter > LARGEST_COUNTER) throw new RangeError(`no counter is left under key ${key}`);
    if (counter > sentBound) {
      const bound = sentBound + BATCH;
      this.#change(key, { sentBound: bound < LARGEST_COUNTER ? bound : LARGEST_COUNTER });
    }
    this.#sent.set(key, counter);
    return counter;
  }

  lastReceived(key: number): bigint {
    return this.#of(key).received;
  }

  received(key: number, counter: bigint): void {
    const last = this.#of(key).received;
    if (counter <= last || counter > LARGEST_COUNTER)
      throw new RangeError(`counter ${counter} cannot follow ${last} under key ${key}`);
    this.#change(key, { received: counter });
  }

  propose(key: number, secret: string): void {
    const { successor } = this.#of(key);
    if (secret.length !== SECRET_BYTES) throw new RangeError("a key is 32 bytes");
    if (successor === secret) return;
    // The meter may use the first one already: it would be lost.
    if (successor !== undefined) throw new RangeError(`key ${key} has another successor already`);
    this.#change(key, { successor: secret });
  }

  agreed(key: number): void {
    const { successor } = this.#of(key);
    if (successor === undefined) throw new RangeError(`key ${key} has no successor`);
    this.#change(key, { secret: successor, successor: undefined });
  }

  nextTopUpNumber(): number {
    const topUpNumber = this.#state.topUpNumber + 1;
    if (topUpNumber > LARGEST_NUMBER) throw new RangeError("no number is left for a top-up");
    this.#set({ ...this.#state, topUpNumber });
    return topUpNumber;
  }

  // Not in batches: the meter finds a code's counter by its low 10 bits, so skipped ones would soon lead it astray.
  nextCodeCounter(): number {
    const codeCounter = this.#state.codeCounter + 1;
    if (codeCounter > LARGEST_NUMBER) throw new RangeError("no counter is left for a top-up code");
    this.#set({ ...this.#state, codeCounter });
    return codeCounter;
  }

  #of(key: number): KeyMemory {
    const found = this.#state.keys.get(key);
    if (found === undefined) throw new RangeError(`key ${key} is not held here`);
    return found;
  }

  #change(key: number, change: Partial<KeyMemory>): void {
    const keys = new Map(this.#state.keys).set(key, { ...this.#of(key), ...change });
    this.#set({ ...this.#state, keys });
  }

  #set(state: MemoryState): void {
    this.#keep(state);
    this.#state = state;
  }
}

/** A memory of the keys in `secrets`, by number, that is gone with the process. */
export function volatileMemoryOf(meterId: string, secrets: ReadonlyMap<number, string>): ChannelMemory {
  return new KeptMemory(freshState(meterId, secrets), () => undefined);
}

/** All of the central system's keys of a meter, gone with the process: for the bench. */
export function volatileMemory(keys: MeterKeys): ChannelMemory {
  return volatileMemoryOf(keys.meterId, channelSecrets(keys));
}
