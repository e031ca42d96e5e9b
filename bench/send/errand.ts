// One order to a meter and what its answer means for a person, whoever has the wire.

import type { Answered } from "../central/exchange.ts";
import type { AnswerBody, Result } from "../central/messages.ts";
import type { OrderName, Processor } from "../central/order-names.ts";
import type { Order } from "../central/orders.ts";
import { done } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { bodyData, bodyLines, RESULT_SAYS } from "./words.ts";

/** Whoever gives orders to a meter. */
export interface Speaker {
  readonly meterId: string;
  /** What came that was not believed, with whom to blame; "" where there was nothing. */
  doubts(): string;
}

export interface Errand {
  /** As the person gave it. */
  readonly name: string;
  readonly to: Processor;
  readonly order: Order;
  readonly lines?: (body: AnswerBody) => readonly string[];
  /** What JSON has besides the values of the answer. */
  readonly data?: (body: AnswerBody) => Readonly<Record<string, unknown>>;
}

/** Whoever asks only does not wonder whether the meter acted. */
const READING: ReadonlySet<OrderName> = new Set(["query", "read-parameter", "read-log", "log-closing"]);

const HINTS: Readonly<Partial<Record<OrderName, Readonly<Partial<Record<Result, string>>>>>> = {
  time: { "out-of-range": "its clock is more than 10 s away from that: time-step sets it however far" },
  query: { absent: "it has no reading yet: it has just started" },
  "read-parameter": { absent: "it has no such value: it goes by its default" },
  "top-up": { "out-of-range": "the balance would be more than the parameter credit allows" },
  "log-stored": { "out-of-range": "its log does not go as far as that record" },
  cancel: { absent: "the switch is open already: on arms it" },
  "tariff-commit": {
    "out-of-range": "the version is not above that of a tariff it has, a piece of it changed, or it is no tariff",
  },
};

export function noAnswer(who: Speaker, name: string, order: OrderName, timeoutMs: number): Outcome {
  const perhaps = READING.has(order) ? "" : ": it may or may not have acted";
  return {
    ending: "no-answer",
    lines: [],
    trouble: `no answer from meter ${who.meterId} to ${name} within ${timeoutMs / 1000} s${perhaps}${who.doubts()}`,
    data: { meter: who.meterId, order: name },
  };
}

export function refusal(who: Speaker, name: string, { order, result, body }: Answered): Outcome {
  if (result === "done") throw new RangeError("done is no refusal");
  const why = HINTS[order]?.[result] ?? RESULT_SAYS[result];
  return {
    ending: "refused",
    lines: [],
    trouble: `meter ${who.meterId} refused ${name}: ${why}`,
    data: { meter: who.meterId, order: name, result, ...bodyData(body) },
  };
}

/** What an answer, or none, means for the person. */
export function answered(who: Speaker, errand: Errand, answer: Answered | undefined, timeoutMs: number): Outcome {
  const { name, order, lines = bodyLines } = errand;
  if (answer === undefined) return noAnswer(who, name, order.name, timeoutMs);
  if (answer.result !== "done") return refusal(who, name, answer);
  const data = {
    meter: who.meterId,
    order: name,
    result: answer.result,
    ...bodyData(answer.body),
    ...errand.data?.(answer.body),
  };
  return done([`meter ${who.meterId}: ${name} done`, ...lines(answer.body)], data);
}
