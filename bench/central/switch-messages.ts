// What the off-switch processor says of itself to the central system in each answer, and to the meter board in clear, as named values. What
// it could not say by its own rules is refused whole.
//
//   0 switch state 14 (firmware/messages/switch-state.ts) · 14 policy in force 12 (switch-policy.ts) · 26 seconds until a coming one counts 4

import { readU16, readU32 } from "../../firmware/messages/bytes.ts";
import * as bounds from "../../firmware/messages/switch-policy.ts";
import * as state from "../../firmware/messages/switch-state.ts";
import { DAY_SECONDS, LOCAL_REASONS } from "../../firmware/off-switch/switch.ts";
import type { SwitchPolicy } from "./orders.ts";

export interface SwitchReport {
  readonly state: string;
  /** What keeps it open, or is to open it: bits of firmware/messages/switch-state.ts. */
  readonly reasons: number;
  /** For which reasons the meter board may have it opened. */
  readonly obeyed: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly operations: number;
  readonly faults: number;
  /** Bits of firmware/messages/switch-state.ts. */
  readonly alarm: number;
  /** How often the consumer's button was pressed shortly, and held without closing the switch, each modulo 256. */
  readonly presses: number;
  readonly holds: number;
}

export interface SwitchBody {
  readonly report: SwitchReport;
  /** In force. */
  readonly policy: SwitchPolicy;
  /** Until a policy that was ordered comes into force; 0: none is to come. */
  readonly comingSeconds: number;
}

const ALL_REASONS = state.REASON_REMOTE | LOCAL_REASONS;
const ALL_ALARMS = state.ALARM_FEEDBACK | state.ALARM_CURRENT | state.ALARM_WORN;

function hasOnly(bits: number, allowed: number): boolean {
  return (bits & ~allowed) === 0;
}

/** An open switch is armed where no reason is left, and never else. */
function isPossible({ state: is, reasons, obeyed, alarm }: SwitchReport): boolean {
  const isOpenForIt = is === state.CONNECTED || (is === state.ARMED) === (reasons === 0);
  return isOpenForIt && hasOnly(reasons, ALL_REASONS) && hasOnly(obeyed, LOCAL_REASONS) && hasOnly(alarm, ALL_ALARMS);
}

/** What firmware/messages/switch-state.ts lays out; undefined where it says what cannot be. */
export function decodeSwitchReport(bytes: string): SwitchReport | undefined {
  if (!state.isSwitchState(bytes)) return undefined;
  const report = {
    state: bytes.charAt(0),
    reasons: bytes.charCodeAt(1),
    obeyed: bytes.charCodeAt(2),
    accepted: readU16(bytes, 3),
    rejected: readU16(bytes, 5),
    operations: readU16(bytes, 7),
    faults: readU16(bytes, 9),
    alarm: state.switchStateAlarm(bytes),
    presses: state.switchStatePresses(bytes),
    holds: state.switchStateHolds(bytes),
  };
  return isPossible(report) ? report : undefined;
}

/** What firmware/messages/switch-policy.ts lays out; undefined where it is none. */
export function decodePolicy(bytes: string): SwitchPolicy | undefined {
  if (!bounds.isPolicy(bytes)) return undefined;
  return {
    windowSeconds: bounds.windowSeconds(bytes),
    restSeconds: bounds.restSeconds(bytes),
    moves: bounds.moves(bytes),
    armedSeconds: bounds.armedSeconds(bytes),
  };
}

const POLICY_AT = state.SWITCH_STATE_BYTES;
const COMING_AT = POLICY_AT + bounds.POLICY_BYTES;
export const SWITCH_BODY_BYTES = COMING_AT + 4;

export function decodeSwitchBody(bytes: string): SwitchBody | undefined {
  const report = decodeSwitchReport(bytes.slice(0, POLICY_AT));
  const policy = decodePolicy(bytes.slice(POLICY_AT, COMING_AT));
  const comingSeconds = readU32(bytes, COMING_AT);
  return report && policy && comingSeconds <= DAY_SECONDS ? { report, policy, comingSeconds } : undefined;
}
