// Commands to one processor of one meter and the answers to them: gives each command its counter and its frame, keeps it until it is
// answered, and takes each answer once. It sends nothing by itself and has no timer: an unanswered command is the caller's to send again.

import { ANSWER, encodeCommand } from "../../firmware/messages/meter-order.ts";
import { frame } from "../frame-receiver.ts";
import { Channel, readCounter } from "./channel.ts";
import type { Under } from "./channel.ts";
import { decodeAnswer } from "./messages.ts";
import type { AnswerBody, Result } from "./messages.ts";
import { isOrderTo, ORDER_CODES } from "./order-names.ts";
import type { OrderName, Processor } from "./order-names.ts";
import { OrderError } from "./orders.ts";
import type { Order } from "./orders.ts";
import type { ChannelMemory } from "./memory.ts";
import type { Refusal } from "./refusals.ts";

/** So many commands wait for their answers at most: the oldest is given up for a new one. */
export const MOST_PENDING = 64;

/** A command that went out. */
export interface Asked {
  readonly to: Processor;
  readonly order: OrderName;
  readonly counter: bigint;
  readonly sentMs: number;
  /** It is there to hide which of two commands is the real one. */
  readonly isCover: boolean;
}

/** A command and what the meter said to it. */
export interface Answered extends Asked {
  readonly result: Result;
  readonly body: AnswerBody;
}

export interface Outgoing {
  readonly frame: string;
  readonly asked: Asked;
  /** Waited for its answer for longest, and is not waited for any more. */
  readonly givenUp: Asked | undefined;
}

export type Taken =
  /** `command` is the order as it was given. */
  | { readonly kind: "answer"; readonly answered: Answered; readonly command: Order; readonly agreed: boolean }
  /** No answer: a plain text for the caller to understand. */
  | { readonly kind: "other"; readonly plain: string; readonly agreed: boolean }
  /** `agreed` also where nothing else in the message made sense: it opened. */
  | { readonly kind: "refused"; readonly why: Refusal; readonly agreed: boolean };

interface Waiting {
  readonly asked: Asked;
  readonly command: Order;
}

export class Exchange {
  readonly channel: Channel;
  readonly #route: string;
  readonly #processor: Processor;
  readonly #waiting = new Map<bigint, Waiting>();

  /** `route` stands before every message. Throws ChannelError where the memory does not hold the key. */
  constructor(memory: ChannelMemory, key: number, route: string, processor: Processor) {
    this.channel = new Channel(memory, key);
    this.#route = route;
    this.#processor = processor;
  }

  /** The order is one for this processor: `demandOrder` first, before anything is sealed for anybody. */
  ask(command: Order, nowMs: number, isCover: boolean, under?: Under): Outgoing {
    const order = command.name;
    const sealed = this.channel.seal(encodeCommand(ORDER_CODES[order], command.body), under);
    const counter = readCounter(sealed);
    const asked: Asked = { to: this.#processor, order, counter, sentMs: nowMs, isCover };
    this.#waiting.set(counter, { asked, command });
    return { frame: frame(this.#route + sealed), asked, givenUp: this.#makeRoom() };
  }

  /** Throws OrderError where the order is not for this processor. */
  demandOrder(order: OrderName): void {
    if (!isOrderTo(this.#processor, order))
      throw new OrderError("wrong-addressee", `"${order}" is no order to the ${this.#processor}`);
  }

  /** `sealed` came with the route of this exchange. */
  take(sealed: string): Taken {
    const opened = this.channel.open(sealed);
    if ("refused" in opened) return { kind: "refused", why: opened.refused, agreed: false };
    const { plain, agreed } = opened;
    if (plain[0] !== ANSWER) return { kind: "other", plain, agreed };
    const decoded = decodeAnswer(plain, this.#processor);
    if ("wrong" in decoded) return { kind: "refused", why: decoded.wrong, agreed };
    const { counter, order, result, body } = decoded.message;
    const waiting = this.#waiting.get(counter);
    if (waiting === undefined) return { kind: "refused", why: "unasked", agreed };
    if (waiting.asked.order !== order) return { kind: "refused", why: "wrong-order", agreed };
    this.#waiting.delete(counter);
    return { kind: "answer", answered: { ...waiting.asked, result, body }, command: waiting.command, agreed };
  }

  /** What was sent and is not answered, the oldest first. */
  get pending(): readonly Asked[] {
    return [...this.#waiting.values()].map(({ asked }) => asked);
  }

  /** Waits for this answer no longer: it will be refused. Whether it was waited for. */
  giveUp(counter: bigint): boolean {
    return this.#waiting.delete(counter);
  }

  #makeRoom(): Asked | undefined {
    if (this.#waiting.size <= MOST_PENDING) return undefined;
    const [counter, oldest] = this.#waiting.entries().next().value!;
    this.#waiting.delete(counter);
    return oldest.asked;
  }
}
