// The logs of both processors over a wire: records in words, and the tag that closes a log. What comes is what the meter says of its logs
// now; that nothing in them was changed is proved by `hasm verify-log` on an exported log alone.

import { readU32 } from "../../firmware/messages/bytes.ts";
import { system as meterSystem } from "../../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { coveredBytes, textBytes } from "../../firmware/store/log.ts";
import { TAG_BYTES } from "../../firmware/store/chain.ts";
import type { Answered } from "../central/exchange.ts";
import type { Processor } from "../central/order-names.ts";
import { logClosing, readLog } from "../central/orders.ts";
import { entryLine, logEntries } from "../log-entries.ts";
import type { LogEntry } from "../log-entries.ts";
import type { LogFileRecord } from "../log-file.ts";
import { UserError } from "../user-error.ts";
import type { Role, Session } from "./desk.ts";
import { converse } from "./dialogue.ts";
import type { Dialogue } from "./dialogue.ts";
import { noAnswer, refusal } from "./errand.ts";
import type { Errand, Speaker } from "./errand.ts";
import { give, withDesk } from "./give.ts";
import { done } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

export const LOG_NAMES = ["metrology", "security", "off-switch"] as const;
/** The off-switch processor's own, behind its key. */
export const SWITCH_LOG = "switch";
export const ALL_LOG_NAMES = [...LOG_NAMES, SWITCH_LOG] as const;
export type LogName = (typeof ALL_LOG_NAMES)[number];

/** An answer carries so much of a record. */
const HALF_BYTES = 64;

/** A log of a processor of the meter. */
export interface Log {
  readonly of: Processor;
  readonly segment: number;
  readonly slotBytes: number;
}

export function logOf(name: LogName): Log {
  const [of, { segments }] =
    name === SWITCH_LOG ? (["off-switch", offSwitchSystem] as const) : (["meter", meterSystem] as const);
  const { number: segment, slotBytes } = segments.find((one) => one.name === `${name}-log`)!;
  return { of, segment, slotBytes };
}

/** Throws UserError where nobody in that role reaches the processor whose log it is. */
function demandReach(role: Role, name: LogName): void {
  if (role === "technician" && name === SWITCH_LOG)
    throw new UserError(
      "the technician does not reach the off-switch processor: its log is read by the central system",
    );
}

/** A record as it is stored, or the answer that there was instead of it. */
export function* readRecord(
  { of, segment, slotBytes }: Log,
  sequence: number,
): Dialogue<string | Answered | undefined> {
  let record = "";
  for (const offset of [0, HALF_BYTES].filter((at) => at < coveredBytes(slotBytes))) {
    const answer = yield { to: of, order: readLog(segment, sequence, offset) };
    if (answer?.body.kind !== "record") return answer;
    record += answer.body.bytes;
  }
  return record;
}

/** Text and tag of a record as it is stored, in slots of so many bytes. */
export function storedRecord(slotBytes: number, record: string): LogFileRecord {
  const end = textBytes(slotBytes);
  return { text: record.slice(0, end), tag: record.slice(end, end + TAG_BYTES) };
}

function entryOf({ segment, slotBytes }: Log, meterId: string, sequence: number, record: string): LogEntry {
  const found = readU32(record, 2);
  if (found !== sequence)
    return { record: sequence, count: 1, time: null, text: `the meter gave record ${found} in its place` };
  const records = [storedRecord(slotBytes, record)];
  return logEntries({ meterId, segment, textBytes: textBytes(slotBytes), records, closing: "" })[0]!;
}

export interface Records {
  readonly log: LogName;
  /** Undefined: so that the last of them is the latest. */
  readonly from: number | undefined;
  readonly count: number;
}

export function* readLogDialogue(
  who: Speaker,
  { log: name, from, count }: Records,
  timeoutMs: number,
): Dialogue<Outcome> {
  const log = logOf(name);
  const title = `read-log ${name}`;
  const entries: LogEntry[] = [];
  const end = (outcome: Outcome): Outcome => {
    const data = { ...outcome.data, meter: who.meterId, order: title, entries };
    return { ...outcome, lines: entries.map(entryLine), data };
  };
  let first = from;
  if (first === undefined) {
    const closing = yield { to: log.of, order: logClosing(log.segment) };
    if (closing === undefined) return end(noAnswer(who, title, "log-closing", timeoutMs));
    if (closing.body.kind !== "closing") return end(refusal(who, title, closing));
    first = Math.max(1, closing.body.lastRecord - count + 1);
  }
  for (let sequence = first; sequence < first + count; sequence++) {
    const record = yield* readRecord(log, sequence);
    if (record === undefined) return end(noAnswer(who, title, "read-log", timeoutMs));
    if (typeof record === "string") entries.push(entryOf(log, who.meterId, sequence, record));
    // The end of the log is no refusal, once there was something; nor is it that the oldest records fell off.
    else if (record.result !== "absent" || (from !== undefined && entries.length === 0))
      return end(refusal(who, title, record));
    else if (entries.length > 0) break;
  }
  return end(done([]));
}

export function readLogOrder(session: Session, role: Role, records: Records): Promise<Outcome> {
  demandReach(role, records.log);
  return withDesk(session, role, (desk) => converse(desk, readLogDialogue(desk, records, session.timeoutMs)));
}

export function logClosingErrand(log: LogName): Errand {
  const { of, segment } = logOf(log);
  return { name: `log-closing ${log}`, to: of, order: logClosing(segment) };
}

export function logClosingOrder(session: Session, role: Role, log: LogName): Promise<Outcome> {
  demandReach(role, log);
  return give(session, role, logClosingErrand(log));
}
