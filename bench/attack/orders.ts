// Orders of the central system that an attack makes use of: with its keys in the attacker's hands, or to see whether the meter still answers.

import type { Answered } from "../central/exchange.ts";
import type { Processor } from "../central/order-names.ts";
import type { Order } from "../central/orders.ts";
import { frame } from "../frame-receiver.ts";
import type { Reading } from "../central/messages.ts";
import { query } from "../central/orders.ts";
import type { Scene } from "./scene.ts";
import type { Steps } from "./stage.ts";
import { payloads } from "./tools.ts";

const LOOK_S = 0.25;
const ANSWER_S = 5;

/** The same as `order`, without waiting for its answer. */
export function sendOrder(scene: Scene, to: Processor, order: Order): bigint {
  const { bench, ears } = scene;
  if (to === "off-switch") scene.given++;
  ears.isOwn = true;
  const { asked } = bench.central.order(to, order);
  ears.isOwn = false;
  return asked.counter;
}

/** Gives an order and waits for its answer; undefined: none came. `alsoS`: so many seconds more than usual. */
export function* order(scene: Scene, to: Processor, what: Order, alsoS = 0): Steps<Answered | undefined> {
  const { central } = scene.bench;
  const from = central.events.length;
  const counter = sendOrder(scene, to, what);
  for (let waited = 0; waited < ANSWER_S + alsoS; waited += LOOK_S) {
    yield LOOK_S;
    for (const event of central.events.slice(from))
      if (event.kind === "answer" && event.to === to && event.counter === counter) return event;
  }
  central.system.giveUp({ to, counter });
  return undefined;
}

/** What the meter says of itself now; undefined: it does not answer, or has no reading yet. */
export function* reading(scene: Scene, alsoS = 0): Steps<Reading | undefined> {
  const answered = yield* order(scene, "meter", query(), alsoS);
  return answered?.body.kind === "reading" ? answered.body.reading : undefined;
}

/** An order to the off-switch processor that its sender gave and the attacker kept: route and sealed message. The cover passes. */
export function withheld(scene: Scene, what: Order): string {
  const { central, utcMs } = scene.bench;
  const { frames, asked } = central.system.command("off-switch", what, utcMs);
  central.system.giveUp(asked);
  scene.wan(payloads(frames[0])[0]!);
  return payloads(frames[1])[0]!;
}

/** Whether the meter answers as usual. */
export function* answers(scene: Scene, alsoS = 0): Steps<boolean> {
  return (yield* order(scene, "meter", query(), alsoS)) !== undefined;
}

export function resend(scene: Scene, payload: string, times: number): void {
  scene.wanBytes(frame(payload).repeat(times));
}
