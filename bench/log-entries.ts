// What the records of an exported log say, in words: layouts of firmware/messages/log-entry.ts.
// It vouches for nothing (verify-log.ts does), and a record of which it does not know the layout it gives as hex.

import { readU16, readU32 } from "../firmware/messages/bytes.ts";
import * as what from "../firmware/messages/security-entry.ts";
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
import { metrologyText } from "./metrology-text.ts";
import { reasonNames } from "./switch-words.ts";

export interface LogEntry {
  readonly record: number;
  /** So many equal entries are in this record. */
  readonly count: number;
  /** ISO 8601 in UTC, or seconds since the processor's start; null where the record has none or its writer knew none. */
  readonly time: string | null;
  readonly text: string;
}

interface Words extends Pick<LogEntry, "time" | "text"> {
  /** Default: 1. */
  readonly count?: number;
}

/** Numbers of kernel.ts for what a partition did, of hal/part-fault.ts for a part, of firmware/store/ring.ts for a segment. */
const PARTITION_FAULTS = ["", "threw", "used up its step budget", "was interrupted by the engine"];
const PART_FAULTS = ["works again", "is missing", "is stuck", "gives nonsense", "has forgotten"];
const SEGMENT_FAULTS = ["works again", "has no part that answers", "is of a foreign format", "is worn"];

const FIRST_PART = 32;
const SWITCH_ENTRY_BYTES = 8;
/** Of the meter board: records of the switch log. */
const OFF_SWITCH_LOG = 3;
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

const CONTACT: readonly (string | undefined)[] = [
  "the contact follows again",
  "the contact does not follow",
  "the contact was open where it was to be closed",
];

function reasonsText(bits: number): string {
  const names = reasonNames(bits);
  return names.length === 0 ? "no reason" : names.join(" and ");
}

function wishText(wanted: number): string {
  return wanted === 0
    ? "the meter board wants it open no more"
    : `the meter board wants it open for ${reasonsText(wanted)}`;
}

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
      return kind === 0 ? "the button closed the switch" : "the button was held and the relay may not move yet";
    case what.ENTRY_OPENED:
      return `opened for ${reasonsText(number)}`;
    case what.ENTRY_EXPIRED:
      return "nobody pressed the button in time";
    case what.ENTRY_WANTED:
      return `${wishText(number)}; reasons now: ${reasonNames(kind).join(", ") || "none"}`;
    case what.ENTRY_LOST:
      return "the state of the switch was lost";
    case what.ENTRY_SILENCE:
      return kind === 0 ? "the meter board is heard again" : "the meter board is silent";
    case what.ENTRY_CURRENT:
      return kind === 0 ? "no current flows any more" : "current flows though the switch is open";
    case what.ENTRY_START:
      return "started";
    case what.ENTRY_CONTACT:
      return CONTACT[kind];
    case ENTRY_OTHER:
      return "one of too many kinds at once";
    default:
      return undefined;
  }
}

function metrology(entry: string): Words | undefined {
  const text = metrologyText(entry);
  return text === undefined ? undefined : { time: utc(readU32(entry, 0)), text };
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

/** By the number of the segment and the length of the entry: number 1 is the metrology log of one processor and the switch log of the other. */
const LAYOUTS: ReadonlyMap<string, (entry: string) => Words | undefined> = new Map([
  ["1 16", metrology],
  [`2 ${what.SECURITY_ENTRY_BYTES}`, security],
  [`2 ${what.SECURITY_MERGED_BYTES}`, security],
  [`1 ${SWITCH_ENTRY_BYTES}`, switchEvent],
]);

type Read = (entry: string) => Words | undefined;

function unknown(entry: string): Words {
  return { time: null, text: `unknown entry ${hex(entry)}` };
}

/** What a processor that has this log wrote into it. */
function readerOf(segment: number): Read {
  if (segment === OFF_SWITCH_LOG) return storedRecord;
  return (entry) => LAYOUTS.get(`${segment} ${entry.length}`)?.(entry);
}

/** A record of the switch log as it came to the meter board. */
function storedRecord(record: string): Words | undefined {
  const payload = record.slice(HEAD_BYTES);
  if (record.length < HEAD_BYTES || payload.length !== record.charCodeAt(1)) return undefined;
  const { time, text, count } = words(readSwitchEvent, record.charCodeAt(0), payload);
  return { time, text: `switch log ${readU32(record, 2)}: ${text}`, ...(count === undefined ? {} : { count }) };
}

/** What a record of the off-switch processor's log says, as it crosses the link: without its tag. */
export function switchRecordText(record: string): string {
  return storedRecord(record)?.text ?? "that is none";
}

function readSwitchEvent(entry: string): Words | undefined {
  return entry.length === SWITCH_ENTRY_BYTES ? switchEvent(entry) : undefined;
}

function marksText(payload: string): string {
  return `acknowledged up to ${readU32(payload, 0)}, lost unacknowledged ${readU32(payload, 4)}`;
}

/** `read`: what an entry of that log says. */
function words(read: Read, type: number, payload: string): Words {
  const own = (text: string): Words => ({ time: null, text });
  switch (type) {
    case RECORD_DATA:
      return read(payload) ?? unknown(payload);
    case RECORD_MERGED: {
      const entry = payload.slice(2);
      return { ...(read(entry) ?? unknown(entry)), count: readU16(payload, 0) };
    }
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
    return { record: readU32(text, 2), count: 1, ...words(readerOf(file.segment), type, payload) };
  });
}

/** An entry as a line. */
export function entryLine({ record, count, time, text }: LogEntry): string {
  return `${record}  ${time ?? "-"}  ${text}${count === 1 ? "" : `, ${count} times`}`;
}
