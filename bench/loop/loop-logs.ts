// Logs of a real meter as they grow while a script plays: what was there before is left out. Those of the meter board are read a record at a
// time over the WAN; the off-switch processor's own is read sealed end to end, kept in the meter's folder, verified and acknowledged.

import { UserError } from "../user-error.ts";
import type { LogName } from "../meter-logs.ts";
import { converse } from "../send/dialogue.ts";
import type { CentralDesk } from "../send/desk.ts";
import { takeEvents } from "../send/event-orders.ts";
import { logClosingErrand, readLogDialogue } from "../send/log-orders.ts";
import type { LogName as MeterLog } from "../send/log-orders.ts";
import type { Outcome } from "../send/outcome.ts";

/** More than these nobody waits for. */
const MOST_RECORDS = 1000;

const METER_LOGS: Readonly<Partial<Record<LogName, MeterLog>>> = {
  metrology: "metrology",
  security: "security",
  offSwitch: "off-switch",
};

export class LoopLogs {
  readonly #desk: CentralDesk;
  readonly #folder: string;
  readonly #timeoutMs: number;
  /** Number of the last record before the script. */
  readonly #before = new Map<LogName, number>();
  #switchLines: string[] = [];

  constructor(desk: CentralDesk, folder: string, timeoutMs: number) {
    this.#desk = desk;
    this.#folder = folder;
    this.#timeoutMs = timeoutMs;
  }

  /** From now on. Throws UserError. */
  async begin(log: LogName): Promise<void> {
    const name = METER_LOGS[log];
    if (name === undefined) {
      await this.#readSwitch();
      this.#switchLines = [];
      return;
    }
    const { to, order } = logClosingErrand(name);
    const answer = await this.#desk.ask(to, order);
    if (answer?.body.kind !== "closing") throw new UserError(`the meter does not say where its ${name} log ends`);
    this.#before.set(log, answer.body.lastRecord);
  }

  /** The lines since then. Throws UserError. */
  async lines(log: LogName): Promise<readonly string[]> {
    const name = METER_LOGS[log];
    if (name === undefined) {
      await this.#readSwitch();
      return this.#switchLines;
    }
    const from = (this.#before.get(log) ?? 0) + 1;
    const records = { log: name, from, count: MOST_RECORDS };
    const outcome = await converse(this.#desk, readLogDialogue(this.#desk, records, this.#timeoutMs));
    const isEnd = outcome.ending === "done" || outcome.data["result"] === "absent";
    if (!isEnd) throw new UserError(outcome.trouble ?? `the ${name} log cannot be read`);
    return outcome.lines;
  }

  /** Whether the off-switch processor's own log is what it wrote, as far as it is kept. */
  async isSwitchIntact(): Promise<"yes" | "no"> {
    const { data } = await this.#readSwitch();
    const verdict = data["verdict"] as { kind: string } | null | undefined;
    if (verdict === null || verdict === undefined)
      throw new UserError("the keys of the switch log are not in the folder: it cannot be verified");
    return verdict.kind === "intact" ? "yes" : "no";
  }

  async #readSwitch(): Promise<Outcome> {
    const outcome = await takeEvents(this.#desk, this.#folder, this.#timeoutMs, MOST_RECORDS);
    if (outcome.data["verdict"] === undefined) throw new UserError(outcome.trouble ?? "the switch log cannot be read");
    this.#switchLines.push(...outcome.lines);
    return outcome;
  }
}
