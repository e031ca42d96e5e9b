// What a meter answers, in words and units. Results say who is to blame for them.

import { readU16 } from "../../firmware/messages/bytes.ts";
import { PARAMETER_CONSUMER_PORT, PARAMETER_IMPULSES_PER_KWH } from "../../firmware/messages/parameters.ts";
import * as status from "../../firmware/messages/reading.ts";
import { ARMED, CONNECTED, DISCONNECTED } from "../../firmware/messages/switch-state.ts";
import { opens } from "../../firmware/off-switch/switch.ts";
import { hex } from "../byte-string.ts";
import type { AnswerBody, Reading, Result } from "../central/messages.ts";
import type { SwitchBody, SwitchReport } from "../central/switch-messages.ts";
import { isoStamp } from "../load/load.ts";
import { alarmNames, policyWords, reasonNames } from "../switch-words.ts";

export const RESULT_SAYS: Readonly<Record<Exclude<Result, "done">, string>> = {
  malformed: "it does not know this order: its firmware and this program do not belong together",
  "not-allowed": "it does not take this order from whoever gave it",
  "out-of-range": "a number, a length, a time or an amount is outside of what it takes",
  "part-failed": "it could not store, set or read what it should: a part of it failed",
  busy: "it is busy with another order; again later",
  absent: "it has no such record or value",
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
] as const;

const PORT_MODES = ["silent", "clear", "sealed"];

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

function readingLines(reading: Reading): string[] {
  const marks = STATUS_SAYS.filter(([bit]) => (reading.status & bit) !== 0).map(([, says]) => says);
  return [
    `clock ${reading.utcSeconds === 0 ? "not set" : isoStamp(reading.utcSeconds)}`,
    `import ${reading.importWh} Wh`,
    `power ${reading.powerW} W`,
    `interval ${reading.intervalWh} Wh`,
    `switch ${switchWords(reading.switchState)}`,
    `status ${marks.length === 0 ? "good" : marks.join(", ")}`,
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

/** What a parameter says; as hex where this program does not know it. */
export function parameterWords(number: number, value: string): string {
  if (number === PARAMETER_IMPULSES_PER_KWH && value.length === 2) return `impulses per kWh ${readU16(value, 0)}`;
  const mode = PORT_MODES[value.charCodeAt(0)];
  if (number === PARAMETER_CONSUMER_PORT && value.length === 1 && mode !== undefined) return `consumer port ${mode}`;
  return `parameter ${number} ${hex(value)}`;
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

/** The values of an answer under their names, for JSON: bytes as hex, amounts as text. */
export function bodyData(body: AnswerBody): Record<string, unknown> {
  switch (body.kind) {
    case "none":
      return {};
    case "reading":
      return { reading: { ...body.reading, switchState: STATES[body.reading.switchState] ?? "unknown" } };
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
