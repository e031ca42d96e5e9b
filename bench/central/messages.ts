// What a meter says inside the seal: answers, reports and rounds, as named values with units. The layouts are those of
// firmware/messages; a board has no need to read them, so their readers are here. A meter with valid keys can put anything at all
// inside a seal: nothing here throws, and whatever the layout does not say exactly is refused with the reason.

import { readU16, readU32 } from "../../firmware/messages/bytes.ts";
import * as command from "../../firmware/messages/meter-order.ts";
import { readBalance } from "../../firmware/messages/credit.ts";
import { PARAMETER_BYTES } from "../../firmware/messages/parameters.ts";
import * as layout from "../../firmware/messages/reading.ts";
import { READING_BYTES, READING_INTERVAL, READING_NOW } from "../../firmware/messages/reading.ts";
import { REPORT } from "../../firmware/messages/report.ts";
import { ROUND } from "../../firmware/messages/round.ts";
import { PLAIN_BYTES } from "../../firmware/messages/sealed.ts";
import { readCounter } from "./channel.ts";
import { ORDER_NAMES } from "./order-names.ts";
import type { OrderName, Processor } from "./order-names.ts";
import type { PlainRefusal } from "./refusals.ts";
import { decodeSwitchBody, SWITCH_BODY_BYTES } from "./switch-messages.ts";
import type { SwitchBody } from "./switch-messages.ts";

export type Decoded<Message> = { readonly message: Message } | { readonly wrong: PlainRefusal };

export interface Reading {
  /** 0 where the meter has no clock. */
  readonly utcSeconds: number;
  readonly importWh: number;
  readonly powerW: number;
  /** A state of firmware/messages/switch-state.ts. */
  readonly switchState: string;
  readonly intervalWh: number;
  /** Bits of firmware/messages/reading.ts. */
  readonly status: number;
  /** Likewise. */
  readonly alarms: number;
  readonly exportWh: number;
  readonly exportPowerW: number;
  /** From 0; it counts where there is a currency. */
  readonly rate: number;
  readonly isLowRate: boolean;
  /** Supply is not cut now for lack of credit. */
  readonly isProtected: boolean;
  /** Of the import, at low rates. */
  readonly lowWh: number;
  /** Of a kWh, 1e-5 currency. */
  readonly price1e5: number;
  /** Since ever. */
  readonly charged1e5: number;
  /** Local time, ahead of UTC. */
  readonly localQuarters: number;
  readonly isSummerTime: boolean;
  /** Device type as in EN 13757-3; 0: there is no meter of another utility. */
  readonly otherMedium: number;
  readonly otherLitres: number;
  /** When that was read; 0: it was not. */
  readonly otherUtcSeconds: number;
  /** Three bytes as the tariff has them, ISO 4217; "": no tariff is in force. */
  readonly currency: string;
}

export interface IntervalReport extends Omit<Reading, "utcSeconds"> {
  readonly endUtcSeconds: number;
  readonly faults: number;
  readonly refusedFrames: number;
  readonly refusedMessages: number;
}

export const RESULTS = {
  [command.RESULT_DONE]: "done",
  [command.RESULT_MALFORMED]: "malformed",
  [command.RESULT_NOT_ALLOWED]: "not-allowed",
  [command.RESULT_OUT_OF_RANGE]: "out-of-range",
  [command.RESULT_PART_FAILED]: "part-failed",
  [command.RESULT_BUSY]: "busy",
  [command.RESULT_ABSENT]: "absent",
  [command.RESULT_TOO_OFTEN]: "too-often",
} as const;

export type Result = (typeof RESULTS)[keyof typeof RESULTS];

export type AnswerBody =
  | { readonly kind: "none" }
  | { readonly kind: "reading"; readonly reading: Reading }
  | ({ readonly kind: "switch" } & SwitchBody)
  | { readonly kind: "parameter"; readonly value: string }
  /** In 1e-5 currency. */
  | { readonly kind: "balance"; readonly balance1e5: number }
  /** 64 bytes as they are stored, ones behind a record's end included. */
  | { readonly kind: "record"; readonly bytes: string }
  /** What closes a log now: number of its last record, and the tag (docs/flash-format.md), 16 bytes. */
  | { readonly kind: "closing"; readonly lastRecord: number; readonly tag: string };

export interface Answer {
  readonly order: OrderName;
  /** Of the command. */
  readonly counter: bigint;
  readonly result: Result;
  readonly body: AnswerBody;
}

export interface Round {
  /** Number of the billing interval since 1970. */
  readonly round: number;
  /** Energy and mask, modulo 2^32. */
  readonly maskedWh: number;
}

const ANSWER_HEAD_BYTES = 11;
/** A reading without its kind, which its place in a message says. */
const TOLD_BYTES = READING_BYTES - 1;
/** Of a report, behind its class and the reading. */
const REPORT_COUNTS = 1 + TOLD_BYTES;
const REPORT_BYTES = REPORT_COUNTS + 6;
const ROUND_BYTES = 9;
const RECORD_BYTES = 64;
/** Number of the last record, tag. */
const CLOSING_BYTES = 20;
/** Of firmware/messages/credit.ts. */
const BALANCE_BYTES = 6;
const SWITCH_STATES = "012?";
/** In a reading. */
const SUMMER_AT = 44;

function hasZerosFrom(plain: string, at: number): boolean {
  return plain.slice(at) === "\0".repeat(PLAIN_BYTES - at);
}

const RATE_BITS = layout.RATE_NUMBER | layout.RATE_LOW | layout.RATE_PROTECTED;

/** Whether a reading says what can be; its kind is not looked at. */
function isReading(bytes: string): boolean {
  if (bytes.length !== READING_BYTES || !SWITCH_STATES.includes(layout.readingSwitch(bytes))) return false;
  const isRate = (layout.readingRate(bytes) & ~RATE_BITS) === 0;
  return isRate && layout.readingCharged(bytes) >= 0 && bytes.charCodeAt(SUMMER_AT) <= 1;
}

/** `told`: the bytes of a reading behind its kind. */
function decodeReading(told: string): Reading | undefined {
  const bytes = READING_NOW + told;
  if (!isReading(bytes)) return undefined;
  const rate = layout.readingRate(bytes);
  const currency = layout.readingCurrency(bytes);
  return {
    utcSeconds: layout.readingUtcSeconds(bytes),
    importWh: layout.readingImportWh(bytes),
    powerW: layout.readingPowerW(bytes),
    switchState: layout.readingSwitch(bytes),
    intervalWh: layout.readingIntervalWh(bytes),
    status: layout.readingStatus(bytes),
    alarms: layout.readingAlarms(bytes),
    exportWh: layout.readingExportWh(bytes),
    exportPowerW: layout.readingExportPowerW(bytes),
    rate: rate & layout.RATE_NUMBER,
    isLowRate: (rate & layout.RATE_LOW) !== 0,
    isProtected: (rate & layout.RATE_PROTECTED) !== 0,
    lowWh: layout.readingLowWh(bytes),
    price1e5: layout.readingPrice(bytes),
    charged1e5: layout.readingCharged(bytes),
    localQuarters: layout.readingLocalQuarters(bytes),
    isSummerTime: layout.readingIsSummer(bytes),
    otherMedium: layout.readingOtherMedium(bytes),
    otherLitres: layout.readingOtherLitres(bytes),
    otherUtcSeconds: layout.readingOtherUtcSeconds(bytes),
    currency: currency === layout.NO_CURRENCY ? "" : currency,
  };
}

interface BodyLayout {
  readonly bytes: number;
  readonly read: (bytes: string) => AnswerBody | undefined;
}

const NO_BODY: BodyLayout = { bytes: 0, read: () => ({ kind: "none" }) };
const RECORD_BODY: BodyLayout = { bytes: RECORD_BYTES, read: (bytes) => ({ kind: "record", bytes }) };

const CLOSING_BODY: BodyLayout = {
  bytes: CLOSING_BYTES,
  read: (bytes) => ({ kind: "closing", lastRecord: readU32(bytes, 0), tag: bytes.slice(4) }),
};

const SWITCH_BODY: BodyLayout = {
  bytes: SWITCH_BODY_BYTES,
  read(bytes) {
    const body = decodeSwitchBody(bytes);
    return body && { kind: "switch", ...body };
  },
};

const READING_BODY: BodyLayout = {
  bytes: READING_BYTES,
  read(bytes) {
    const reading =
      bytes[0] === READING_NOW || bytes[0] === READING_INTERVAL ? decodeReading(bytes.slice(1)) : undefined;
    return reading && { kind: "reading", reading };
  },
};

const PARAMETER_BODY: BodyLayout = {
  bytes: 1 + PARAMETER_BYTES,
  read(bytes) {
    const length = bytes.charCodeAt(0);
    if (length > PARAMETER_BYTES || !/^\0*$/.test(bytes.slice(1 + length))) return undefined;
    return { kind: "parameter", value: bytes.slice(1, 1 + length) };
  },
};

const BALANCE_BODY: BodyLayout = {
  bytes: BALANCE_BYTES,
  read: (bytes) => ({ kind: "balance", balance1e5: readBalance(bytes, 0) }),
};

const LOG_BODIES: Readonly<Partial<Record<OrderName, BodyLayout>>> = {
  "read-log": RECORD_BODY,
  "log-closing": CLOSING_BODY,
};

const METER_BODIES: Readonly<Partial<Record<OrderName, BodyLayout>>> = {
  query: READING_BODY,
  "read-parameter": PARAMETER_BODY,
  "prepaid-on": BALANCE_BODY,
  "prepaid-off": BALANCE_BODY,
  "top-up": BALANCE_BODY,
  ...LOG_BODIES,
};

/** The off-switch processor says how it is whatever it was ordered and did, but where it was asked for a log. */
function bodyLayout(from: Processor, order: OrderName, result: Result): BodyLayout {
  if (from === "off-switch" && LOG_BODIES[order] === undefined) return SWITCH_BODY;
  return (result === "done" ? METER_BODIES[order] : undefined) ?? NO_BODY;
}

/** `plain` is 96 bytes. Layout: firmware/messages/command.ts. */
export function decodeAnswer(plain: string, from: Processor): Decoded<Answer> {
  if (plain.charAt(0) !== command.ANSWER) return { wrong: "wrong-class" };
  const order = ORDER_NAMES[plain.charAt(1)];
  if (order === undefined) return { wrong: "wrong-order" };
  const result = (RESULTS as Readonly<Partial<Record<string, Result>>>)[plain.charAt(10)];
  if (result === undefined) return { wrong: "wrong-result" };
  const { bytes, read } = bodyLayout(from, order, result);
  const end = ANSWER_HEAD_BYTES + bytes;
  const body = read(plain.slice(ANSWER_HEAD_BYTES, end));
  if (body === undefined) return { wrong: "wrong-body" };
  if (!hasZerosFrom(plain, end)) return { wrong: "wrong-padding" };
  return { message: { order, counter: readCounter(plain.slice(2)), result, body } };
}

/** `plain` is 96 bytes. Layout: firmware/messages/report.ts. */
export function decodeReport(plain: string): Decoded<IntervalReport> {
  if (plain.charAt(0) !== REPORT) return { wrong: "wrong-class" };
  const reading = decodeReading(plain.slice(1, REPORT_COUNTS));
  if (reading === undefined) return { wrong: "wrong-body" };
  if (!hasZerosFrom(plain, REPORT_BYTES)) return { wrong: "wrong-padding" };
  const { utcSeconds, ...rest } = reading;
  return {
    message: {
      ...rest,
      endUtcSeconds: utcSeconds,
      faults: readU16(plain, REPORT_COUNTS),
      refusedFrames: readU16(plain, REPORT_COUNTS + 2),
      refusedMessages: readU16(plain, REPORT_COUNTS + 4),
    },
  };
}

/** `plain` is 96 bytes and `counter` that of its message, which is the number of the round. Layout: firmware/messages/round.ts. */
export function decodeRound(plain: string, counter: bigint): Decoded<Round> {
  if (plain.charAt(0) !== ROUND) return { wrong: "wrong-class" };
  if (!hasZerosFrom(plain, ROUND_BYTES)) return { wrong: "wrong-padding" };
  const round = readU32(plain, 1);
  if (BigInt(round) !== counter) return { wrong: "wrong-round" };
  return { message: { round, maskedWh: readU32(plain, 5) } };
}
