// Codes of 20 digits for a keypad at the top-up port: made as a vendor does, typed as a consumer does.

import type { ChannelMemory } from "../central/memory.ts";
import { amountOf } from "../central/orders.ts";
import { KEY_TOP_UP_CODE } from "../key-file.ts";
import { makeTopUpCode, topUpCodeFor } from "../top-up-code.ts";
import { UserError } from "../user-error.ts";
import { demandSettledKey } from "./desk.ts";
import { done, SendError } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { amountWords } from "./words.ts";

export interface Worth {
  readonly amount1e5: number;
  readonly kind: number;
  readonly value: number;
}

/** What a code can be worth. Throws UserError and OrderError. */
export function worthOf(amount: string): Worth {
  const amount1e5 = amountOf(amount);
  try {
    return { amount1e5, ...topUpCodeFor(amount1e5) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`a code is worth 0.01 to 81.91, or a whole amount up to 8191, not ${amount}`);
  }
}

/** The meter's next code; a counter is used up. Throws SendError. */
export function makeCode(
  memory: ChannelMemory,
  { amount1e5, kind, value }: Worth,
): Outcome & { readonly code: string } {
  demandSettledKey(memory, KEY_TOP_UP_CODE);
  const key = memory.secret(KEY_TOP_UP_CODE);
  if (key === undefined)
    throw new SendError("unusable", `key ${KEY_TOP_UP_CODE} of meter ${memory.meterId} is not held here`);
  const counter = memory.nextCodeCounter();
  const code = makeTopUpCode(key, memory.meterId, counter, kind, value);
  const data = { meter: memory.meterId, order: "code", code, counter, amount: amountWords(amount1e5) };
  return { ...done([code], data), code };
}

/** What the meter says to a code that it takes. */
const TAKEN: readonly string[] = ["credited", "credited later"];
const MOST_LINE = 40;

/** A line for the port. Throws UserError. */
export function typedLine(code: string): string {
  if (!/^[\x20-\x7e]+$/.test(code) || code.length > MOST_LINE)
    throw new UserError(`a line is 1 to ${MOST_LINE} printable characters`);
  return `${code}\r`;
}

/** Finds what the meter says to a line. Frames may pass on the same wire: a line is what is printable up to its end. */
export class SaidLine {
  #heard = "";

  hear(bytes: string): void {
    this.#heard = (this.#heard + bytes).slice(-4 * MOST_LINE);
  }

  get said(): string | undefined {
    return /([\x20-\x7e]+)\r\n/.exec(this.#heard)?.[1];
  }
}

/** undefined: nothing was said in time. */
export function typedOutcome(said: string | undefined, timeoutMs: number): Outcome {
  if (said === undefined) {
    const trouble = `no answer to what was typed within ${timeoutMs / 1000} s: it may or may not have acted`;
    return { ending: "no-answer", lines: [], trouble, data: { order: "type" } };
  }
  const data = { order: "type", says: said };
  if (TAKEN.includes(said)) return done([said], data);
  return { ending: "refused", lines: [], trouble: `the meter says: ${said}`, data };
}
