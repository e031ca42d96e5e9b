// Several commands to a meter one after the other, each with the answer before in mind. A dialogue knows no wire and no clock: whoever has them
// carries it on, over TCP as time passes or on the bench in simulated time.

import type { Answered } from "../central/exchange.ts";
import type { Processor } from "../central/order-names.ts";
import type { Order } from "../central/orders.ts";
import type { Desk } from "./desk.ts";

export interface Ask {
  readonly to: Processor;
  readonly order: Order;
}

export interface Pause {
  readonly pauseMs: number;
}

/** Goes on with the answer, undefined where none came in time, and behind a pause with undefined. */
export type Dialogue<T> = Generator<Ask | Pause, T, Answered | undefined>;

export async function converse<T>(desk: Desk, dialogue: Dialogue<T>): Promise<T> {
  for (let next = dialogue.next(); ;) {
    if (next.done === true) return next.value;
    const step = next.value;
    if ("pauseMs" in step) await desk.pause(step.pauseMs);
    next = dialogue.next("pauseMs" in step ? undefined : await desk.ask(step.to, step.order));
  }
}
