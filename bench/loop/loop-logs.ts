// Logs of a real meter over the wire, a record at a time: each is read once and kept for as long as the run takes. Those of the meter board are
// verified from their first record on, as an exported log is; the off-switch processor's own is read sealed end to end, kept in the meter's
// folder, verified and acknowledged.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { textBytes } from "../../firmware/store/log.ts";
import { readLogKeys } from "../key-file.ts";
import { entryLine, logEntries } from "../log-entries.ts";
import type { LogFile, LogFileRecord } from "../log-file.ts";
import type { LogName } from "../meter-logs.ts";
import { Skipped } from "../script/stage.ts";
import { converse } from "../send/dialogue.ts";
import type { CentralDesk } from "../send/desk.ts";
import { takeEvents } from "../send/event-orders.ts";
import { logClosingErrand, logOf, readRecord, storedRecord } from "../send/log-orders.ts";
import type { LogName as MeterLog } from "../send/log-orders.ts";
import type { Outcome } from "../send/outcome.ts";
import { parsed } from "../send/provisioned.ts";
import { UserError } from "../user-error.ts";
import { verifyLog } from "../verify-log.ts";
import type { Verification } from "../verify-log.ts";

const KEYS = "meter-log.keys";
/** More than these nobody waits for: a record is a second on the wire. */
const MOST_RECORDS = 600;

const METER_LOGS: Readonly<Partial<Record<LogName, MeterLog>>> = {
  metrology: "metrology",
  security: "security",
  offSwitch: "off-switch",
};

interface Closing {
  readonly lastRecord: number;
  readonly tag: string;
}

export class LoopLogs {
  readonly #desk: CentralDesk;
  readonly #folder: string;
  readonly #timeoutMs: number;
  /** Number of the last record before the script. */
  readonly #before = new Map<LogName, number>();
  /** What was read, by number. */
  readonly #records = new Map<MeterLog, Map<number, LogFileRecord>>();
  #switchLines: string[] = [];

  constructor(desk: CentralDesk, folder: string, timeoutMs: number) {
    this.#desk = desk;
    this.#folder = folder;
    this.#timeoutMs = timeoutMs;
  }

  /** From now on. Throws UserError. */
  async begin(log: LogName): Promise<void> {
    const name = METER_LOGS[log];
    if (name !== undefined) {
      this.#before.set(log, (await this.#closing(name)).lastRecord);
      return;
    }
    await this.#readSwitch();
    this.#switchLines = [];
  }

  /** The lines since then. Throws UserError and Skipped. */
  async lines(log: LogName): Promise<readonly string[]> {
    const name = METER_LOGS[log];
    if (name === undefined) {
      await this.#readSwitch();
      return this.#switchLines;
    }
    const closing = await this.#closing(name);
    return logEntries(await this.#file(name, (this.#before.get(log) ?? 0) + 1, closing)).map(entryLine);
  }

  /** How many records there are. Throws UserError and Skipped. */
  async records(log: LogName): Promise<number> {
    const { summary } = await this.#verify(log);
    return summary.records;
  }

  /** Whether it is what the meter wrote, whole; of the off-switch processor's own as far as it is kept. Throws UserError and Skipped. */
  async isIntact(log: LogName): Promise<"yes" | "no"> {
    if (METER_LOGS[log] !== undefined) return (await this.#verify(log)).verdict.kind === "intact" ? "yes" : "no";
    const { data } = await this.#readSwitch();
    const verdict = data["verdict"] as { kind: string } | null;
    if (verdict === null) throw new Skipped("the keys of the switch log are not in the folder");
    return verdict.kind === "intact" ? "yes" : "no";
  }

  async #verify(log: LogName): Promise<Verification> {
    const name = METER_LOGS[log];
    if (name === undefined) throw new UserError("how many records the switch log has is not told");
    if (!existsSync(join(this.#folder, KEYS)))
      throw new Skipped(`${KEYS} is not in the folder: nothing can be verified`);
    const closing = await this.#closing(name);
    if (closing.lastRecord > MOST_RECORDS)
      throw new Skipped(
        `the ${name} log has ${closing.lastRecord} records, too many to read over a wire: read the flash part out, and see hasm verify-log`,
      );
    return verifyLog(await this.#file(name, 1, closing), parsed(this.#folder, KEYS, readLogKeys));
  }

  async #closing(name: MeterLog): Promise<Closing> {
    const { to, order } = logClosingErrand(name);
    const answer = await this.#desk.ask(to, order);
    if (answer?.body.kind === "closing") return answer.body;
    throw new UserError(`the meter does not say where its ${name} log ends`);
  }

  /** From a record on. What is there no more is left out. */
  async #file(name: MeterLog, first: number, { lastRecord, tag }: Closing): Promise<LogFile> {
    const log = logOf(name);
    const known = this.#records.get(name) ?? new Map<number, LogFileRecord>();
    this.#records.set(name, known);
    if (lastRecord - first >= MOST_RECORDS)
      throw new Skipped(`${lastRecord - first + 1} records are too many to read over a wire`);
    for (let number = first; number <= lastRecord; number++) {
      if (known.has(number)) continue;
      const record = await converse(this.#desk, readRecord(log, number));
      if (typeof record === "string") {
        if (readU32(record, 2) !== number)
          throw new UserError(
            `the meter gave record ${readU32(record, 2)} of its ${name} log in the place of ${number}`,
          );
        known.set(number, storedRecord(log.slotBytes, record));
      } else if (record?.result !== "absent")
        throw new UserError(`the meter does not give record ${number} of its ${name} log`);
    }
    const records = [...known].filter(([number]) => number >= first).sort(([a], [b]) => a - b);
    return {
      ...{ meterId: this.#desk.meterId, segment: log.segment, textBytes: textBytes(log.slotBytes) },
      ...{ records: records.map(([, record]) => record), closing: tag },
    };
  }

  async #readSwitch(): Promise<Outcome> {
    const outcome = await takeEvents(this.#desk, this.#folder, this.#timeoutMs, MOST_RECORDS);
    if (outcome.data["verdict"] === undefined) throw new UserError(outcome.trouble ?? "the switch log cannot be read");
    this.#switchLines.push(...outcome.lines);
    return outcome;
  }
}
