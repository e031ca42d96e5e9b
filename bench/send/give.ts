// One order to one meter, and what its answer means: the way of all orders that are a single command.

import type { Answered } from "../central/exchange.ts";
import type { AnswerBody, Result } from "../central/messages.ts";
import type { OrderName, Processor } from "../central/order-names.ts";
import type { Order } from "../central/orders.ts";
import { withCentral, withPeer } from "./desk.ts";
import type { Desk, Role, Session } from "./desk.ts";
import { finishKeyChanges } from "./key-order.ts";
import { done } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { bodyData, bodyLines, RESULT_SAYS } from "./words.ts";

export interface Errand {
  /** As the person gave it. */
  readonly name: string;
  readonly to: Processor;
  readonly order: Order;
  readonly lines?: (body: AnswerBody) => readonly string[];
}

/** Whoever asks only does not wonder whether the meter acted. */
const READING: ReadonlySet<OrderName> = new Set(["query", "read-parameter", "read-log", "log-closing"]);

const HINTS: Readonly<Partial<Record<OrderName, Readonly<Partial<Record<Result, string>>>>>> = {
  time: { "out-of-range": "its clock is more than 10 s away from that: time-step sets it however far" },
  query: { absent: "it has no reading yet: it has just started" },
  "read-parameter": { absent: "it has no such value: it goes by its default" },
  cancel: { absent: "the switch is open already: on arms it" },
  "tariff-commit": {
    "out-of-range": "the version is not above that of a tariff it has, a piece of it changed, or it is no tariff",
  },
};

export function noAnswer(desk: Desk, name: string, order: OrderName, timeoutMs: number): Outcome {
  const perhaps = READING.has(order) ? "" : ": it may or may not have acted";
  return {
    ending: "no-answer",
    lines: [],
    trouble: `no answer from meter ${desk.meterId} to ${name} within ${timeoutMs / 1000} s${perhaps}${desk.doubts()}`,
    data: { meter: desk.meterId, order: name },
  };
}

export function refusal(desk: Desk, name: string, { order, result, body }: Answered): Outcome {
  if (result === "done") throw new RangeError("done is no refusal");
  const why = HINTS[order]?.[result] ?? RESULT_SAYS[result];
  return {
    ending: "refused",
    lines: [],
    trouble: `meter ${desk.meterId} refused ${name}: ${why}`,
    data: { meter: desk.meterId, order: name, result, ...bodyData(body) },
  };
}

/** What an answer, or none, means for the person. */
export function answered(desk: Desk, errand: Errand, answer: Answered | undefined, timeoutMs: number): Outcome {
  const { name, order, lines = bodyLines } = errand;
  if (answer === undefined) return noAnswer(desk, name, order.name, timeoutMs);
  if (answer.result !== "done") return refusal(desk, name, answer);
  const data = { meter: desk.meterId, order: name, result: answer.result, ...bodyData(answer.body) };
  return done([`meter ${desk.meterId}: ${name} done`, ...lines(answer.body)], data);
}

/** Asks up to `tries` times: more than once only what may be done twice. */
export async function askAgain(desk: Desk, { to, order }: Errand, tries: number): Promise<Answered | undefined> {
  for (let left = tries; left > 0; left--) {
    const answer = await desk.ask(to, order);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Runs `run` as whoever is to give the orders. A key change that came to no end is brought to one first. */
export function withDesk(session: Session, role: Role, run: (desk: Desk) => Promise<Outcome>): Promise<Outcome> {
  if (role !== "central") return withPeer(session, role, run);
  return withCentral(session, async (desk, memory) => {
    await finishKeyChanges(desk, memory);
    return run(desk);
  });
}

export function give(session: Session, role: Role, errand: Errand, tries = 1): Promise<Outcome> {
  return withDesk(session, role, async (desk) =>
    answered(desk, errand, await askAgain(desk, errand, tries), session.timeoutMs),
  );
}
