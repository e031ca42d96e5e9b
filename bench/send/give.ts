// One order to one meter over a wire: the way of all orders that are a single command.

import type { Answered } from "../central/exchange.ts";
import { withCentral, withPeer } from "./desk.ts";
import type { Desk, Role, Session } from "./desk.ts";
import { answered } from "./errand.ts";
import type { Errand } from "./errand.ts";
import { finishKeyChanges } from "./key-order.ts";
import type { Outcome } from "./outcome.ts";

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
