// The three who command the meter on the bench, each at its port and with what it remembers: they ask in simulated time and wait for an answer
// in simulated time. Whoever asks is called back, once.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import type { Bench } from "../bench.ts";
import type { CentralEvent } from "../central/central-system.ts";
import type { Answered } from "../central/exchange.ts";
import { Gateway } from "../central/gateway.ts";
import type { Processor } from "../central/order-names.ts";
import type { Order } from "../central/orders.ts";
import type { Peer } from "../central/peer.ts";
import { Technician } from "../central/technician.ts";
import { KEY_MAINTENANCE, KEY_TOP_UP } from "../key-file.ts";
import { WIRE_DEVICES } from "../send/address.ts";
import { demandSettledKey, doubtsOf } from "../send/desk.ts";
import type { Dialogue } from "../send/dialogue.ts";
import type { Speaker } from "../send/errand.ts";
import { portOf } from "../virtual-parts.ts";
import type { Role } from "./deed.ts";

/** So long an answer is waited for. */
export const ANSWER_MS = 10_000;

type Done = (answer: Answered | undefined) => void;

export interface Caller extends Speaker {
  /** Throws OrderError and SendError; then nothing was sent. */
  ask(to: Processor, order: Order, done: Done): void;
}

/** Calls back the first of: what `settle` is given, or undefined when the time is over. */
export function awaiting<T>(bench: Bench, done: (found: T | undefined) => void): (found: T) => void {
  let isOver = false;
  const end = (found: T | undefined): void => {
    if (isOver) return;
    isOver = true;
    bench.clock.cancel(alarm);
    done(found);
  };
  const alarm = bench.clock.at(bench.clock.nowUs + ANSWER_MS * 1000, () => {
    end(undefined);
  });
  return end;
}

export class CentralCaller implements Caller {
  readonly #bench: Bench;
  readonly #listeners = new Set<(event: CentralEvent) => void>();

  constructor(bench: Bench) {
    this.#bench = bench;
    bench.central.onEvent((event) => {
      for (const listen of [...this.#listeners]) listen(event);
    });
  }

  get meterId(): string {
    return this.#bench.meterId;
  }

  doubts(): string {
    return doubtsOf(this.#bench.central.system.figures);
  }

  ask(to: Processor, order: Order, done: Done): void {
    const { counter } = this.#bench.central.order(to, order).asked;
    this.await(
      (event) => (event.kind === "answer" && event.to === to && event.counter === counter ? event : undefined),
      done,
    );
  }

  /** Calls `done` with the first that `pick` makes of an event. */
  await<T>(pick: (event: CentralEvent) => T | undefined, done: (found: T | undefined) => void): void {
    const listen = (event: CentralEvent): void => {
      const found = pick(event);
      if (found !== undefined) settle(found);
    };
    const settle = awaiting<T>(this.#bench, (found) => {
      this.#listeners.delete(listen);
      done(found);
    });
    this.#listeners.add(listen);
  }
}

const PEERS = {
  gateway: { wire: "top-up", key: KEY_TOP_UP, make: (bench: Bench): Peer => new Gateway(bench.memory) },
  technician: { wire: "maintenance", key: KEY_MAINTENANCE, make: (bench: Bench): Peer => new Technician(bench.memory) },
} as const;

class PeerCaller implements Caller {
  readonly #bench: Bench;
  readonly #role: keyof typeof PEERS;
  readonly #peer: Peer;
  readonly #waiting = new Map<bigint, (answer: Answered) => void>();

  constructor(bench: Bench, role: keyof typeof PEERS) {
    this.#bench = bench;
    this.#role = role;
    this.#peer = PEERS[role].make(bench);
    this.#uart.onSent((bytes) => {
      this.#peer.receive(bytes);
      for (const answer of this.#peer.takeAnswers()) this.#waiting.get(answer.counter)?.(answer);
    });
  }

  get meterId(): string {
    return this.#bench.meterId;
  }

  get #uart() {
    return this.#bench.meter.uart(portOf(meterBoard, WIRE_DEVICES[PEERS[this.#role].wire]));
  }

  doubts(): string {
    return doubtsOf(this.#peer.figures);
  }

  ask(_to: Processor, order: Order, done: Done): void {
    demandSettledKey(this.#bench.memory, PEERS[this.#role].key);
    const { frame, asked } = this.#peer.command(order, this.#bench.utcMs);
    this.#uart.receive(frame);
    this.#waiting.set(
      asked.counter,
      awaiting<Answered>(this.#bench, (answer) => {
        this.#waiting.delete(asked.counter);
        this.#peer.giveUp(asked.counter);
        done(answer);
      }),
    );
  }
}

export interface Callers extends Readonly<Record<Role, Caller>> {
  readonly central: CentralCaller;
}

export function callersOf(bench: Bench): Callers {
  return {
    central: new CentralCaller(bench),
    gateway: new PeerCaller(bench, "gateway"),
    technician: new PeerCaller(bench, "technician"),
  };
}

/** Carries a dialogue on in simulated time and calls `done` with what came of it. What its first step throws comes through. */
export function carry<T>(bench: Bench, caller: Caller, dialogue: Dialogue<T>, done: (result: T) => void): void {
  const go = (answer: Answered | undefined): void => {
    const next = dialogue.next(answer);
    if (next.done === true) done(next.value);
    else if ("pauseMs" in next.value)
      bench.clock.at(bench.clock.nowUs + next.value.pauseMs * 1000, () => {
        go(undefined);
      });
    else caller.ask(next.value.to, next.value.order, go);
  };
  go(undefined);
}
