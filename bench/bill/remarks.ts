// What a person who pays a bill should know of the entries that it was made from: those with status bits, and those that do not agree with
// the timetable or with the entry before. None of it changes an amount.

import type { BillOrder, Step } from "./bill.ts";
import type { Entry } from "./entries.ts";

export interface Remark {
  /** Numbers of the first and the last record that it is about; the entries between them are all alike. */
  readonly first: number;
  readonly last: number;
  readonly entries: number;
  /** UTC seconds of the begin of the first and the end of the last of them, 0: unknown. */
  readonly fromUtcSeconds: number;
  readonly toUtcSeconds: number;
  readonly says: string;
}

const STATUS_WORDS = ["a part", "no clock", "no memory", "clock set", "supply failed", "a test"];
const ALARM_WORDS = [
  "a current without pulses",
  "generation where there is none",
  "pulses without a current",
  "another utility's meter that cannot be the bound one",
];

function bitWords(bits: number, words: readonly string[], what: string): string[] {
  return Array.from({ length: 8 }, (_, bit) => bit)
    .filter((bit) => (bits & (1 << bit)) !== 0)
    .map((bit) => words[bit] ?? `${what} bit ${bit}`);
}

/** One text for all that is to be said of an entry; "": nothing. */
function saysOf({ entry, before }: Step, rateAt: (entry: Entry) => number | undefined): string {
  const says = [...bitWords(entry.status, STATUS_WORDS, "status"), ...bitWords(entry.alarms, ALARM_WORDS, "alarm")];
  const table = rateAt(entry);
  if (table !== undefined && table !== entry.rate)
    says.push(`at rate ${entry.rate + 1}, where the timetable has rate ${table + 1}`);
  if (entry.importWh < before.importWh) says.push("the register went back");
  if (entry.utcSeconds > 0 && entry.utcSeconds < before.utcSeconds) says.push("the time went back");
  return says.join(", ");
}

function edgeRemarks(steps: readonly Step[], { fromUtcSeconds, toUtcSeconds, log }: BillOrder): string[] {
  const says: string[] = [];
  const [first, last] = [steps[0]!, steps.at(-1)!];
  if (fromUtcSeconds !== undefined && first.latestBeforeUtcSeconds < fromUtcSeconds)
    says.push("no entry ends when the bill is to begin: it begins with the one before");
  if (toUtcSeconds !== undefined && last.latestUtcSeconds < toUtcSeconds)
    says.push("no entry ends when the bill is to end: it ends with the one before");
  for (const gap of log.missing) {
    const isHere = gap.last + 1 >= first.entry.record && gap.first <= last.entry.record;
    const which =
      gap.first === gap.last
        ? `record ${gap.first} is missing: its`
        : `records ${gap.first} to ${gap.last} are missing: their`;
    if (isHere) says.push(`${which} energy is billed as that of record ${gap.last + 1}`);
  }
  return says;
}

/** Of the entries of a bill. `rateAt` is what the timetable says of an entry; undefined: nothing. */
export function remarksOf(
  steps: readonly Step[],
  order: BillOrder,
  rateAt: (entry: Entry) => number | undefined,
): Remark[] {
  const remarks: Remark[] = edgeRemarks(steps, order).map((says) => ({
    first: 0,
    last: 0,
    entries: 0,
    fromUtcSeconds: 0,
    toUtcSeconds: 0,
    says,
  }));
  let latest = "";
  for (const step of steps) {
    const { entry, before } = step;
    const says = saysOf(step, rateAt);
    const one = {
      first: entry.record,
      last: entry.record,
      entries: 1,
      fromUtcSeconds: before.utcSeconds,
      toUtcSeconds: entry.utcSeconds,
      says,
    };
    const open = remarks.at(-1);
    if (says !== "" && says === latest && open !== undefined)
      remarks.splice(-1, 1, {
        ...open,
        last: entry.record,
        entries: open.entries + 1,
        toUtcSeconds: entry.utcSeconds,
      });
    else if (says !== "") remarks.push(one);
    latest = says;
  }
  return remarks;
}
