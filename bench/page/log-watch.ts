// The four logs of the meter, read out of its flash parts and verified under the keys of the bench while it runs: each record in words, and
// the first one at which a chain is broken. Reading a part out costs, so that a log is looked at again only when its part was written, and
// so seldom that it takes a small share of the time.

import { FlashPartError } from "../flash-part.ts";
import type { Bench } from "../bench.ts";
import { logEntries } from "../log-entries.ts";
import { decodeLogFile } from "../log-file.ts";
import { exportedLog } from "../meter-logs.ts";
import { hex } from "../byte-string.ts";
import { verifyLog } from "../verify-log.ts";
import type { Finding, Verdict } from "../verify-log.ts";
import { LOGS } from "./shape.ts";
import type { LogName, LogView } from "./shape.ts";

/** Of a log, so many of its latest records. */
const SHOWN = 60;
const TAG_SHOWN_BYTES = 4;
/** A log is looked at for at most this share of the time. */
const SHARE = 1 / 50;
const LEAST_MS = 400;

interface Seen {
  readonly programs: number;
  readonly version: number;
  readonly view: LogView;
}

const FINDING: Readonly<Record<Finding["kind"], (record: number) => string>> = {
  edited: (record) => `broken: record ${record} is not what the meter wrote`,
  removed: (record) => `broken: record ${record} is missing`,
  "out-of-order": (record) => `broken: another record stands where record ${record} belongs`,
  "cut-off": (record) => `broken: cut off behind record ${record}`,
};

function verdictText(verdict: Verdict, last: number): string {
  switch (verdict.kind) {
    case "intact":
      return last === 0 ? "chain intact, no record yet" : `chain intact up to record ${last}`;
    case "begins-anew":
      return verdict.after === undefined
        ? `chain begins anew at record ${verdict.record}`
        : FINDING[verdict.after.kind](verdict.after.record);
    case "wrong-meter":
      return "broken: the log of another meter";
    case "wrong-keys":
      return "broken: nothing in it was made under these keys";
    case "edited":
    case "removed":
    case "out-of-order":
    case "cut-off":
      return FINDING[verdict.kind](verdict.record);
  }
}

export class LogWatch {
  readonly #bench: Bench;
  readonly #seen = new Map<LogName, Seen>();
  #next = 0;
  #notBeforeMs = 0;
  #version = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** Of the latest view: the cursor of a reader that has read all. */
  get end(): number {
    return this.#version;
  }

  /** Looks at one log where it is time for it. `nowMs`: of the wall clock. */
  look(nowMs: () => number): void {
    const startMs = nowMs();
    if (startMs < this.#notBeforeMs) return;
    for (let tries = 0; tries < LOGS.length; tries++) {
      const name = LOGS[this.#next++ % LOGS.length]!;
      const { programs } = this.#bench[name === "switch" ? "offSwitchParts" : "meterParts"].memory.array;
      if (this.#seen.get(name)?.programs === programs) continue;
      const view = logView(this.#bench, name);
      const before = this.#seen.get(name);
      const isNews = JSON.stringify(before?.view) !== JSON.stringify(view);
      this.#seen.set(name, { programs, view, version: isNews ? ++this.#version : before!.version });
      break;
    }
    const endMs = nowMs();
    // The first look at each comes at once.
    this.#notBeforeMs = this.#seen.size < LOGS.length ? 0 : endMs + Math.max(LEAST_MS, (endMs - startMs) / SHARE);
  }

  /** The views that are newer than `cursor`. */
  since(cursor: number): readonly LogView[] {
    return [...this.#seen.values()].filter(({ version }) => version > cursor).map(({ view }) => view);
  }
}

export function logView(bench: Bench, name: LogName): LogView {
  try {
    return viewOf(bench, name);
  } catch (error) {
    if (!(error instanceof FlashPartError)) throw error;
    return { name, records: 0, dropped: 0, intact: false, verdict: error.message, latest: [] };
  }
}

function viewOf(bench: Bench, name: LogName): LogView {
  const file = decodeLogFile(exportedLog(bench, name));
  const keys = name === "switch" ? bench.keys.offSwitchLogs : bench.keys.meterLogs;
  const { verdict, summary } = verifyLog(file, keys);
  const from = Math.max(0, file.records.length - SHOWN);
  const shown = { ...file, records: file.records.slice(from) };
  const latest = logEntries(shown).map((entry, i) => ({
    ...entry,
    tag: hex(shown.records[i]!.tag.slice(0, TAG_SHOWN_BYTES)),
    verified: from + i < summary.verified,
  }));
  return {
    name,
    records: summary.records,
    dropped: summary.dropped,
    intact: verdict.kind === "intact",
    verdict: verdictText(verdict, summary.last),
    latest: latest.reverse(),
  };
}
