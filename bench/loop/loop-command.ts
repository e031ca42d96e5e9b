// `hasm bench --meter PORT --off-switch PORT`: opens what is needed, has the test run, and writes what came of it.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { buildBoard } from "../../tools/build/build.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import type { DiskOffLedger } from "../central/disk-off-ledger.ts";
import type { Script } from "../script/script.ts";
import { chooseMeter, findMeters, openLedger, openMemory } from "../send/meters.ts";
import { whole } from "../send/options.ts";
import { outcomeOf } from "../send/outcome.ts";
import { UserError, writeUserFile } from "../user-error.ts";
import { readBoard } from "./boards.ts";
import type { BoardFacts } from "./boards.ts";
import { LoopCentral, peersOf } from "./callers.ts";
import { COMPUTER } from "./clock.ts";
import { htmlPage } from "./html-report.ts";
import { jsonFile, sumOf } from "./loop-report.ts";
import type { LoopReport } from "./loop-report.ts";
import { demandPlayable, ledgerName, runLoop } from "./loop-run.ts";
import { portsOf } from "./options.ts";
import type { LoopOptions } from "./options.ts";
import { LOOP_PORTS, openPorts, parsePort } from "./ports.ts";
import type { LineMap, LoopPort, PortMap } from "./ports.ts";
import { Asker, TerminalTester } from "./tester.ts";

/** An answer of a meter takes a second. */
const ANSWER_MS = 10_000;
const PATIENCE = { readyMs: 15_000, quietMs: 500 };
const CONSOLE_BAUD = 9600;

function parsePorts(options: LoopOptions): { places: PortMap; typed: Record<string, string> } {
  const given = portsOf(options);
  const places: Partial<Record<LoopPort, PortMap[LoopPort]>> = {};
  const typed: Record<string, string> = {};
  for (const name of LOOP_PORTS) {
    const text = given[name];
    if (text === undefined) continue;
    places[name] = parsePort(text, `--${name}`);
    typed[name] = text;
  }
  return { places: places as PortMap, typed };
}

async function readBoards(options: LoopOptions, meterId: string, asker: Asker): Promise<BoardFacts[]> {
  const facts: BoardFacts[] = [];
  // The off-switch first: it is there when the meter board asks for it.
  for (const [board, port] of [
    [offSwitchBoard, options.offSwitch!],
    [meterBoard, options.meter!],
  ] as const) {
    const bundle = (await buildBoard(board)).text;
    facts.push(await readBoard({ board, port, baud: CONSOLE_BAUD, bundle, meterId, patience: PATIENCE }, asker));
  }
  return facts;
}

interface Opened {
  readonly folder: string;
  readonly memory: DiskMemory;
  readonly ledger: DiskOffLedger;
  readonly lines: LineMap;
}

/** Runs with what is open, and closes it. */
async function withMeter<T>(keys: string, places: PortMap, run: (opened: Opened) => Promise<T>): Promise<T> {
  const meters = findMeters(keys);
  const [id, folder] = chooseMeter(keys, meters, []);
  const memory = openMemory(folder, id);
  try {
    const ledger = openLedger(meters);
    try {
      const lines = await openPorts(places);
      try {
        return await run({ folder, memory, ledger, lines });
      } finally {
        for (const line of Object.values(lines)) line.close();
      }
    } finally {
      ledger.close();
    }
  } finally {
    memory.close();
  }
}

async function test(options: LoopOptions, scripts: readonly Script[], asker: Asker): Promise<LoopReport> {
  const { places, typed } = parsePorts(options);
  demandPlayable(scripts, (port) => places[port] !== undefined);
  const raiseTariffs = whole(options.raiseTariffs ?? "0", "--raise-tariffs");
  const tester = options.tester ?? (await asker.words("Who tests? Your name"));
  const by = ledgerName(tester);
  return withMeter(options.keys!, places, async ({ folder, memory, ledger, lines }) => {
    const boards = await readBoards(options, memory.meterId, asker);
    const central = lines.wan && new LoopCentral(memory, ledger, lines, COMPUTER, ANSWER_MS);
    const peers = peersOf(memory, lines, COMPUTER, ANSWER_MS);
    const meter = { folder, memory, central, peers, timeoutMs: ANSWER_MS, setAlarm: COMPUTER.setAlarm, by };
    return runLoop({
      scripts,
      memory,
      meter,
      lines,
      wires: typed,
      boards,
      tester,
      raiseTariffs,
      asker,
      clock: COMPUTER,
    });
  });
}

function write(report: LoopReport, { report: json, html }: LoopOptions): void {
  if (json !== undefined) writeUserFile(json, jsonFile(report));
  if (html !== undefined) writeUserFile(html, htmlPage(report));
  for (const file of [json, html]) if (file !== undefined) console.log(`report: ${file}`);
  const steps = report.scripts.flatMap((script) => script.steps);
  const count = (outcome: string): number => steps.filter((step) => step.outcome === outcome).length;
  const counts = ["passed", "failed", "skipped", "not taken"].map((outcome) => `${count(outcome)} ${outcome}`);
  console.log(`${report.verdict}: ${steps.length} steps, ${counts.join(", ")}`);
  console.log(`SHA-256 of the report: ${sumOf(report)}`);
  if (report.verdict !== "passed") process.exitCode = 1;
}

/** Throws UserError. */
export async function loopBench(options: LoopOptions, scripts: readonly Script[]): Promise<void> {
  if (scripts.length === 0) throw new UserError("real boards need --script: what is played on them");
  const terminal = new TerminalTester(process.stdin, (text) => process.stdout.write(text));
  try {
    write(await test(options, scripts, new Asker(terminal)), options);
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === undefined) throw error;
    throw new UserError(outcome.trouble ?? "it cannot be done");
  } finally {
    terminal.close();
  }
}
