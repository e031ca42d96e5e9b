// What the records of an exported log say, in words: layouts of firmware/messages/log-entry.ts and, for the off-switch log, switch-state.ts.
// It vouches for nothing (verify-log.ts does), and a record of which it does not know the layout it gives as hex.

import { readU16, readU32 } from "../firmware/messages/bytes.ts";
import * as what from "../firmware/messages/security-entry.ts";
import { STATUS_CLOCK_SET, STATUS_NO_CLOCK, STATUS_NO_MEMORY, STATUS_PARTIAL } from "../firmware/messages/reading.ts";
import { isSwitchState, switchStateAlarm, switchStateRejected } from "../firmware/messages/switch-state.ts";
import { ARMED, CONNECTED, DISCONNECTED } from "../firmware/messages/switch-state.ts";
import type { System } from "../firmware/kernel/description.ts";
import { system as meterSystem } from "../firmware/meter/system.ts";
import { system as offSwitchSystem } from "../firmware/off-switch/system.ts";
import { RECORD_ACKNOWLEDGED, RECORD_BEGIN, RECORD_DATA } from "../firmware/store/log.ts";
import { RECORD_FILL, RECORD_MERGED, RECORD_RESTART } from "../firmware/store/log.ts";
import { HEAD_BYTES } from "../firmware/store/slot.ts";
import { watchedParts } from "../tools/build/wiring.ts";
import { ROUTE_CS, ROUTE_LINE, ROUTE_MAINTENANCE, ROUTE_NOISE, ROUTE_TOP_UP } from "../firmware/messages/route.ts";
import { hex } from "./byte-string.ts";
import { RESULTS } from "./central/messages.ts";
import { ORDER_NAMES } from "./central/order-names.ts";
import { isoStamp } from "./load/load.ts";
import type { LogFile } from "./log-file.ts";

export interface LogEntry {
  readonly record: number;
  /** So many equal entries are in this record. */
  readonly count: number;
  /** ISO 8601 in UTC, or seconds since the processor's start; null where the record has none or its writer knew none. */
  readonly time: string | null;
  readonly text: string;
}

type Words = Pick<LogEntry, "time" | "text">;

/** Numbers of kernel.ts for what a partition did, of hal/part-fault.ts for a part, of firmware/store/ring.ts for a segment. */
const PARTITION_FAULTS = ["", "threw", "used up its step budget", "was interrupted by the engine"];
const PART_FAULTS = ["works again", "is missing", "is stuck", "gives nonsense", "has forgotten"];
const SEGMENT_FAULTS = ["works again", "has no part that answers", "is of a foreign format", "is worn"];

const FIRST_PART = 32;
/** What merging makes of entries when too many kinds come at once (firmware/store/merge.ts). */
const ENTRY_OTHER = "\0";

/** Names of the parts that the kernel of a processor watches, from number 32 on. */
export function partNames(system: System): string[] {
  return watchedParts(system, system.segments);
}

const STATES: Readonly<Record<string, string>> = { [DISCONNECTED]: "off", [CONNECTED]: "on", [ARMED]: "armed" };
const stateWord = (state: string): string => STATES[state] ?? "unknown";

/** By the route byte of an entry: who sealed it, or where it was typed. */
const SENDERS: Readonly<Record<string, string>> = {
  [ROUTE_CS]: "the central system",
  [ROUTE_TOP_UP]: "the top-up gateway",
  [ROUTE_MAINTENANCE]: "the technician",
  [ROUTE_LINE]: "a typed code",
  // What is credited once more behind a reset.
  [ROUTE_NOISE]: "the meter itself",
};

const RESULTS_BY_CODE: Readonly<Partial<Record<string, string>>> = RESULTS;

const CODES: Readonly<Record<string, string>> = {
  "\0\0": "right",
  wr: "wrong",
  no: "mistyped",
  lo: "not looked at: locked",
  ag: "put off",
};

function utc(seconds: number): string | null {
  return seconds === 0 ? null : isoStamp(seconds);
}

const sinceStart = (seconds: number): string => `${seconds} s after the start`;

function faultText(system: System, number: number, kind: number): string {
  const partition = number < FIRST_PART ? system.partitions[number]?.name : undefined;
  const part = partNames(system)[number - FIRST_PART];
  const isSegment = system.segments.some(({ name }) => name === part);
  const says = partition === undefined ? (isSegment ? SEGMENT_FAULTS : PART_FAULTS) : PARTITION_FAULTS;
  return `${partition ?? part ?? `number ${number}`} ${says[kind] ?? `has fault ${kind}`}`;
}

function commandText(event: string): string {
  const sender = event.length > 4 ? ` of ${SENDERS[event.charAt(3)] ?? "?"}` : "";
  const body = event.slice(4).replace(/\0+$/, "");
  const result = RESULTS_BY_CODE[event.charAt(2)] ?? `result ${event.charCodeAt(2)}`;
  return `${ORDER_NAMES[event.charAt(1)] ?? `order ${event.charCodeAt(1)}`}${sender}: ${result}${event.length > 4 && body !== "" ? ` (${hex(body)})` : ""}`;
}

/** The off-switch processor hears of no frame that was refused, and of one sender only. */
function refusedText(system: System, route: string): string {
  if (route === "\0") return system.name === "meter" ? "refused a frame or a line" : "refused what did not open";
  return `refused what did not open as of ${SENDERS[route] ?? `route ${route.charCodeAt(0)}`}`;
}

function eventText(system: System, event: string): string | undefined {
  const [number, kind] = [event.charCodeAt(1), event.charCodeAt(2)];
  switch (event.charAt(0)) {
    case what.ENTRY_FAULT:
      return faultText(system, number, kind);
    case what.ENTRY_REFUSED:
      return refusedText(system, event.charAt(1));
    case what.ENTRY_ACCEPTED:
    case what.ENTRY_READ:
      return commandText(event);
    case what.ENTRY_CODE:
      return `typed code: ${CODES[event.slice(1, 3)] ?? "?"}`;
    case what.ENTRY_BUTTON:
      return "the button closed the switch";
    case what.ENTRY_START:
      return "started";
    case what.ENTRY_CONTACT:
      return kind === 0 ? "the contact follows again" : "the contact does not follow";
    case ENTRY_OTHER:
      return "one of too many kinds at once";
    default:
      return undefined;
  }
}

const STATUS_WORDS = [
  [STATUS_PARTIAL, "a part"],
  [STATUS_NO_CLOCK, "no clock"],
  [STATUS_NO_MEMORY, "no memory"],
  [STATUS_CLOCK_SET, "clock set"],
] as const;

function metrology(entry: string): Words {
  const status = entry.charCodeAt(13);
  const marks = STATUS_WORDS.filter(([bit]) => (status & bit) !== 0).map(([, word]) => `, ${word}`);
  const energies = `register ${readU32(entry, 4)} Wh, interval ${readU32(entry, 8)} Wh`;
  return { time: utc(readU32(entry, 0)), text: `${energies}, switch ${stateWord(entry.charAt(12))}${marks.join("")}` };
}

function security(entry: string): Words | undefined {
  const text = eventText(meterSystem, entry.slice(4));
  return text === undefined ? undefined : { time: utc(readU32(entry, 0)), text };
}

function switchEvent(entry: string): Words | undefined {
  const text = eventText(offSwitchSystem, entry.slice(4, 7));
  const state = entry.charAt(7) === "\0" ? "" : `, switch ${stateWord(entry.charAt(7))}`;
  return text === undefined ? undefined : { time: sinceStart(readU32(entry, 0)), text: text + state };
}

/** A change that the off-switch processor told of; `message` is that of switch-state.ts. */
function switchReport(message: string): Words | undefined {
  if (!isSwitchState(message)) return undefined;
  const counts = [
    `accepted ${readU16(message, 1)}`,
    `rejected ${switchStateRejected(message)}`,
    `operations ${readU16(message, 5)}`,
    `faults ${readU16(message, 7)}`,
  ];
  const alarm = switchStateAlarm(message) > 0 ? ", ALARM: contact" : "";
  return { time: null, text: `switch ${stateWord(message.charAt(0))}, ${counts.join(", ")}${alarm}` };
}

/** By the number of the segment and the length of the entry: number 1 is the metrology log of one processor and the switch log of the other. */
const LAYOUTS: ReadonlyMap<string, (entry: string) => Words | undefined> = new Map([
  ["1 14", metrology],
  ["2 16", security],
  ["3 10", switchReport],
  ["1 8", switchEvent],
]);

function entryWords(segment: number, entry: string): Words {
  const read = LAYOUTS.get(`${segment} ${entry.length}`);
  return read?.(entry) ?? { time: null, text: `unknown entry ${hex(entry)}` };
}

function marksText(payload: string): string {
  return `acknowledged up to ${readU32(payload, 0)}, lost unacknowledged ${readU32(payload, 4)}`;
}

function words(segment: number, type: number, payload: string): Words {
  const own = (text: string): Words => ({ time: null, text });
  switch (type) {
    case RECORD_DATA:
      return entryWords(segment, payload);
    case RECORD_MERGED:
      return entryWords(segment, payload.slice(2));
    case RECORD_BEGIN:
      return own(`sector begins, ${marksText(payload)}`);
    case RECORD_RESTART:
      return own(`chain begins anew, ${marksText(payload)}`);
    case RECORD_ACKNOWLEDGED:
      return own(marksText(payload));
    case RECORD_FILL:
      return own(`${payload.charCodeAt(0)} % of the log wait to be acknowledged`);
    default:
      return own(`unknown record ${type} ${hex(payload)}`);
  }
}

/** The first `count` records of a file; default: all. */
export function logEntries(file: LogFile, count = file.records.length): LogEntry[] {
  return file.records.slice(0, count).map(({ text }) => {
    const type = text.charCodeAt(0);
    const payload = text.slice(HEAD_BYTES, HEAD_BYTES + text.charCodeAt(1));
    const entries = type === RECORD_MERGED ? readU16(payload, 0) : 1;
    return { record: readU32(text, 2), count: entries, ...words(file.segment, type, payload) };
  });
}

/** An entry as a line. */
export function entryLine({ record, count, time, text }: LogEntry): string {
  return `${record}  ${time ?? "-"}  ${text}${count === 1 ? "" : `, ${count} times`}`;
}
