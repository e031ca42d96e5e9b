// Top-ups over the wire, and codes for somebody to type. A top-up counts once under its number, so that whoever did not hear what became of
// one gives it again under the same; a code counts once by itself.

import { amountOf, topUp } from "../central/orders.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import { withCentral, withLine, withMemory, withPeer } from "./desk.ts";
import type { Desk, Role, Session } from "./desk.ts";
import { answered } from "./errand.ts";
import { askAgain } from "./give.ts";
import { finishKeyChanges } from "./key-order.ts";
import { until } from "./line.ts";
import type { Outcome } from "./outcome.ts";
import { makeCode, SaidLine, typedLine, typedOutcome, worthOf } from "./typed-codes.ts";
import { amountWords, bodyLines } from "./words.ts";

export interface TopUp {
  readonly amount: string;
  readonly role: Extract<Role, "central" | "gateway">;
  /** Of one that was given before; undefined: a new one. */
  readonly number: number | undefined;
  readonly tries: number;
}

export function topUpOrder(session: Session, { amount, role, number, tries }: TopUp): Promise<Outcome> {
  const amount1e5 = amountOf(amount);
  topUp(number ?? 1, amount1e5);
  const run = async (desk: Desk, memory: DiskMemory): Promise<Outcome> => {
    const its = number ?? memory.nextTopUpNumber();
    const name = `top-up ${its}`;
    // Before it is sent: who is stopped here has to know the number.
    console.error(`${name}: ${amountWords(amount1e5)} to meter ${memory.meterId}`);
    const errand = { name, to: "meter", order: topUp(its, amount1e5), lines: bodyLines } as const;
    const outcome = answered(desk, errand, await askAgain(desk, errand, tries), session.timeoutMs);
    const data = { ...outcome.data, number: its, amount: amountWords(amount1e5) };
    if (outcome.ending === "no-answer") {
      const again = `; give it again with --number ${its}, which counts once`;
      return { ...outcome, data, trouble: `${outcome.trouble ?? ""}${again}` };
    }
    if (outcome.ending !== "done" || number === undefined) return { ...outcome, data };
    const [, ...lines] = outcome.lines;
    return { ...outcome, data, lines: [`meter ${memory.meterId}: it has ${name}, or a later one`, ...lines] };
  };
  if (role === "gateway") return withPeer(session, "gateway", run);
  return withCentral(session, async (desk, memory) => {
    await finishKeyChanges(desk, memory);
    return run(desk, memory);
  });
}

/** A code of 20 digits; nothing is sent. */
export function codeOrder(session: Session, amount: string): Promise<Outcome> {
  const worth = worthOf(amount);
  return withMemory(session, (memory) => makeCode(memory, worth));
}

/** Types a line at the top-up port, as a consumer does. */
export function typeOrder(session: Session, code: string): Promise<Outcome> {
  const typed = typedLine(code);
  return withLine(session, "top-up", session.meters[0] ?? "", async (line) => {
    const answer = new SaidLine();
    line.send(typed);
    const hear = (bytes: string): void => {
      answer.hear(bytes);
    };
    const said = await until(line, session.timeoutMs, hear, () => answer.said);
    return typedOutcome(said, session.timeoutMs);
  });
}
