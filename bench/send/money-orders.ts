// Top-ups over the wire, and codes for somebody to type. A top-up counts once under its number, so that whoever did not hear what became of
// one gives it again under the same; a code counts once by itself.

import { amountOf, topUp } from "../central/orders.ts";
import { KEY_TOP_UP_CODE } from "../key-file.ts";
import { makeTopUpCode, topUpCodeFor } from "../top-up-code.ts";
import { UserError } from "../user-error.ts";
import { demandSettledKey, withCentral, withLine, withMemory, withPeer } from "./desk.ts";
import type { Desk, Role, Session } from "./desk.ts";
import { answered, askAgain } from "./give.ts";
import { finishKeyChanges } from "./key-order.ts";
import { until } from "./line.ts";
import { done, SendError } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { amountWords, bodyLines } from "./words.ts";
import type { DiskMemory } from "../central/disk-memory.ts";

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
  const amount1e5 = amountOf(amount);
  let parts: ReturnType<typeof topUpCodeFor>;
  try {
    parts = topUpCodeFor(amount1e5);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`a code is worth 0.01 to 81.91, or a whole amount up to 8191, not ${amount}`);
  }
  return withMemory(session, (memory) => {
    demandSettledKey(memory, KEY_TOP_UP_CODE);
    const key = memory.secret(KEY_TOP_UP_CODE);
    if (key === undefined)
      throw new SendError("unusable", `key ${KEY_TOP_UP_CODE} of meter ${memory.meterId} is not held here`);
    const counter = memory.nextCodeCounter();
    const code = makeTopUpCode(key, memory.meterId, counter, parts.kind, parts.value);
    return done([code], { meter: memory.meterId, code, counter, amount: amountWords(amount1e5) });
  });
}

/** What the meter says to a code that it takes. */
const TAKEN: readonly string[] = ["credited", "credited later"];
const MOST_LINE = 40;

/** Types a line at the top-up port, as a consumer does. */
export function typeOrder(session: Session, code: string): Promise<Outcome> {
  if (!/^[\x20-\x7e]+$/.test(code) || code.length > MOST_LINE)
    throw new UserError(`a line is 1 to ${MOST_LINE} printable characters`);
  const meterId = session.meters[0] ?? "";
  return withLine(session, "top-up", meterId, async (line) => {
    let heard = "";
    line.send(`${code}\r`);
    // Frames may pass on the same wire: a line is what is printable up to its end.
    const said = await until(
      line,
      session.timeoutMs,
      (bytes) => (heard = (heard + bytes).slice(-4 * MOST_LINE)),
      () => /([\x20-\x7e]+)\r\n/.exec(heard)?.[1],
    );
    if (said === undefined) {
      const trouble = `no answer to what was typed within ${session.timeoutMs / 1000} s: it may or may not have acted`;
      return { ending: "no-answer", lines: [], trouble, data: { order: "type" } };
    }
    const isTaken = TAKEN.includes(said);
    const data = { order: "type", says: said };
    return isTaken ? done([said], data) : { ending: "refused", lines: [], trouble: `the meter says: ${said}`, data };
  });
}
