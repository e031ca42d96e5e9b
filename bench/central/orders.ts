// Every order that can be given to a meter, made of values that a person understands and checked before anything is sealed. The layouts
// are those of firmware/messages/command.ts. Who may give which order the meter decides; here only sense is checked.

import { FIRST_UTC_SECONDS, LAST_UTC_SECONDS } from "../../hal/clock.ts";
import { u16, u32 } from "../../firmware/messages/bytes.ts";
import {
  PARAMETER_BYTES,
  PARAMETER_CONSUMER_PORT,
  PARAMETER_CREDIT,
  PARAMETER_DEBT,
  PARAMETER_EXPORT_IMPULSES_PER_KWH,
  PARAMETER_IMPULSES_PER_KWH,
  PARAMETER_INTERVAL,
  PARAMETER_LOAD,
  PARAMETER_MAINS_VOLTS,
  PARAMETER_OTHER_UTILITY,
  PARAMETERS,
} from "../../firmware/messages/parameters.ts";
import { MOST_TARIFF_BYTES } from "../../firmware/messages/tariff.ts";
import * as bounds from "../../firmware/messages/switch-policy.ts";
import { LOCAL_REASONS } from "../../firmware/off-switch/switch.ts";
import { crc32 } from "../byte-string.ts";
import {
  KEY_CENTRAL,
  KEY_CONSUMER,
  KEY_MAINTENANCE,
  KEY_OFF_SWITCH,
  KEY_TOP_UP,
  KEY_TOP_UP_CODE,
  METER_LOGS,
} from "../key-file.ts";
import type { OrderName } from "./order-names.ts";

export interface Order {
  readonly name: OrderName;
  /** As long as firmware/messages/command.ts says for the order. */
  readonly body: string;
}

/** What cannot be ordered. To blame is whoever asked for it. */
export type OrderErrorKind = "out-of-range" | "wrong-size" | "not-decimal" | "wrong-addressee" | "not-a-command";

export class OrderError extends RangeError {
  override readonly name = "OrderError";
  readonly kind: OrderErrorKind;

  constructor(kind: OrderErrorKind, text: string) {
    super(text);
    this.kind = kind;
  }
}

const PIECE_BYTES = 64;
const SECRET_BYTES = 32;
const MOST_U16 = 65_535;
const MOST_U32 = 4_294_967_295;
const MOST_IMPULSES = 10_000;
const RECORD_BYTES = 128;
const CONSUMER_PORT = { silent: "\0", clear: "\x01", sealed: "\x02" } as const;
const PROFILES = { dutch: "\0", belgian: "\x01" } as const;
const INTERVAL_MINUTES = [5, 10, 15, 20, 30, 60];
const MOST_PERCENT = 100;
const MOST_BYTE = 255;
/** A day, and half of what the bytes could hold. */
const MOST_OFF_MINUTES = 1440;
const MOST_VOLTS = 500;
const ADDRESS_BYTES = 8;

export const CHANGEABLE_KEYS: readonly number[] = [
  KEY_CENTRAL,
  KEY_OFF_SWITCH,
  KEY_TOP_UP,
  KEY_MAINTENANCE,
  KEY_CONSUMER,
  KEY_TOP_UP_CODE,
];

function demandInteger(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new OrderError("out-of-range", `${what} ${value} is not ${least} to ${most}`);
}

function demandOneOf(what: string, value: number, allowed: readonly number[]): void {
  if (!allowed.includes(value))
    throw new OrderError("out-of-range", `${what} ${value} is not one of ${allowed.join(", ")}`);
}

function demandBytes(what: string, bytes: string, least: number, most: number): void {
  const range = least === most ? `${least}` : `${least} to ${most}`;
  if (bytes.length < least || bytes.length > most)
    throw new OrderError("wrong-size", `${what} has ${bytes.length} bytes, not ${range}`);
  if (/[^\0-\xff]/.test(bytes)) throw new OrderError("wrong-size", `${what} holds characters that are no bytes`);
}

function filled(bytes: string, size: number): string {
  return bytes.padEnd(size, "\0");
}

/** Does nothing and is answered. */
export function cover(): Order {
  return { name: "cover", body: "" };
}

export function query(): Order {
  return { name: "query", body: "" };
}

export function off(): Order {
  return { name: "off", body: "" };
}

/** Arms only: the consumer's button closes. */
export function on(): Order {
  return { name: "on", body: "" };
}

/** Takes back an "off" whose time has not come. */
export function cancel(): Order {
  return { name: "cancel", body: "" };
}

/** For which of LOCAL_REASONS (bits of firmware/messages/switch-state.ts) the meter board may have the switch opened; 0: for none. */
export function obey(reasons: number): Order {
  if (!Number.isInteger(reasons) || (reasons & ~LOCAL_REASONS) !== 0)
    throw new OrderError("out-of-range", `reasons ${reasons} are not of ${LOCAL_REASONS}`);
  return { name: "obey", body: String.fromCharCode(reasons) };
}

/** Within which bounds the off-switch processor moves its relay (firmware/messages/switch-policy.ts). */
export interface SwitchPolicy {
  readonly windowSeconds: number;
  readonly restSeconds: number;
  /** Within 24 h. */
  readonly moves: number;
  readonly armedSeconds: number;
}

/** A policy that allows more than the one in force counts a day later. */
export function policy({ windowSeconds, restSeconds, moves, armedSeconds }: SwitchPolicy): Order {
  demandInteger("window", windowSeconds, 0, bounds.MOST_WINDOW_SECONDS);
  demandInteger("rest", restSeconds, 0, bounds.MOST_REST_SECONDS);
  demandInteger("moves", moves, bounds.FEWEST_MOVES, MOST_U16);
  demandInteger("armed", armedSeconds, bounds.LEAST_ARMED_SECONDS, MOST_U32);
  return { name: "policy", body: bounds.encodePolicy(windowSeconds, restSeconds, moves, armedSeconds) };
}

/** `number` is that of the last record of the switch log that is kept elsewhere. */
export function logStored(number: number): Order {
  demandInteger("record", number, 1, MOST_U32);
  return { name: "log-stored", body: u32(number) };
}

/** Throws OrderError for a key that no command changes. */
export function demandChangeableKey(number: number): void {
  demandOneOf("key", number, CHANGEABLE_KEYS);
}

/** `secret` is 32 bytes. The off-switch processor changes key 2 only, the meter all others. */
export function key(number: number, secret: string): Order {
  demandChangeableKey(number);
  demandBytes("key", secret, SECRET_BYTES, SECRET_BYTES);
  return { name: "key", body: String.fromCharCode(number) + secret };
}

/** For a clock that is not more than 10 s wrong. */
export function time(utcSeconds: number): Order {
  demandInteger("time", utcSeconds, FIRST_UTC_SECONDS, LAST_UTC_SECONDS);
  return { name: "time", body: u32(utcSeconds) };
}

/** For a clock that is wrong by any amount, or was never set. */
export function timeStep(utcSeconds: number): Order {
  demandInteger("time", utcSeconds, FIRST_UTC_SECONDS, LAST_UTC_SECONDS);
  return { name: "time-step", body: u32(utcSeconds) };
}

/**
 * The commands that bring a tariff to a meter, to be given one after the other: each when the one before is done. `version` is larger
 * than that of any tariff the meter has.
 */
export function tariff(bytes: string, version: number, inForceFromUtcSeconds: number): readonly Order[] {
  demandBytes("tariff", bytes, 1, MOST_TARIFF_BYTES);
  demandInteger("version", version, 1, MOST_U32);
  if ((version & 255) === 0)
    throw new OrderError("out-of-range", `version ${version} is a multiple of 256: logs would take it for none`);
  demandInteger("time", inForceFromUtcSeconds, 0, LAST_UTC_SECONDS);
  const orders: Order[] = [{ name: "tariff-begin", body: "" }];
  for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
    const piece = bytes.slice(offset, offset + PIECE_BYTES);
    const head = u16(offset) + String.fromCharCode(piece.length);
    orders.push({ name: "tariff-piece", body: head + filled(piece, PIECE_BYTES) });
  }
  const commit = u32(version) + u32(inForceFromUtcSeconds) + u16(bytes.length) + u32(crc32(bytes));
  return [...orders, { name: "tariff-commit", body: commit }];
}

/** `value` is 1 to 16 bytes; what they mean is for the parameter to say. */
export function parameter(number: number, value: string): Order {
  demandInteger("parameter", number, 0, PARAMETERS - 1);
  demandBytes("value", value, 1, PARAMETER_BYTES);
  return { name: "parameter", body: String.fromCharCode(number, value.length) + filled(value, PARAMETER_BYTES) };
}

/** As if it had never been set. */
export function unsetParameter(number: number): Order {
  demandInteger("parameter", number, 0, PARAMETERS - 1);
  return { name: "parameter", body: String.fromCharCode(number, 0) + filled("", PARAMETER_BYTES) };
}

/** Counts from the meter's next start. */
export function impulsesPerKwh(impulses: number): Order {
  demandInteger("impulses per kWh", impulses, 1, MOST_IMPULSES);
  return parameter(PARAMETER_IMPULSES_PER_KWH, u16(impulses));
}

/** As `impulsesPerKwh`, of what is generated. */
export function exportImpulsesPerKwh(impulses: number): Order {
  demandInteger("impulses per kWh", impulses, 1, MOST_IMPULSES);
  return parameter(PARAMETER_EXPORT_IMPULSES_PER_KWH, u16(impulses));
}

/** `isEverySecond`: a telegram a second instead of one every ten. */
export function consumerPort(
  mode: keyof typeof CONSUMER_PORT,
  profile: keyof typeof PROFILES = "dutch",
  isEverySecond = false,
): Order {
  return parameter(PARAMETER_CONSUMER_PORT, CONSUMER_PORT[mode] + PROFILES[profile] + (isEverySecond ? "\x01" : "\0"));
}

/** Of billing. `isTest`: what is metered from now on is no household's. */
export function interval(minutes: number, isTest: boolean): Order {
  demandOneOf("minutes", minutes, INTERVAL_MINUTES);
  return parameter(PARAMETER_INTERVAL, String.fromCharCode(minutes, isTest ? 1 : 0));
}

/** Of prepaid supply, each in 1e-5 currency. */
export interface CreditLimits {
  /** At or below it the consumer is warned. */
  readonly warning1e5: number;
  readonly emergency1e5: number;
  /** At or below it the emergency credit can be had. */
  readonly emergencyFrom1e5: number;
  /** 0: there is none. */
  readonly mostBalance1e5: number;
}

export function creditLimits({ warning1e5, emergency1e5, emergencyFrom1e5, mostBalance1e5 }: CreditLimits): Order {
  const amounts = [warning1e5, emergency1e5, emergencyFrom1e5, mostBalance1e5];
  for (const amount of amounts) demandInteger("amount", amount, 0, MOST_U32);
  return parameter(PARAMETER_CREDIT, amounts.map(u32).join(""));
}

/** How a debt is recovered: `aDay1e5` each local day, in 1e-5 currency, and so many per cent of each top-up. */
export function debtRecovery(aDay1e5: number, percentOfTopUps: number): Order {
  demandInteger("amount", aDay1e5, 0, MOST_U32);
  demandInteger("per cent", percentOfTopUps, 0, MOST_PERCENT);
  return parameter(PARAMETER_DEBT, u32(aDay1e5) + String.fromCharCode(percentOfTopUps));
}

/** Of appliances: how often each may be switched off in a week, how long it stays as it is at least, and off at most. */
export interface LoadLimits {
  readonly timesAWeek: number;
  readonly leastMinutes: number;
  readonly mostOffMinutes: number;
}

export function loadLimits({ timesAWeek, leastMinutes, mostOffMinutes }: LoadLimits): Order {
  demandInteger("times a week", timesAWeek, 0, MOST_BYTE);
  demandInteger("least minutes", leastMinutes, 0, MOST_BYTE);
  demandInteger("most minutes", mostOffMinutes, 1, MOST_OFF_MINUTES);
  return parameter(PARAMETER_LOAD, String.fromCharCode(timesAWeek, leastMinutes) + u16(mostOffMinutes));
}

/** For the comparison of the clamp with the pulses; 0: there is no clamp. */
export function mainsVolts(volts: number): Order {
  demandInteger("volts", volts, 0, MOST_VOLTS);
  return parameter(PARAMETER_MAINS_VOLTS, u16(volts));
}

/** Binds another utility's meter: its secondary address as on the wire, 8 bytes, and the litres that can pass it in an hour. */
export function otherUtility(address: string, litresAnHour: number): Order {
  demandBytes("address", address, ADDRESS_BYTES, ADDRESS_BYTES);
  demandInteger("litres an hour", litresAnHour, 0, MOST_U16);
  return parameter(PARAMETER_OTHER_UTILITY, address + u16(litresAnHour));
}

export function readParameter(number: number): Order {
  demandInteger("parameter", number, 0, PARAMETERS - 1);
  return { name: "read-parameter", body: String.fromCharCode(number) };
}

export function prepaid(inForce: boolean): Order {
  return { name: inForce ? "prepaid-on" : "prepaid-off", body: "" };
}

/** `number` is larger than that of any top-up before, and the same where this one is sent again. `amount1e5` is in 1e-5 currency. */
export function topUp(number: number, amount1e5: number): Order {
  demandInteger("top-up", number, 1, MOST_U32);
  demandInteger("amount", amount1e5, 1, MOST_U32);
  return { name: "top-up", body: u32(number) + u32(amount1e5) };
}

/** What is owed from before, in 1e-5 currency: it stands in the place of any other debt; 0: none is owed. */
export function debt(amount1e5: number): Order {
  demandInteger("amount", amount1e5, 0, MOST_U32);
  return { name: "debt", body: u32(amount1e5) };
}

/** An amount of currency such as "12.5", with up to five decimals, in 1e-5 currency. */
export function amountOf(text: string): number {
  const found = /^(\d{1,5})(?:\.(\d{1,5}))?$/.exec(text);
  if (!found) throw new OrderError("not-decimal", `"${text}" is no amount of currency with up to five decimals`);
  return Number(found[1]) * 100_000 + Number((found[2] ?? "").padEnd(5, "0"));
}

export function appliance(number: number, switchedOn: boolean): Order {
  demandInteger("appliance", number, 1, 4);
  return { name: "appliance", body: String.fromCharCode(number, switchedOn ? 1 : 0) };
}

/** Half a record as it is stored. `log` is the number of its segment: 1 to 3 of the meter, 1 of the off-switch processor. `offset` is 0 or 64. */
export function readLog(log: number, sequence: number, offset: number): Order {
  demandOneOf("log", log, METER_LOGS);
  demandInteger("sequence number", sequence, 1, MOST_U32);
  demandOneOf("offset", offset, [0, RECORD_BYTES / 2]);
  return { name: "read-log", body: String.fromCharCode(log) + u32(sequence) + String.fromCharCode(offset) };
}

/** The record that closes a log as it is now. */
export function logClosing(log: number): Order {
  demandOneOf("log", log, METER_LOGS);
  return { name: "log-closing", body: String.fromCharCode(log) };
}
