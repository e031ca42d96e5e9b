// `hasm cost`: what the firmware costs on the real engine, beside what it may cost. All runs must agree to the instruction.

import type { Command } from "commander";
import { boards, buildBoard } from "../tools/build/build.ts";
import { engines } from "../tools/engine/available.ts";
import { meterFigures, offSwitchFigures } from "./cost/boards.ts";
import { meterCommandSeconds, offSwitchCommandSeconds } from "./cost/commands.ts";
import { lineCounts } from "./cost/lines.ts";
import { messageSeconds } from "./cost/message.ts";
import { boardRows, commandRows, lineRows, lineText, STORE_NOTE, storeRows } from "./cost/rows.ts";
import type { Figures } from "./cost/rows.ts";
import { storageRows } from "./cost/storage-rows.ts";
import { storeFigures } from "./cost/store.ts";
import { UserError } from "./user-error.ts";

const RUNS = 2;

async function once(): Promise<Figures> {
  return {
    meter: await meterFigures(),
    offSwitch: await offSwitchFigures(),
    message: await messageSeconds(),
    store: await storeFigures(),
    commands: { meter: await meterCommandSeconds(), offSwitch: await offSwitchCommandSeconds() },
  };
}

function figureLines(figures: Figures): string[] {
  return [...boardRows(figures), ...commandRows(figures.commands), ...storeRows(figures.store)].map(lineText);
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

async function cost(options: { runs: string; storage?: true }): Promise<void> {
  const runs = Number(options.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new UserError(`--runs is a whole number above 0, not "${options.runs}"`);
  if (options.storage) {
    for (const line of await storageRows()) console.log(line);
    return;
  }
  for (const line of await bundleLines()) console.log(line);
  console.log("");
  for (const row of lineRows(lineCounts())) console.log(lineText(row));
  const engine = engines().stm32;
  if (!engine.found) {
    console.log(`\nno figures from the real engine: ${engine.why}`);
    return;
  }
  const first = figureLines(await once());
  for (let run = 1; run < runs; run++) {
    const again = figureLines(await once());
    const differing = again.find((line, at) => line !== first[at]);
    if (differing !== undefined) throw new UserError(`run ${run + 1} differs from the first: ${differing}`);
  }
  console.log(`\nSTM32F405RG image, one instruction = 8 ns; ${runs} runs, all equal`);
  for (const line of first) console.log(line);
  console.log(STORE_NOTE);
}

export function costCommand(program: Command): void {
  program
    .command("cost")
    .description("print code size, heap and time, on the real engine where one is at hand")
    .option("--runs <number>", "measurements that must agree", String(RUNS))
    .option("--storage", "instead, what a record costs our own rings and the engine's Storage")
    .action(cost);
}
