// What a meter answers, in words and units. Results say who is to blame for them.

import * as status from "../../firmware/messages/reading.ts";
import { ARMED, CONNECTED, DISCONNECTED } from "../../firmware/messages/switch-state.ts";
import { opens } from "../../firmware/off-switch/switch.ts";
import { hex } from "../byte-string.ts";
import type { AnswerBody, Reading, Result } from "../central/messages.ts";
import type { SwitchBody, SwitchReport } from "../central/switch-messages.ts";
import { isoStamp } from "../load/load.ts";
import { offsetText } from "../tariff/zone.ts";
import { alarmNames, policyWords, reasonNames } from "../switch-words.ts";

export const RESULT_SAYS: Readonly<Record<Exclude<Result, "done">, string>> = {
  malformed: "it does not know this order: its firmware and this program do not belong together",
  "not-allowed": "it does not take this order from whoever gave it",
  "out-of-range": "a number, a length, a time or an amount is outside of what it takes",
  "part-failed": "it could not store, set or read what it should: a part of it failed",
  busy: "it is busy with another order; again later",
  absent: "it has no such record or value",
  "too-often": "that is too soon after the one before, or more often than it allows",
};

const STATES: Readonly<Record<string, string>> = {
  [DISCONNECTED]: "disconnected",
  [CONNECTED]: "connected",
  [ARMED]: "armed",
};

const STATUS_SAYS = [
  [status.STATUS_PARTIAL, "the interval is partial"],
  [status.STATUS_NO_CLOCK, "no clock"],
  [status.STATUS_NO_MEMORY, "no memory"],
  [status.STATUS_CLOCK_SET, "the clock was set in this interval"],
  [status.STATUS_POWER_FAIL, "the supply failed in this interval"],
  [status.STATUS_TEST, "a test"],
] as const;

const ALARM_SAYS = [
  [status.ALARM_BYPASS, "a current without pulses"],
  [status.ALARM_REVERSED, "generation where there is none"],
  [status.ALARM_PHANTOM, "pulses without a current"],
  [status.ALARM_OTHER, "another utility's meter that cannot be the bound one"],
] as const;

/** Device types of EN 13757-3. */
const MEDIA: Readonly<Partial<Record<number, string>>> = { 3: "gas", 4: "heat", 6: "warm water", 7: "water" };

function switchWords(state: string): string {
  const word = STATES[state];
  if (word === undefined) return "unknown: the meter board does not hear from it";
  return state === ARMED ? `${word}: the consumer's button closes it, held for 2 s` : word;
}

/** A reason that the switch goes by; tampering without leave is none to open. */
function willOpen({ state, reasons, obeyed }: SwitchReport): boolean {
  return state === CONNECTED && opens(reasons, obeyed);
}

/** 1e-5 currency as an amount with two to five decimals. */
export function amountWords(amount1e5: number): string {
  const whole = Math.trunc(Math.abs(amount1e5) / 100_000);
  const rest = String(Math.abs(amount1e5) % 100_000).padStart(5, "0");
  return `${amount1e5 < 0 ? "-" : ""}${whole}.${rest.slice(0, 2)}${rest.slice(2).replace(/0+$/, "")}`;
}

function clockWords({ utcSeconds, localQuarters, isSummerTime }: Reading): string {
  if (utcSeconds === 0) return "not set";
  return `${isoStamp(utcSeconds)}, local time ${offsetText(localQuarters)}${isSummerTime ? " in summer" : ""}`;
}

/** A code that no currency has is given as its bytes. */
function currencyWords(currency: string): string {
  return /^[A-Z]{3}$/.test(currency) ? currency : hex(currency);
}

/** For people rates count from 1. */
function rateWords({ currency, rate, isLowRate, isProtected, price1e5 }: Reading): string {
  if (currency === "") return "of no tariff";
  const marks = `${isLowRate ? ", a low one" : ""}${isProtected ? ", supply is not cut for lack of credit" : ""}`;
  return `${rate + 1} at ${amountWords(price1e5)} ${currencyWords(currency)} a kWh${marks}`;
}

function marksOf(bits: number, says: readonly (readonly [number, string])[]): string {
  const marks = says.filter(([bit]) => (bits & bit) !== 0).map(([, word]) => word);
  return marks.join(", ");
}

function otherLines({ otherMedium, otherLitres, otherUtcSeconds }: Reading): string[] {
  if (otherMedium === 0) return [];
  const what = MEDIA[otherMedium] ?? `medium ${otherMedium}`;
  return [`${what} ${otherUtcSeconds === 0 ? "not read yet" : `${otherLitres} l at ${isoStamp(otherUtcSeconds)}`}`];
}

function readingLines(reading: Reading): string[] {
  const { status: bits, alarms } = reading;
  return [
    `clock ${clockWords(reading)}`,
    `import ${reading.importWh} Wh, of it ${reading.lowWh} Wh at low rates`,
    `power ${reading.powerW} W`,
    `interval ${reading.intervalWh} Wh`,
    `export ${reading.exportWh} Wh`,
    `export power ${reading.exportPowerW} W`,
    `rate ${rateWords(reading)}`,
    `charged ${amountWords(reading.charged1e5)}`,
    ...otherLines(reading),
    `switch ${switchWords(reading.switchState)}`,
    `status ${marksOf(bits, STATUS_SAYS) || "good"}`,
    ...(alarms === 0 ? [] : [`alarm ${marksOf(alarms, ALARM_SAYS) || alarms}`]),
  ];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

function switchLines({ report, policy, comingSeconds }: SwitchBody): string[] {
  return [
    `switch ${switchWords(report.state)}${willOpen(report) ? ", and is to open" : ""}`,
    `reasons ${listed(reasonNames(report.reasons))}`,
    `obeys the meter board for ${listed(reasonNames(report.obeyed))}`,
    `commands ${report.accepted} accepted, ${report.rejected} rejected`,
    `relay ${report.operations} operations`,
    `faults ${report.faults}`,
    `alarm ${listed(alarmNames(report.alarm))}`,
    `policy ${policyWords(policy)}`,
    ...(comingSeconds === 0 ? [] : [`another policy counts in ${comingSeconds} s`]),
  ];
}

/** A line for each value in an answer. */
export function bodyLines(body: AnswerBody): readonly string[] {
  switch (body.kind) {
    case "none":
      return [];
    case "reading":
      return readingLines(body.reading);
    case "switch":
      return switchLines(body);
    case "parameter":
      return [`value ${hex(body.value)}`];
    case "balance":
      return [`balance ${amountWords(body.balance1e5)}`];
    case "record":
      return [`record ${hex(body.bytes)}`];
    case "closing":
      return [`last record ${body.lastRecord}`, `closing tag ${hex(body.tag)}`];
  }
}

function switchData({ report, policy, comingSeconds }: SwitchBody): Record<string, unknown> {
  const { state, reasons, obeyed, alarm, ...counts } = report;
  return {
    state: STATES[state] ?? "unknown",
    reasons: reasonNames(reasons),
    obeyed: reasonNames(obeyed),
    ...counts,
    alarms: alarmNames(alarm),
    policy,
    comingSeconds,
  };
}

function readingData(reading: Reading): Record<string, unknown> {
  const { switchState, currency, price1e5, charged1e5, ...rest } = reading;
  return {
    ...rest,
    switchState: STATES[switchState] ?? "unknown",
    currency: currency === "" ? null : currencyWords(currency),
    price: currency === "" ? null : amountWords(price1e5),
    charged: amountWords(charged1e5),
  };
}

/** The values of an answer under their names, for JSON: bytes as hex, amounts as text. */
export function bodyData(body: AnswerBody): Record<string, unknown> {
  switch (body.kind) {
    case "none":
      return {};
    case "reading":
      return { reading: readingData(body.reading) };
    case "switch":
      return { switch: switchData(body) };
    case "parameter":
      return { value: hex(body.value) };
    case "balance":
      return { balance: amountWords(body.balance1e5) };
    case "record":
      return { record: hex(body.bytes) };
    case "closing":
      return { lastRecord: body.lastRecord, tag: hex(body.tag) };
  }
}
