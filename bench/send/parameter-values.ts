// The meter's parameters as people type them and read them: numbers and layouts are those of firmware/messages/parameters.ts. Local time is that
// of local-time.ts. Everything that is typed throws UserError or OrderError.

import { readU16, readU32 } from "../../firmware/messages/bytes.ts";
import * as parameters from "../../firmware/messages/parameters.ts";
import { hex } from "../byte-string.ts";
import * as orders from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { quoted } from "../log-file.ts";
import { secondaryAddress } from "../parts/mbus-meter.ts";
import { UserError } from "../user-error.ts";
import type { Errand } from "./errand.ts";
import { localTimeBytes, localTimeWords } from "./local-time.ts";
import { oneOf, whole } from "./options.ts";
import { amountWords } from "./words.ts";

const PORT_MODES = ["silent", "clear", "sealed"] as const;
const PROFILES = ["dutch", "belgian"] as const;
const EVERY_SECOND = "every-second";
const TEST = "test";
/** Device types of EN 13757-3. */
const MEDIA = { gas: 3, water: 7 } as const;
const MEDIUM_NAMES = Object.keys(MEDIA) as (keyof typeof MEDIA)[];

/** What stands between commas, `least` to `most` of it. */
function partsOf(value: string, what: string, says: string, least: number, most: number): string[] {
  const parts = value.split(",");
  if (parts.length < least || parts.length > most) throw new UserError(`${what} is ${says}, not ${quoted(value)}`);
  return parts;
}

function portOrder(value: string): Order {
  const [mode = "", ...rest] = partsOf(value, "the consumer port", "MODE[,PROFILE][,every-second]", 1, 3);
  const isEverySecond = rest.at(-1) === EVERY_SECOND;
  const [profile = PROFILES[0], ...more] = isEverySecond ? rest.slice(0, -1) : rest;
  if (more.length > 0) throw new UserError(`the consumer port is MODE[,PROFILE][,every-second], not ${quoted(value)}`);
  const isMode = oneOf(mode, "the consumer port", PORT_MODES);
  return orders.consumerPort(isMode, oneOf(profile, "the profile", PROFILES), isEverySecond);
}

function intervalOrder(value: string): Order {
  const [minutes = "", test] = partsOf(value, "the interval", "MINUTES[,test]", 1, 2);
  if (test !== undefined) oneOf(test, "behind the minutes", [TEST]);
  return orders.interval(whole(minutes, "the minutes of an interval"), test !== undefined);
}

function creditOrder(value: string): Order {
  const amounts = partsOf(value, "credit", "WARNING,EMERGENCY,FROM,MOST", 4, 4).map(orders.amountOf);
  const [warning1e5 = 0, emergency1e5 = 0, emergencyFrom1e5 = 0, mostBalance1e5 = 0] = amounts;
  return orders.creditLimits({ warning1e5, emergency1e5, emergencyFrom1e5, mostBalance1e5 });
}

function debtOrder(value: string): Order {
  const [aDay = "", percent = ""] = partsOf(value, "debt", "AMOUNT,PERCENT", 2, 2);
  return orders.debtRecovery(orders.amountOf(aDay), whole(percent, "per cent of a top-up"));
}

function loadOrder(value: string): Order {
  const [times = "", least = "", most = ""] = partsOf(value, "load control", "TIMES,LEAST,MOST", 3, 3);
  return orders.loadLimits({
    timesAWeek: whole(times, "times a week"),
    leastMinutes: whole(least, "the least minutes"),
    mostOffMinutes: whole(most, "the most minutes"),
  });
}

function otherUtilityOrder(value: string): Order {
  const says = "NUMBER,MAKER,VERSION,MEDIUM,LITRES";
  const [number = "", maker = "", version = "", medium = "", litres = ""] = partsOf(
    value,
    "another utility",
    says,
    5,
    5,
  );
  if (!/^\d{8}$/.test(number)) throw new UserError(`the number of a meter is 8 digits, not ${quoted(number)}`);
  if (!/^[A-Z]{3}$/.test(maker)) throw new UserError(`the maker of a meter is 3 capital letters, not ${quoted(maker)}`);
  const address = secondaryAddress({
    identification: number,
    manufacturer: maker,
    version: whole(version, "the version of a meter", 0, 255),
    medium: MEDIA[oneOf(medium, "the medium", MEDIUM_NAMES)],
  });
  return orders.otherUtility(address, whole(litres, "litres an hour"));
}

const ORDERS = {
  impulses: (value: string) => orders.impulsesPerKwh(whole(value, "impulses per kWh")),
  "export-impulses": (value: string) => orders.exportImpulsesPerKwh(whole(value, "impulses per kWh")),
  "consumer-port": portOrder,
  interval: intervalOrder,
  "local-time": (value: string) => orders.parameter(parameters.PARAMETER_LOCAL_TIME, localTimeBytes(value)),
  credit: creditOrder,
  debt: debtOrder,
  "other-utility": otherUtilityOrder,
  load: loadOrder,
  "mains-volts": (value: string) => orders.mainsVolts(whole(value, "volts")),
} as const;

type ParameterName = keyof typeof ORDERS;
const NAMES = Object.keys(ORDERS) as ParameterName[];
const NUMBERS: Readonly<Record<ParameterName, number>> = {
  impulses: parameters.PARAMETER_IMPULSES_PER_KWH,
  "export-impulses": parameters.PARAMETER_EXPORT_IMPULSES_PER_KWH,
  "consumer-port": parameters.PARAMETER_CONSUMER_PORT,
  interval: parameters.PARAMETER_INTERVAL,
  "local-time": parameters.PARAMETER_LOCAL_TIME,
  credit: parameters.PARAMETER_CREDIT,
  debt: parameters.PARAMETER_DEBT,
  "other-utility": parameters.PARAMETER_OTHER_UTILITY,
  load: parameters.PARAMETER_LOAD,
  "mains-volts": parameters.PARAMETER_MAINS_VOLTS,
};
/** That can be set. */
export const PARAMETER_NAMES: readonly string[] = NAMES;

/** What can be typed for each, for help. */
const VALUES: Readonly<Record<ParameterName, string>> = {
  impulses: "per kWh, 1 to 10000; counts from the meter's next start",
  "export-impulses": "the same, of what is generated",
  "consumer-port": "silent, clear or sealed, then ,dutch or ,belgian, then ,every-second",
  interval: "5, 10, 15, 20, 30 or 60 minutes, then ,test where what is metered is a test",
  "local-time":
    "such as UTC+01:00, or UTC+01:00,01:00,3/last/Sunday/02:00,10/last/Sunday/02:00: offset of standard time, and how far\n" +
    "summer time is ahead from when to when, in standard time",
  credit:
    "WARNING,EMERGENCY,FROM,MOST: low-credit warning, emergency credit, the balance from which it can be had,\nmost balance",
  debt: "AMOUNT,PERCENT: what is recovered a day, and of a top-up",
  "other-utility":
    "NUMBER,MAKER,VERSION,MEDIUM,LITRES: the meter that is bound, gas or water, and what can pass it in an hour",
  load: "TIMES,LEAST,MOST: how often a week an appliance may be switched off, minutes between two changes,\nminutes that it stays off",
  "mains-volts": "with which the current at the clamp is compared with the pulses; 0: no clamp",
};

const DEFAULT = "default";

/** A line for each parameter and its values. */
export const PARAMETERS_SAY = [
  ...NAMES.map((name) => `  ${name.padEnd(17)}${VALUES[name].replaceAll("\n", `\n${" ".repeat(19)}`)}`),
  `\n${DEFAULT} for a value: as if it had never been set`,
].join("\n");

export function parameterOrder(name: string, value: string): Order {
  const found = oneOf(name, "a parameter", NAMES);
  return value === DEFAULT ? orders.unsetParameter(NUMBERS[found]) : ORDERS[found](value);
}

/** Of a name, or of digits. */
function numberOf(text: string): number {
  const name = NAMES.find((one) => one === text);
  if (name !== undefined) return NUMBERS[name];
  if (/^\d+$/.test(text)) return whole(text, "a parameter");
  throw new UserError(`a parameter is ${NAMES.join(" or ")}, or its number, not ${quoted(text)}`);
}

/** Reads a parameter and says it in words. */
export function readParameterErrand(text: string): Errand {
  const number = numberOf(text);
  return {
    name: `read-parameter ${text}`,
    to: "meter",
    order: orders.readParameter(number),
    lines: (body) => (body.kind === "parameter" ? [parameterWords(number, body.value)] : []),
    data: (body) => ({
      parameter: number,
      ...(body.kind === "parameter" && { says: parameterWords(number, body.value) }),
    }),
  };
}

function portWords(value: string): string | undefined {
  const [mode, profile, second] = [PORT_MODES[value.charCodeAt(0)], value.charCodeAt(1) || 0, value.charCodeAt(2) || 0];
  const profileName = PROFILES[profile];
  if (value.length > 3 || mode === undefined || profileName === undefined || second > 1) return undefined;
  const rest = `${profile === 0 ? "" : `, ${profileName}`}${second === 0 ? "" : ", every second"}`;
  return `consumer port ${mode}${rest}`;
}

function intervalWords(value: string): string | undefined {
  const test = value.charCodeAt(1) || 0;
  if (value === "" || value.length > 2 || test > 1) return undefined;
  return `interval ${value.charCodeAt(0)} min${test === 1 ? ", a test" : ""}`;
}

function creditWords(value: string): string | undefined {
  if (value.length !== 16) return undefined;
  const [warning, emergency, from, most] = [0, 4, 8, 12].map((at) => amountWords(readU32(value, at)));
  return `credit: warning at ${warning}, emergency credit ${emergency} from ${from}, at most ${most}`;
}

function debtWords(value: string): string | undefined {
  if (value.length !== 5) return undefined;
  return `debt: ${amountWords(readU32(value, 0))} a day, ${value.charCodeAt(4)} % of a top-up`;
}

function impulsesWords(what: string, value: string): string | undefined {
  return value.length === 2 ? `${what} ${readU16(value, 0)}` : undefined;
}

function loadWords(value: string): string | undefined {
  if (value.length !== 4) return undefined;
  const [times, least, most] = [value.charCodeAt(0), value.charCodeAt(1), readU16(value, 2)];
  return `load control: off ${times} times a week, at least ${least} min apart, for at most ${most} min`;
}

function voltsWords(value: string): string | undefined {
  if (value.length !== 2) return undefined;
  const volts = readU16(value, 0);
  return volts === 0 ? "mains volts 0: no clamp" : `mains volts ${volts}`;
}

function otherUtilityWords(value: string): string | undefined {
  if (value.length !== 10) return undefined;
  const maker = value.charCodeAt(4) + value.charCodeAt(5) * 256;
  const letters = [10, 5, 0].map((at) => String.fromCharCode(64 + ((maker >> at) & 31))).join("");
  const number = [3, 2, 1, 0].map((at) => hex(value.charAt(at))).join("");
  const medium = MEDIUM_NAMES.find((name) => MEDIA[name] === value.charCodeAt(7)) ?? `medium ${value.charCodeAt(7)}`;
  const says = `${medium} meter ${number} of ${letters}, version ${value.charCodeAt(6)}`;
  return `another utility's meter: ${says}, at most ${readU16(value, 8)} l an hour`;
}

const PARAMETER_SAYS: Readonly<Partial<Record<number, (value: string) => string | undefined>>> = {
  [parameters.PARAMETER_IMPULSES_PER_KWH]: (value) => impulsesWords("impulses per kWh", value),
  [parameters.PARAMETER_EXPORT_IMPULSES_PER_KWH]: (value) => impulsesWords("impulses per kWh of export", value),
  [parameters.PARAMETER_CONSUMER_PORT]: portWords,
  [parameters.PARAMETER_INTERVAL]: intervalWords,
  [parameters.PARAMETER_LOCAL_TIME]: localTimeWords,
  [parameters.PARAMETER_CREDIT]: creditWords,
  [parameters.PARAMETER_DEBT]: debtWords,
  [parameters.PARAMETER_LOAD]: loadWords,
  [parameters.PARAMETER_MAINS_VOLTS]: voltsWords,
  [parameters.PARAMETER_OTHER_UTILITY]: otherUtilityWords,
};

/** What a parameter says; as hex where this program does not know it. */
export function parameterWords(number: number, value: string): string {
  return PARAMETER_SAYS[number]?.(value) ?? `parameter ${number} ${hex(value)}`;
}
