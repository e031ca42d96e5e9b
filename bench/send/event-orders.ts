// The off-switch processor's own log, read sealed end to end: what the meter board stores of it came in clear. Its records are kept as an
// exported log in the meter's folder, and only what is kept there and follows from the keys is acknowledged, so that the processor knows
// what may fall off. Others read the file with `hasm verify-log`.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { system as offSwitchSystem } from "../../firmware/off-switch/system.ts";
import { textBytes } from "../../firmware/store/log.ts";
import type { Answered } from "../central/exchange.ts";
import { logClosing, logStored } from "../central/orders.ts";
import { readLogKeys } from "../key-file.ts";
import { entryLine, logEntries } from "../log-entries.ts";
import { decodeLogFile, encodeLogFile, LogFileError } from "../log-file.ts";
import type { LogFile, LogFileRecord } from "../log-file.ts";
import { verdictText } from "../verify-log-command.ts";
import { verifyLog } from "../verify-log.ts";
import type { Verdict } from "../verify-log.ts";
import { withCentral } from "./desk.ts";
import type { CentralDesk, Session } from "./desk.ts";
import { converse } from "./dialogue.ts";
import { noAnswer, refusal } from "./errand.ts";
import { finishKeyChanges } from "./key-order.ts";
import { readRecord, storedRecord } from "./log-orders.ts";
import { done, SendError } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { openPrivateFolder } from "./private-folder.ts";
import type { PrivateFolder } from "./private-folder.ts";
import { parsed } from "./provisioned.ts";

const FOLDER = "switch-events";
const FILE = "switch.log";
const KEYS = "off-switch-log.keys";

const NAME = "events";
const {
  number: SEGMENT,
  bytes: LOG_BYTES,
  slotBytes: SLOT_BYTES,
} = offSwitchSystem.segments.find(({ name }) => name === "switch-log")!;
const LOG = { of: "off-switch", segment: SEGMENT, slotBytes: SLOT_BYTES } as const;
const TEXT_BYTES = textBytes(SLOT_BYTES);
/** More than these there cannot be. */
const MOST_RECORDS = LOG_BYTES / SLOT_BYTES;

const numberOf = ({ text }: LogFileRecord): number => readU32(text, 2);

/** What earlier runs kept. Throws SendError. */
function readKept(folder: PrivateFolder, path: string, meterId: string): LogFile {
  const file = folder.read(FILE);
  if (file === undefined) return { meterId, segment: SEGMENT, textBytes: TEXT_BYTES, records: [], closing: "" };
  try {
    const kept = decodeLogFile(file);
    if (kept.meterId === meterId && kept.segment === SEGMENT && kept.textBytes === TEXT_BYTES) return kept;
  } catch (error) {
    if (error instanceof LogFileError) throw new SendError("unusable", `${path} ${error.message}`);
    throw error;
  }
  throw new SendError("unusable", `${path} is no switch log of meter ${meterId}`);
}

interface Read {
  readonly records: readonly LogFileRecord[];
  /** What ended it before its time: undefined where nothing did. */
  readonly stop: Outcome | undefined;
}

function wrong(desk: CentralDesk, says: string): Outcome {
  return {
    ending: "refused",
    lines: [],
    trouble: `the off-switch processor of meter ${desk.meterId} ${says}; nothing was acknowledged`,
    data: {},
  };
}

/** Up to `count` records, from `first` to `last`; those that are no longer there are passed over. */
async function readRecords(
  desk: CentralDesk,
  first: number,
  last: number,
  count: number,
  timeoutMs: number,
): Promise<Read> {
  const records: LogFileRecord[] = [];
  for (let number = first; number <= last && records.length < count; number++) {
    const record = await converse(desk, readRecord(LOG, number));
    if (record === undefined) return { records, stop: noAnswer(desk, NAME, "read-log", timeoutMs) };
    if (typeof record === "string") {
      if (readU32(record, 2) !== number)
        return { records, stop: wrong(desk, `gave ${readU32(record, 2)} for record ${number}`) };
      records.push(storedRecord(SLOT_BYTES, record));
    } else if (record.result !== "absent") return { records, stop: refusal(desk, NAME, record) };
  }
  return { records, stop: undefined };
}

/** Undefined where the keys are not here. Where the file has no closing tag, its end is no finding. */
function verdictOn(folder: string, log: LogFile): Verdict | undefined {
  if (!existsSync(join(folder, KEYS))) return undefined;
  const { verdict } = verifyLog(log, parsed(folder, KEYS, readLogKeys));
  const isOpenEnd = log.closing === "" && verdict.kind === "cut-off";
  return isOpenEnd ? { kind: "intact", restarts: [] } : verdict;
}

interface Closing {
  readonly lastRecord: number;
  readonly tag: string;
}

class Events {
  readonly #timeoutMs: number;
  readonly #desk: CentralDesk;
  readonly #folder: string;

  constructor(timeoutMs: number, desk: CentralDesk, folder: string) {
    this.#timeoutMs = timeoutMs;
    this.#desk = desk;
    this.#folder = folder;
  }

  async take(kept: LogFile, closing: Closing, count: number, keep: (file: string) => void): Promise<Outcome> {
    const last = kept.records.at(-1);
    const next = last === undefined ? 1 : numberOf(last) + 1;
    if (next > closing.lastRecord + 1)
      return wrong(this.#desk, `says that ${closing.lastRecord} is its last record, and ${next - 1} is kept here`);
    const first = Math.max(next, closing.lastRecord - MOST_RECORDS + 1);
    const read = await readRecords(this.#desk, first, closing.lastRecord, count, this.#timeoutMs);
    const records = [...kept.records, ...read.records];
    const newest = records.at(-1);
    const isWhole = newest !== undefined && numberOf(newest) === closing.lastRecord;
    const log: LogFile = { ...kept, records, closing: isWhole ? closing.tag : "" };
    keep(encodeLogFile(log));
    const entries = logEntries({ ...log, records: read.records });
    const verdict = verdictOn(this.#folder, log);
    const outcome = read.stop ?? (await this.#acknowledge(newest, verdict));
    const lines = [...entries.map(entryLine), ...outcome.lines];
    return { ...outcome, lines, data: { ...outcome.data, ...this.#about, entries, verdict: verdict ?? null } };
  }

  get #about() {
    return { meter: this.#desk.meterId, order: NAME };
  }

  async #acknowledge(newest: LogFileRecord | undefined, verdict: Verdict | undefined): Promise<Outcome> {
    const { meterId } = this.#desk;
    if (verdict !== undefined && verdict.kind !== "intact")
      return wrong(this.#desk, `has a log that is ${verdictText(verdict)}`);
    const says = verdict === undefined ? `not verified: ${join(this.#folder, KEYS)} is not here` : "intact";
    if (newest === undefined) return done([`meter ${meterId}: no events, ${says}`]);
    const number = numberOf(newest);
    const answer = await this.#desk.ask("off-switch", logStored(number));
    if (answer === undefined) return noAnswer(this.#desk, "log-stored", "log-stored", this.#timeoutMs);
    if (answer.result !== "done") return refusal(this.#desk, "log-stored", answer);
    return done([`meter ${meterId}: events up to ${number} kept and acknowledged, ${says}`], { acknowledged: number });
  }
}

function closingOf(desk: CentralDesk, answer: Answered | undefined, timeoutMs: number): Closing | Outcome {
  if (answer === undefined) return noAnswer(desk, NAME, "log-closing", timeoutMs);
  return answer.body.kind === "closing" ? answer.body : refusal(desk, NAME, answer);
}

/** Reads up to `count` records that no earlier run kept, keeps them, verifies all that are kept, and acknowledges them. */
export async function takeEvents(
  desk: CentralDesk,
  folder: string,
  timeoutMs: number,
  count: number,
): Promise<Outcome> {
  const directory = join(folder, FOLDER);
  const place = openPrivateFolder(directory);
  try {
    const kept = readKept(place, join(directory, FILE), desk.meterId);
    const closing = closingOf(desk, await desk.ask("off-switch", logClosing(SEGMENT)), timeoutMs);
    if ("ending" in closing) return closing;
    return await new Events(timeoutMs, desk, folder).take(kept, closing, count, (file) => {
      place.replace(FILE, file);
    });
  } finally {
    place.close();
  }
}

export function eventsOrder(session: Session, count: number): Promise<Outcome> {
  return withCentral(session, async (desk, memory, folder) => {
    await finishKeyChanges(desk, memory);
    return takeEvents(desk, folder, session.timeoutMs, count);
  });
}
