// Somebody who speaks to a meter's cs-security at a port of its own, under a key of its own: what the top-up gateway and the technician
// have in common. One frame a command and no covers, for no stranger listens at these ports who could not see the person there.

import { FrameReceiver } from "../frame-receiver.ts";
import { Exchange } from "./exchange.ts";
import type { Answered, Asked } from "./exchange.ts";
import type { ChannelMemory } from "./memory.ts";
import type { OrderName } from "./order-names.ts";
import { OrderError } from "./orders.ts";
import type { Order } from "./orders.ts";
import { Tally } from "./refusals.ts";
import type { Figures } from "./refusals.ts";

export interface PeerSent {
  readonly frame: string;
  readonly asked: Asked;
}

/** Which peer it is: its name in errors, its route, its key, and the orders that the meter takes from it. */
export interface PeerKind {
  readonly name: string;
  readonly route: string;
  readonly key: number;
  readonly orders: ReadonlySet<OrderName>;
}

export class Peer {
  readonly #kind: PeerKind;
  readonly #exchange: Exchange;
  readonly #tally = new Tally();
  readonly #receiver = new FrameReceiver((payload) => {
    this.#take(payload);
  });
  // No more than commands: each is answered once, and not after it was given up.
  #answers: Answered[] = [];

  /** Throws ChannelError where the memory does not hold the key. */
  constructor(memory: ChannelMemory, kind: PeerKind) {
    this.#kind = kind;
    this.#exchange = new Exchange(memory, kind.key, kind.route, "meter");
  }

  /** Throws OrderError for what the meter does not take from this peer. */
  command(order: Order, nowMs: number): PeerSent {
    if (!this.#kind.orders.has(order.name))
      throw new OrderError("wrong-addressee", `"${order.name}" is no order of a ${this.#kind.name}`);
    const { frame, asked } = this.#exchange.ask(order, nowMs, false);
    return { frame, asked };
  }

  /** Bytes from the meter's port, in any pieces. */
  receive(bytes: string): void {
    this.#receiver.receive(bytes);
  }

  /** The answers since this was last called. */
  takeAnswers(): readonly Answered[] {
    const answers = this.#answers;
    this.#answers = [];
    return answers;
  }

  /** Commands that were sent `afterMs` ago or earlier and are not answered. */
  overdue(nowMs: number, afterMs: number): readonly Asked[] {
    return this.#exchange.pending.filter(({ sentMs }) => nowMs - sentMs >= afterMs);
  }

  /** Waits for this answer no longer. Whether it was waited for. */
  giveUp(counter: bigint): boolean {
    return this.#exchange.giveUp(counter);
  }

  get figures(): Figures & { readonly refusedFrames: number } {
    return { ...this.#tally.figures(), refusedFrames: this.#receiver.refused };
  }

  #take(payload: string): void {
    if (payload.charAt(0) !== this.#kind.route) {
      this.#tally.refuse("wrong-route");
      return;
    }
    const taken = this.#exchange.take(payload.slice(1));
    if (taken.kind === "answer") {
      this.#tally.accept();
      this.#answers.push(taken.answered);
    } else this.#tally.refuse(taken.kind === "refused" ? taken.why : "wrong-class");
  }
}
