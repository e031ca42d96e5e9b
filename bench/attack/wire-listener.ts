// Whoever listens to the WAN wants to know which order passes, and what came of it (T3, T4): by sizes, by directions, by seconds. And
// he looks for what is not sealed.

import { query, readLog, readParameter } from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import type { Processor } from "../central/order-names.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import type { Heard } from "./ears.ts";
import { sendOrder } from "./orders.ts";
import type { Scene } from "./scene.ts";
import { count, verdict } from "./scene.ts";
import type { Steps } from "./stage.ts";
import { attackOf } from "./stage.ts";

/** Each changes nothing. What they do takes the processors very different times. */
const ORDERS: readonly (readonly [string, Processor, Order])[] = [
  ["a query", "meter", query()],
  ["a parameter that is asked for", "meter", readParameter(11)],
  ["a record of a log", "meter", readLog(2, 1, 0)],
  ["a query of the switch", "off-switch", query()],
];
const WATCH_S = 6;
const MOST_TRIES = 3;
/** Reports leave by the clock, at the ends of intervals; their shortest. */
const INTERVAL_S = 300;

/** Behind route and counter; every plain text ends with more of them. */
const SEALED_AT = 9;
const ZEROS = "\0".repeat(6);

/** Seconds until the next report may leave. */
function untilReport({ bench }: Scene): number {
  return INTERVAL_S - ((bench.utcMs / 1000) % INTERVAL_S);
}

/** What a listener writes down of a frame. */
function noted(heard: Heard, fromS: number): string {
  return `${Math.floor(heard.second) - fromS} s ${heard.direction}, route ${heard.payload.charCodeAt(0)}, ${heard.payload.length} bytes`;
}

/** What a listener writes down of an order and its answer. Once more where others spoke at the same time. */
function* heardOf(scene: Scene, to: Processor, order: Order): Steps<string> {
  const { bench, ears } = scene;
  let note = "";
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    yield 1 - (bench.elapsedS % 1);
    const from = ears.wan.length;
    const fromS = Math.floor(bench.elapsedS);
    sendOrder(scene, to, order);
    yield WATCH_S;
    const heard = ears.wan.slice(from).filter(({ payload }) => [ROUTE_CS, ROUTE_OFF_SWITCH].includes(payload[0]!));
    note = heard.map((one) => noted(one, fromS)).join("; ");
    if (!heard.some(({ direction, isOwn }) => direction === "in" && !isOwn)) return note;
  }
  return note;
}

export const wireListener = attackOf(
  {
    name: "wire-listener",
    threats: ["T3", "T4"],
    does: "Listens to the WAN while the central system gives four different orders, compares sizes and seconds, and reads what he can.",
    needs: ["central", "link"],
  },
  function* (scene) {
    const watchS = ORDERS.length * (WATCH_S + 1);
    if (untilReport(scene) < watchS + 5) yield untilReport(scene) + 10;
    const notes: string[] = [];
    for (const [, to, order] of ORDERS) notes.push(yield* heardOf(scene, to, order));
    const isAlike = new Set(notes).size === 1;
    const different = ORDERS.map(([name], at) => `Of ${name} he hears: ${notes[at] || "nothing"}.`);
    const messages = scene.ears.wan.map(({ payload }) => payload.slice(SEALED_AT));
    const readable = messages.filter((message) => message.includes(ZEROS)).length;
    const evidence = isAlike
      ? [`Of ${ORDERS.map(([name]) => name).join(", of ")} he hears the same: ${notes[0] || "nothing"}.`]
      : different;
    evidence.push(`Of ${count(messages.length, "message")} he can read ${readable === 0 ? "none" : readable}.`);
    return verdict(isAlike && readable === 0, notes[0]!.includes("out") ? "alike" : "noWay", evidence);
  },
);
