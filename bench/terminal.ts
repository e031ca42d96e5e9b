// The live view: both boards in a terminal, redrawn a few times a second. A key acts as the central system or as the consumer's finger.
// Without a terminal it prints a line a second instead. It only looks; the run is the bench's.

import { isoStamp } from "./load/load.ts";
import type { Bench } from "./bench.ts";
import { hex } from "./byte-string.ts";
import { Pacer, WATCHED } from "./pace.ts";
import type { Pace } from "./pace.ts";
import { meterFigures, partitionRows } from "./report.ts";

const PORT_LINES = 6;
/** The switch takes a press of 2 to 10 s. */
const PRESS_S = 2.5;

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
export function picture(bench: Bench, ports: readonly PortLine[], columns: number): string[] {
  const meter = meterFigures(bench);
  const lcd = bench.meterParts.lcd.rows();
  const nowS = Math.floor(bench.utcMs / 1000);
  const power = Math.round(bench.powerW());
  return [
    `HASM  ${isoStamp(nowS)}  ${bench.elapsedS.toFixed(1)} s after power-on`,
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
    `  keys: ${bench.centralIsOff ? "" : "o off   c cancel   n on (arms)   "}b hold the button   space pause   + faster   - slower   q quit`,
  ].map((line) => line.slice(0, Math.max(0, columns - 1)));
}

function listenToKeys(bench: Bench, pace: Pace): () => void {
  const input = process.stdin;
  if (!input.isTTY) return () => undefined;
  const onKey = (key: Buffer): void => {
    const letter = key.toString();
    if (letter === "o" && !bench.centralIsOff) bench.central.switch("off");
    if (letter === "c" && !bench.centralIsOff) bench.central.switch("cancel");
    if (letter === "n" && !bench.centralIsOff) bench.central.switch("on");
    if (letter === "b") bench.pressButton(PRESS_S);
    if (letter === "+") pace.speed *= 2;
    if (letter === "-") pace.speed /= 2;
    if (letter === " ") pace.paused = !pace.paused;
    if (letter === "q" || letter === "\x03") pace.quit = true;
  };
  input.setRawMode(true).on("data", onKey);
  return () => {
    input.setRawMode(false).off("data", onKey).pause();
  };
}

/** Runs until `endS` of simulated time, or until the person quits. */
export async function showLive(bench: Bench, pace: Pace, endS: number): Promise<void> {
  const stopKeys = listenToKeys(bench, pace);
  const ports = listen(bench);
  const screen = process.stdout;
  let frames = 0;
  const onFrame = (): void => {
    if (screen.isTTY) screen.write(`\x1b[H\x1b[J${picture(bench, ports, screen.columns).join("\n")}\n`);
    else if (frames % 5 === 0) console.log(summary(bench));
    frames++;
  };
  await new Pacer(bench, pace, { manner: WATCHED, onFrame }).to(endS);
  stopKeys();
}

function summary(bench: Bench): string {
  const meter = meterFigures(bench);
  const rows = bench.meterParts.lcd.rows().map((row) => row.trim());
  return `${isoStamp(Math.floor(bench.utcMs / 1000))}  lcd [${rows.join(" | ")}]  switch ${meter.switch ?? "no answer"}`;
}
