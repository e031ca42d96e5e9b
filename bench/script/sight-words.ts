// States and alarms of the meter, and answers of it, in the words of expectations.

import { ALARM_BYPASS, ALARM_OTHER, ALARM_PHANTOM, ALARM_REVERSED } from "../../firmware/messages/reading.ts";
import { ALARM_CURRENT, ALARM_FEEDBACK, ALARM_WORN } from "../../firmware/messages/switch-state.ts";
import type { Outcome } from "../send/outcome.ts";

export const SWITCH_WORDS: Readonly<Record<string, string>> = { "0": "disconnected", "1": "connected", "2": "ready" };

const SWITCH_ALARMS = [
  [ALARM_FEEDBACK, "contact"],
  [ALARM_CURRENT, "current"],
  [ALARM_WORN, "worn"],
] as const;

const METERING_ALARMS = [
  [ALARM_BYPASS, "bypass"],
  [ALARM_REVERSED, "reversed"],
  [ALARM_PHANTOM, "phantom"],
  [ALARM_OTHER, "other"],
] as const;

function named(bits: number, names: readonly (readonly [number, string])[]): string[] {
  return names.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}

export function switchAlarms(alarm: number): string[] {
  return named(alarm, SWITCH_ALARMS);
}

export function meteringAlarms(alarms: number): string[] {
  return named(alarms, METERING_ALARMS);
}

/** undefined: nothing was asked. */
export function answerWord(answer: Outcome | undefined, isWaiting: boolean): string | undefined {
  if (answer === undefined) return isWaiting ? "waiting" : undefined;
  const { verdict, result } = answer.data as { verdict?: unknown; result?: string };
  // Of an attack; that on a log is no word.
  if (typeof verdict === "string") return verdict;
  return answer.ending === "refused" && result !== undefined ? `refused ${result}` : answer.ending;
}

export function saidLines({ lines, trouble }: Outcome): readonly string[] {
  return [...lines, ...(trouble === undefined ? [] : [trouble])];
}
