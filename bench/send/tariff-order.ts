// A tariff, as the commands that bring it to a meter one after the other. The meter has it when the last is done, or goes on with the one
// before.

import type { Answered } from "../central/exchange.ts";
import { tariff } from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { setTimeout as wait } from "node:timers/promises";
import { isoStamp } from "../load/load.ts";
import type { Desk, Session } from "./desk.ts";
import { noAnswer, refusal, withDesk } from "./give.ts";
import { done } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

const BUSY_MS = 500;

/** The meter erases its memory meanwhile: what it is too busy for comes again until the time is over. */
async function askUntilFree(desk: Desk, order: Order, timeoutMs: number): Promise<Answered | undefined> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const answer = await desk.ask("meter", order);
    if (answer?.result !== "busy" || performance.now() >= endMs) return answer;
    await wait(BUSY_MS);
  }
}

/** `bytes` is the tariff, `fromUtcSeconds` the moment from which it is in force. */
export function tariffOrder(
  session: Session,
  bytes: string,
  version: number,
  fromUtcSeconds: number,
): Promise<Outcome> {
  const orders = tariff(bytes, version, fromUtcSeconds);
  const name = `tariff ${version}`;
  return withDesk(session, "central", async (desk) => {
    for (const order of orders) {
      const answer = await askUntilFree(desk, order, session.timeoutMs);
      if (answer === undefined) return noAnswer(desk, name, order.name, session.timeoutMs);
      if (answer.result !== "done") return refusal(desk, name, answer);
    }
    const says = `${bytes.length} bytes, in force from ${isoStamp(fromUtcSeconds)}`;
    const data = { meter: desk.meterId, order: "tariff", version, bytes: bytes.length, fromUtcSeconds };
    return done([`meter ${desk.meterId}: ${name} done, ${says}`], data);
  });
}
