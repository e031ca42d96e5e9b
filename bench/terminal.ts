// The live view: both boards in a terminal, drawn anew with each frame. A key is an act, and behind ":" any act can be typed. Without a terminal
// it prints a line now and then instead. It only looks and acts; the run is the bench's.

import { isoStamp } from "./load/load.ts";
import type { Bench } from "./bench.ts";
import { hex } from "./byte-string.ts";
import type { Pace } from "./pace.ts";
import { meterFigures, partitionRows } from "./report.ts";
import { parseAct } from "./script/act.ts";
import type { BenchStage } from "./script/bench-stage.ts";
import { UserError } from "./user-error.ts";

const PORT_LINES = 6;
const TOLD_LINES = 4;
/** Without a terminal. */
const FRAMES_A_LINE = 5;

interface PortLine {
  readonly port: string;
  readonly text: string;
}

/** Keeps the latest traffic of each port. */
function listen(bench: Bench): PortLine[] {
  const lines: PortLine[] = [];
  const note = (port: string, text: string): void => {
    lines.push({ port: `${isoStamp(Math.floor(bench.utcMs / 1000)).slice(11, 19)} ${port}`, text });
    if (lines.length > PORT_LINES) lines.shift();
  };
  bench.link.onBytes((direction, bytes) => {
    note(direction === "a-to-b" ? "link >" : "link <", hex(bytes));
  });
  bench.onWan((direction, bytes) => {
    note(direction === "in" ? "wan  <" : "wan  >", hex(bytes));
  });
  bench.onTelegram.push((telegram) => {
    note("han  >", telegram.replace(/[^\x20-\x7e]+/g, " "));
  });
  return lines;
}

const pad = (text: string | number, width: number): string => String(text).padStart(width);

/** The picture as lines of text, none longer than `columns`. */
export function picture(bench: Bench, ports: readonly PortLine[], columns: number, pageUrl = ""): string[] {
  const meter = meterFigures(bench);
  const lcd = bench.meterParts.lcd.rows();
  const nowS = Math.floor(bench.utcMs / 1000);
  const power = Math.round(bench.powerW());
  return [
    `HASM  ${isoStamp(nowS)}  ${bench.elapsedS.toFixed(1)} s after power-on${pageUrl === "" ? "" : `  page ${pageUrl}`}`,
    "",
    `  +----------------------+   relay     ${bench.offSwitchParts.relay.closed ? "closed" : "OPEN"}`,
    `  | ${lcd[0] ?? ""} |   switch    ${meter.switch ?? "no answer"}`,
    `  | ${lcd[1] ?? ""} |   load      ${power} W`,
    `  | ${lcd[2] ?? ""} |   pulses    ${bench.pulses.generated}`,
    `  | ${lcd[3] ?? ""} |   reports   ${bench.centralIsOff ? "go elsewhere" : `${bench.central.accepted} accepted, ${bench.central.rejected} rejected`}`,
    `  +----------------------+   telegrams ${bench.han.telegrams}`,
    "",
    "  board       partition              steps  budget used  faults  restarts  dropped",
    ...partitionRows(bench).map(
      (row) =>
        `  ${row.board.padEnd(11)} ${row.name.padEnd(20)} ${pad(row.steps, 7)}  ${pad(`${row.mostBudget}/${row.stepBudget}`, 11)}` +
        `  ${pad(row.faults, 6)}  ${pad(row.restarts, 8)}  ${pad(row.dropped, 7)}${row.held ? "  HELD" : ""}`,
    ),
    "",
    ...ports.map((line) => `  ${line.port} ${line.text}`),
    "",
    `  keys: ${bench.centralIsOff ? "" : "o off   c cancel   n on (arms)   "}b hold the button   : any act   space pause   + faster   - slower   q quit`,
  ].map((line) => line.slice(0, Math.max(0, columns - 1)));
}

/** Each key is an act, as anybody else types it. */
const KEY_ACTS: Readonly<Record<string, string>> = { o: "off", c: "cancel", n: "on", b: "button 2.5s" };
/** The second where it was typed before the terminal was ours. */
const ENTER: readonly string[] = ["\r", "\n"];
const BACKSPACE = "\x7f";
const INTERRUPT = "\x03";
const ESCAPE = "\x1b";

/** The keys of a terminal: one for a frequent act, ":" for a line with any. */
export class Keys {
  /** What is being typed behind ":"; undefined: nothing is. */
  line: string | undefined;
  readonly #pace: Pace;
  readonly #perform: (text: string) => void;

  constructor(pace: Pace, perform: (text: string) => void) {
    this.#pace = pace;
    this.#perform = perform;
  }

  /** As a terminal gives them: more than one where somebody types fast, or pastes. */
  type(keys: string): void {
    for (const key of keys) this.#press(key);
  }

  #press(key: string): void {
    if (key === INTERRUPT) this.#pace.quit = true;
    else if (this.line !== undefined) this.#write(key);
    else if (key === ":") this.line = "";
    else if (KEY_ACTS[key] !== undefined) this.#perform(KEY_ACTS[key]);
    else if (key === " ") this.#pace.paused = !this.#pace.paused;
    else if (key === "+") this.#pace.speed *= 2;
    else if (key === "-") this.#pace.speed /= 2;
    else if (key === "q") this.#pace.quit = true;
  }

  #write(key: string): void {
    const line = this.line ?? "";
    if (ENTER.includes(key)) {
      this.line = undefined;
      if (line.trim() !== "") this.#perform(line);
    } else if (key === ESCAPE) this.line = undefined;
    else if (key === BACKSPACE) this.line = line.slice(0, -1);
    else this.line = line + key.replace(/[^\x20-\x7e]/g, "");
  }
}

export class LiveView {
  readonly #stage: BenchStage;
  readonly #ports: readonly PortLine[];
  readonly #told: string[] = [];
  readonly #keys: Keys;
  readonly #onKey = (key: Buffer): void => {
    this.#keys.type(key.toString());
  };
  readonly #pageUrl: string | undefined;
  #frames = 0;

  constructor(stage: BenchStage, pace: Pace, pageUrl?: string) {
    this.#stage = stage;
    this.#pageUrl = pageUrl;
    this.#ports = listen(stage.bench);
    this.#keys = new Keys(pace, (text) => {
      this.#perform(text);
    });
    if (process.stdin.isTTY) process.stdin.setRawMode(true).on("data", this.#onKey);
  }

  /** A line for the person, about an act or a script. */
  tell(line: string): void {
    if (!process.stdout.isTTY) console.log(line);
    this.#told.push(line);
    if (this.#told.length > TOLD_LINES) this.#told.shift();
  }

  draw(): void {
    const { bench } = this.#stage;
    const screen = process.stdout;
    if (screen.isTTY) {
      const typing = this.#keys.line === undefined ? [] : [`  :${this.#keys.line}`];
      const lines = [
        ...picture(bench, this.#ports, screen.columns, this.#pageUrl),
        ...this.#told.map((line) => `  ${line}`),
        ...typing,
      ];
      screen.write(`\x1b[H\x1b[J${lines.map((line) => line.slice(0, Math.max(0, screen.columns - 1))).join("\n")}\n`);
    } else if (this.#frames % FRAMES_A_LINE === 0) console.log(summary(bench));
    this.#frames++;
  }

  close(): void {
    if (process.stdin.isTTY) process.stdin.setRawMode(false).off("data", this.#onKey).pause();
  }

  #perform(text: string): void {
    try {
      this.#stage.perform(parseAct(text), (line) => {
        this.tell(`${text}: ${line}`);
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.tell(`${text}: ${error.message}`);
    }
  }
}

function summary(bench: Bench): string {
  const meter = meterFigures(bench);
  const rows = bench.meterParts.lcd.rows().map((row) => row.trim());
  return `${isoStamp(Math.floor(bench.utcMs / 1000))}  lcd [${rows.join(" | ")}]  switch ${meter.switch ?? "no answer"}`;
}
