// The policy of the off-switch processor and its reasons as people type and read them.

import type { Command } from "commander";
import * as bounds from "../firmware/messages/switch-policy.ts";
import * as state from "../firmware/messages/switch-state.ts";
import type { SwitchPolicy } from "./central/orders.ts";
import { policy } from "./central/orders.ts";
import { parseDuration } from "./duration.ts";
import { quoted } from "./log-file.ts";
import { whole } from "./send/options.ts";
import { UserError } from "./user-error.ts";

const MOST_U16 = 65_535;
const MOST_U32 = 4_294_967_295;

const REASONS: readonly (readonly [string, number])[] = [
  ["remote", state.REASON_REMOTE],
  ["credit", state.REASON_CREDIT],
  ["limit", state.REASON_LIMIT],
  ["tamper", state.REASON_TAMPER],
];

/** Reasons that can be obeyed. */
export const OBEYABLE = REASONS.map(([name]) => name).filter((name) => name !== "remote");

const ALARMS: readonly (readonly [string, number])[] = [
  ["the contact does not follow", state.ALARM_FEEDBACK],
  ["current flows though it is open", state.ALARM_CURRENT],
  ["the relay is worn", state.ALARM_WORN],
];

function namesOf(bits: number, names: readonly (readonly [string, number])[]): string[] {
  return names.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}

/** `reasons`: bits of firmware/messages/switch-state.ts. */
export function reasonNames(reasons: number): string[] {
  return namesOf(reasons, REASONS);
}

export function alarmNames(alarm: number): string[] {
  return namesOf(alarm, ALARMS);
}

/** "credit,limit" or "none" as bits. Throws UserError; which may be obeyed is for orders.obey to say. */
export function parseReasons(text: string): number {
  if (text === "none") return 0;
  return text.split(",").reduce((sum, name) => {
    const found = REASONS.find(([one]) => one === name && one !== "remote");
    if (!found) throw new UserError(`a reason is credit, limit or tamper, or none for all, not ${quoted(name)}`);
    return sum | found[1];
  }, 0);
}

/** Seconds, also none of them. */
function secondsOf(text: string, option: string, most: number, least = 0): number {
  const seconds = /^0[smhd]$/.test(text) ? 0 : parseDuration(text);
  if (seconds < least || seconds > most) throw new UserError(`${option} is ${least} to ${most} s, not ${quoted(text)}`);
  return seconds;
}

export function windowSeconds(text: string): number {
  return secondsOf(text, "--window", bounds.MOST_WINDOW_SECONDS);
}

/** As typed. */
export interface PolicyOptions {
  readonly window: string;
  readonly rest: string;
  readonly moves: string;
  readonly armed: string;
}

const OPTIONS = [
  ["--window <duration>", "an opening falls within this, up to 24h; 0s: at once"],
  ["--rest <duration>", "between two moves of the relay, up to 1h"],
  ["--moves <number>", "how often the relay moves within 24 h, at least 4"],
  ["--armed <duration>", "for which the button closes what was armed, 60s or more"],
] as const;

/** The options of a policy; without `byDefault` each has to be given. `byDefault` as in firmware/messages/switch-policy.ts. */
export function withPolicyOptions(command: Command, byDefault?: string): Command {
  for (const [i, [flags, says]] of OPTIONS.entries()) {
    if (byDefault === undefined) command.requiredOption(flags, says);
    else command.option(flags, says, typed(byDefault)[i]);
  }
  return command;
}

function typed(encoded: string): readonly string[] {
  const seconds = (count: number): string => `${count}s`;
  return [
    seconds(bounds.windowSeconds(encoded)),
    seconds(bounds.restSeconds(encoded)),
    String(bounds.moves(encoded)),
    seconds(bounds.armedSeconds(encoded)),
  ];
}

/** Throws UserError. */
export function parsePolicy({ window, rest, moves, armed }: PolicyOptions): SwitchPolicy {
  return {
    windowSeconds: windowSeconds(window),
    restSeconds: secondsOf(rest, "--rest", bounds.MOST_REST_SECONDS),
    moves: whole(moves, "--moves", bounds.FEWEST_MOVES, MOST_U16),
    armedSeconds: secondsOf(armed, "--armed", MOST_U32, bounds.LEAST_ARMED_SECONDS),
  };
}

/** As firmware/messages/switch-policy.ts lays it out. */
export function policyBytes(of: SwitchPolicy): string {
  return policy(of).body;
}

export function policyWords({ windowSeconds: window, restSeconds, moves, armedSeconds }: SwitchPolicy): string {
  const opens = window === 0 ? "opens at once" : `opens within ${window} s`;
  return `${opens}, rests ${restSeconds} s, moves ${moves} times in 24 h, is armed for ${armedSeconds} s`;
}
