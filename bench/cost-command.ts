// `hasm cost`: what the firmware costs on the real engine, beside what it may cost. Five runs must agree to the instruction.

import type { Command } from "commander";
import { boards, buildBoard } from "../tools/build/build.ts";
import { engines } from "../tools/engine/available.ts";
import { meterFigures, offSwitchFigures } from "./cost/boards.ts";
import type { BoardFigures } from "./cost/boards.ts";
import { messageSeconds } from "./cost/message.ts";
import { SECONDS_PER_INSTRUCTION } from "./cost/prelude.ts";
import { UserError } from "./user-error.ts";

const RUNS = 5;
/** Bits of a byte on a UART with one start and one stop bit, at the speed of WAN and link. */
const BITS_PER_BYTE = 10;
const BAUD = 19200;

interface Figures {
  readonly meter: BoardFigures;
  readonly offSwitch: BoardFigures;
  readonly message: number;
}

const time = (seconds: number): string =>
  `${(seconds * 1000).toFixed(3)} ms  ${Math.round(seconds / SECONDS_PER_INSTRUCTION)} instructions`;

function rows(figures: Figures): [string, string, string][] {
  const { meter, offSwitch } = figures;
  const wire = (bytes: number): number => (bytes * BITS_PER_BYTE) / BAUD;
  const latency = meter.commandS + wire(offSwitch.commandFrameBytes) + offSwitch.commandS;
  const heap = (used: number, of: number): string => `${used} of ${of} variables, ${((100 * used) / of).toFixed(1)} %`;
  return [
    ["boot to counted pulses, meter", time(meter.bootS), "500 ms"],
    ["boot, off-switch", time(offSwitch.bootS), ""],
    ["remote off: WAN in to link out", time(meter.commandS), ""],
    [
      "remote off: over the link",
      `${(wire(offSwitch.commandFrameBytes) * 1000).toFixed(3)} ms  ${offSwitch.commandFrameBytes} B`,
      "",
    ],
    ["remote off: link in to relay", time(offSwitch.commandS), ""],
    ["remote off, whole", `${(latency * 1000).toFixed(3)} ms`, "600 ms"],
    ["message of 64 B, send to handler", time(figures.message), "0.500 ms"],
    ["idle meter, share of processor", `${(100 * meter.idleShare).toFixed(2)} %`, "5 %"],
    ["idle off-switch, share of processor", `${(100 * offSwitch.idleShare).toFixed(2)} %`, ""],
    ["heap after boot, meter", heap(meter.heapAfterBoot, 5450), ""],
    ["heap at its peak, meter", heap(meter.heapPeak, 5450), "60 %"],
    ["heap after boot, off-switch", heap(offSwitch.heapAfterBoot, 5376), ""],
    ["heap at its peak, off-switch", heap(offSwitch.heapPeak, 5376), "35 %"],
  ];
}

async function once(): Promise<Figures> {
  return { meter: await meterFigures(), offSwitch: await offSwitchFigures(), message: await messageSeconds() };
}

async function bundleLines(): Promise<string[]> {
  const lines: string[] = [];
  for (const board of boards) {
    const { text, parts } = await buildBoard(board);
    lines.push(`${board.name.padEnd(22)} ${String(text.length).padStart(6)} B`);
    for (const [name, bytes] of Object.entries(parts))
      lines.push(`  ${name.padEnd(20)} ${String(bytes).padStart(6)} B`);
  }
  return lines;
}

async function cost(options: { runs: string }): Promise<void> {
  const runs = Number(options.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new UserError(`--runs is a whole number above 0, not "${options.runs}"`);
  for (const line of await bundleLines()) console.log(line);
  const engine = engines().stm32;
  if (!engine.found) {
    console.log(`\nno figures from the real engine: ${engine.why}`);
    return;
  }
  const first = await once();
  for (let run = 1; run < runs; run++) {
    if (JSON.stringify(await once()) !== JSON.stringify(first))
      throw new UserError(`run ${run + 1} differs from the first`);
  }
  console.log(`\nSTM32F405RG image, one instruction = 8 ns; ${runs} runs, all equal`);
  for (const [what, figure, budget] of rows(first))
    console.log(`${what.padEnd(36)} ${figure.padEnd(44)} ${budget === "" ? "" : `budget ${budget}`}`.trimEnd());
}

export function costCommand(program: Command): void {
  program
    .command("cost")
    .description("print code size, heap and time, on the real engine where one is at hand")
    .option("--runs <number>", "measurements that must agree", String(RUNS))
    .action(cost);
}
