// What people type behind the orders of `hasm send`, as values. Everything throws UserError.

import { readFileSync } from "node:fs";
import { parseStart } from "../duration.ts";
import { quoted } from "../log-file.ts";
import { reasonOf, UserError } from "../user-error.ts";
import { DEFAULT_ADDRESSES, parseAddresses } from "./address.ts";
import type { Session } from "./desk.ts";
import type { Place } from "./line.ts";

/** Options of `hasm send` itself. */
export interface SendOptions {
  readonly keys: string;
  readonly to?: string;
  readonly serial?: string;
  readonly timeout: string;
  readonly json?: boolean;
  readonly meter?: string;
}

const LONGEST_S = 3600;
const MOST_U32 = 4_294_967_295;
export const MOST_RETRIES = 100;

export function whole(text: string, what: string, least = 0, most = MOST_U32): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UserError(`${what} is a whole number from ${least} to ${most}, not ${quoted(text)}`);
}

export function oneOf<T extends string>(text: string, what: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new UserError(`${what} is ${allowed.join(" or ")}, not ${quoted(text)}`);
  return found;
}

/** UTC seconds; without a text those of now. */
export function moment(text: string | undefined): number {
  return text === undefined ? Math.round(Date.now() / 1000) : parseStart(text);
}

export function readBytes(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

function placeOf({ to, serial }: SendOptions, timeoutMs: number): Place {
  if (serial === undefined)
    return { kind: "tcp", addresses: to === undefined ? DEFAULT_ADDRESSES : parseAddresses(to), timeoutMs };
  if (to !== undefined) throw new UserError("--to and --serial exclude each other");
  return { kind: "serial", device: serial };
}

export function sessionOf(options: SendOptions): Session {
  const seconds = /^\d{1,4}(\.\d{1,3})?$/.test(options.timeout) ? Number(options.timeout) : 0;
  if (seconds <= 0 || seconds > LONGEST_S)
    throw new UserError(`--timeout is a number of seconds up to ${LONGEST_S}, not ${quoted(options.timeout)}`);
  const timeoutMs = seconds * 1000;
  return {
    keys: options.keys,
    meters: options.meter === undefined ? [] : options.meter.split(","),
    place: placeOf(options, timeoutMs),
    timeoutMs,
  };
}
