// The off-switch processor's own log on the bench, read sealed end to end by its central system, verified and acknowledged. What was read is
// kept for as long as the bench runs.

import { readU32 } from "../../firmware/messages/bytes.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { textBytes } from "../../firmware/store/log.ts";
import { logClosing, logStored } from "../central/orders.ts";
import type { LogKeys } from "../key-file.ts";
import { entryLine, logEntries } from "../log-entries.ts";
import type { LogFile, LogFileRecord } from "../log-file.ts";
import type { Dialogue } from "../send/dialogue.ts";
import { noAnswer, refusal } from "../send/errand.ts";
import type { Speaker } from "../send/errand.ts";
import { readRecord, storedRecord } from "../send/log-orders.ts";
import { done } from "../send/outcome.ts";
import type { Outcome } from "../send/outcome.ts";
import { verdictText } from "../verify-log-command.ts";
import { verifyLog } from "../verify-log.ts";

const NAME = "events";
const { number: SEGMENT, slotBytes: SLOT_BYTES } = offSwitchSystem.segments.find(({ name }) => name === "switch-log")!;
const LOG = { of: "off-switch", segment: SEGMENT, slotBytes: SLOT_BYTES } as const;

export class ReadEvents {
  readonly #keys: LogKeys;
  readonly #timeoutMs: number;
  #records: LogFileRecord[] = [];

  constructor(keys: LogKeys, timeoutMs: number) {
    this.#keys = keys;
    this.#timeoutMs = timeoutMs;
  }

  *dialogue(who: Speaker): Dialogue<Outcome> {
    const last = this.#records.at(-1);
    const first = last === undefined ? 1 : readU32(last.text, 2) + 1;
    const closing = yield { to: "off-switch", order: logClosing(SEGMENT) };
    if (closing === undefined) return noAnswer(who, NAME, "log-closing", this.#timeoutMs);
    if (closing.body.kind !== "closing") return refusal(who, NAME, closing);
    const { lastRecord, tag } = closing.body;
    const read: LogFileRecord[] = [];
    for (let number = first; number <= lastRecord; number++) {
      const record = yield* readRecord(LOG, number);
      if (record === undefined) return noAnswer(who, NAME, "read-log", this.#timeoutMs);
      if (typeof record === "string") read.push(storedRecord(SLOT_BYTES, record));
      else if (record.result !== "absent") return refusal(who, NAME, record);
    }
    return yield* this.#acknowledge(who, read, lastRecord, tag);
  }

  *#acknowledge(who: Speaker, read: readonly LogFileRecord[], lastRecord: number, closing: string): Dialogue<Outcome> {
    const { meterId } = who;
    const records = [...this.#records, ...read];
    const log: LogFile = { meterId, segment: SEGMENT, textBytes: textBytes(SLOT_BYTES), records, closing };
    const { verdict } = verifyLog(log, this.#keys);
    const lines = logEntries({ ...log, records: read }).map(entryLine);
    if (verdict.kind !== "intact") {
      const trouble = `the log is ${verdictText(verdict)}; nothing was acknowledged`;
      return { ending: "refused", lines, trouble, data: { meter: meterId, order: NAME } };
    }
    const answer = yield { to: "off-switch", order: logStored(lastRecord) };
    if (answer === undefined) return noAnswer(who, "log-stored", "log-stored", this.#timeoutMs);
    if (answer.result !== "done") return refusal(who, "log-stored", answer);
    this.#records = records;
    const says = `meter ${meterId}: events up to ${lastRecord} acknowledged, the log is intact`;
    return done([...lines, says], { meter: meterId, order: NAME, acknowledged: lastRecord });
  }
}
