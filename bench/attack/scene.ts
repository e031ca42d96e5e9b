// A bench as an attack finds it, and what the meter shows of the attack since: its own counters, its relay, its logs, its partitions.

import type { Bench, BoardName } from "../bench.ts";
import { decodeSwitchReport } from "../central/switch-messages.ts";
import type { SwitchReport } from "../central/switch-messages.ts";
import { FlashPartError } from "../flash-part.ts";
import { frame } from "../frame-receiver.ts";
import { entryLine, logEntries } from "../log-entries.ts";
import type { LogEntry } from "../log-entries.ts";
import { decodeLogFile } from "../log-file.ts";
import type { LogFile } from "../log-file.ts";
import { exportedLog } from "../meter-logs.ts";
import type { LogName } from "../meter-logs.ts";
import { kernelStatus } from "../report.ts";
import { ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { readU32 } from "../../firmware/messages/bytes.ts";
import { ARMED } from "../../firmware/messages/switch-state.ts";
import type { Verdict } from "./attack.ts";
import { Ears } from "./ears.ts";
import { LINES, NOTHING } from "./lines.ts";
import type { Line } from "./lines.ts";

const MOST_LOG_LINES = 4;
const BOARDS = ["meter", "offSwitch"] as const;
/** Where the number of a record stands in its text. */
const NUMBER_AT = 2;

function reportIn(ears: Ears): SwitchReport | undefined {
  return decodeSwitchReport(ears.switchReport);
}

/** Exported from a copy of what the part holds; undefined where it holds no log that this program knows. */
export function logOf(bench: Bench, name: LogName): LogFile | undefined {
  try {
    return decodeLogFile(exportedLog(bench, name));
  } catch (error) {
    if (error instanceof FlashPartError) return undefined;
    throw error;
  }
}

function lastRecord(file: LogFile | undefined): number {
  const last = file?.records.at(-1);
  return last === undefined ? 0 : readU32(last.text, NUMBER_AT);
}

export class Scene {
  readonly bench: Bench;
  readonly ears: Ears;
  /** Orders with the central system's own seal that the attack had the off-switch processor given. */
  given = 0;
  readonly wasClosed: boolean;
  readonly wasArmed: boolean;
  /** Whether it could open without the attack: it was told to, or goes by the word of the meter board. */
  readonly mayOpen: boolean;
  readonly #before: SwitchReport | undefined;
  readonly #records: Readonly<Record<"security" | "switch", number>>;
  readonly #faults: ReadonlyMap<string, number>;

  constructor(bench: Bench) {
    this.bench = bench;
    this.ears = Ears.of(bench);
    this.ears.begin();
    this.#before = reportIn(this.ears);
    this.wasClosed = this.isClosed;
    this.wasArmed = this.#before?.state === ARMED;
    this.mayOpen = this.wasClosed && ((this.#before?.reasons ?? 0) | (this.#before?.obeyed ?? 0)) !== 0;
    this.#records = { security: lastRecord(logOf(bench, "security")), switch: lastRecord(logOf(bench, "switch")) };
    this.#faults = this.#faultCounts();
  }

  get isClosed(): boolean {
    return this.bench.offSwitchParts.relay.closed;
  }

  /** The latest report of the off-switch processor. */
  get report(): SwitchReport | undefined {
    return reportIn(this.ears);
  }

  /** Frames for the off-switch processor that others sent. */
  get foreign(): number {
    return this.ears.passed("in", ROUTE_OFF_SWITCH).filter(({ isOwn }) => !isOwn).length;
  }

  /** Orders that the off-switch processor took, whose ever they were. */
  get taken(): number {
    return this.#since("accepted");
  }

  /** Those of them that were nobody's but the attacker's. */
  get accepted(): number {
    return Math.max(0, this.taken - this.foreign - this.given);
  }

  /** Whether the relay opened, and nobody but the attacker can have had it opened. */
  get isForcedOpen(): boolean {
    return this.ears.moves.some(({ closed }) => !closed) && !this.mayOpen && this.foreign === 0;
  }

  /** Messages that it refused. */
  get rejected(): number {
    return this.#since("rejected");
  }

  /** Onto the WAN, as somebody who holds that wire. */
  wanBytes(bytes: string): void {
    this.ears.isOwn = true;
    this.bench.toWan(bytes);
    this.ears.isOwn = false;
  }

  wan(payload: string): void {
    this.wanBytes(frame(payload));
  }

  /** Partitions that failed or were started anew since, on either board. */
  get failed(): string[] {
    const now = this.#faultCounts();
    return [...now].filter(([name, count]) => count !== this.#faults.get(name)).map(([name]) => name);
  }

  /** Records of a log since. */
  entries(name: "security" | "switch"): LogEntry[] {
    const file = logOf(this.bench, name);
    return file === undefined ? [] : logEntries(file).filter(({ record }) => record > this.#records[name]);
  }

  /** As lines. */
  records(name: "security" | "switch"): string[] {
    return this.entries(name).map(entryLine);
  }

  /** What a verdict says of the off-switch processor. */
  switchLines(): string[] {
    return [
      `The off-switch processor took ${count(this.accepted, "order")} of the attacker and refused ${count(this.rejected, "message")}.`,
      this.relayLine(),
    ];
  }

  relayLine(): string {
    const moves = this.ears.moves.length;
    return `The relay ${moves === 0 ? "did not move" : `moved ${times(moves)}`} and is ${this.isClosed ? "closed" : "open"}.`;
  }

  /** What the meter wrote down meanwhile: the last of it. */
  logLines(name: "security" | "switch"): string[] {
    const records = this.records(name);
    const lines = records.slice(-MOST_LOG_LINES).map((line) => `${name} log: ${line}`);
    const left = records.length - lines.length;
    return left > 0 ? [`${name} log: ${count(left, "record")} before these`, ...lines] : lines;
  }

  partitionLine(): string {
    const failed = this.failed;
    return failed.length === 0 ? "No partition failed." : `Failed or started anew: ${failed.join(", ")}.`;
  }

  #since(what: "accepted" | "rejected"): number {
    return ((this.report?.[what] ?? 0) - (this.#before?.[what] ?? 0)) & 0xffff;
  }

  #faultCounts(): ReadonlyMap<string, number> {
    const rows = (board: BoardName) =>
      kernelStatus(this.bench, board).partitions.map(
        ({ name, faults, starts }) => [`${name} of the ${SAYS[board]}`, faults + starts] as const,
      );
    return new Map(BOARDS.flatMap((board) => (this.bench[board].global("hasm") === undefined ? [] : rows(board))));
  }
}

const SAYS: Readonly<Record<BoardName, string>> = { meter: "meter board", offSwitch: "off-switch board" };

export function count(number: number, what: string): string {
  return `${number === 0 ? "no" : number} ${what}${number === 1 ? "" : "s"}`;
}

export function times(number: number): string {
  return number === 1 ? "once" : `${number} times`;
}

/** `line`: what held, where it did. */
export function verdict(held: boolean, line: Line, evidence: readonly string[]): Verdict {
  return { held, stoppedBy: held ? LINES[line] : NOTHING, evidence };
}
