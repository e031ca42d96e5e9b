// `hasm bench --meter PORT --off-switch PORT`: opens what is needed, has the test run, and writes what came of it.

import { board as meterBoard } from "../../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../../boards/nucleo-f401re/board.ts";
import { buildBoard } from "../../tools/build/build.ts";
import { BoardError } from "../../tools/engine/qemu.ts";
import type { Script } from "../script/script.ts";
import { Skipped } from "../script/stage.ts";
import { whole } from "../send/options.ts";
import { outcomeOf } from "../send/outcome.ts";
import { UserError, writeUserFile } from "../user-error.ts";
import { readBoard } from "./boards.ts";
import type { BoardFacts } from "./boards.ts";
import { COMPUTER } from "./clock.ts";
import { htmlPage } from "./html-report.ts";
import { jsonFile, sumOf } from "./loop-report.ts";
import type { LoopReport } from "./loop-report.ts";
import { demandPlayable, ledgerName, runLoop } from "./loop-run.ts";
import { portsOf, STAND_IN } from "./options.ts";
import type { LoopOptions } from "./options.ts";
import { LOOP_PORTS, openPorts, parsePort } from "./ports.ts";
import type { LoopPort, PortMap } from "./ports.ts";
import { STAND_IN_ABLE } from "./stand-in/helper.ts";
import { demandStandIn, playOnStandIn } from "./stand-in/play.ts";
import { TesterHelper } from "./tester-helper.ts";
import { Asker, TerminalTester } from "./tester.ts";
import { withMeter } from "./with-meter.ts";

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

interface Test {
  readonly options: LoopOptions;
  readonly scripts: readonly Script[];
  readonly asker: Asker;
}

/** Throws UserError. */
async function testerOf({ options, asker }: Test): Promise<string> {
  if (options.tester !== undefined) return options.tester;
  try {
    return await asker.words("Who tests? Your name");
  } catch (error) {
    if (error instanceof Skipped) throw new UserError("nobody says who tests: --tester NAME");
    throw error;
  }
}

async function testBoards(test: Test): Promise<LoopReport> {
  const { options, scripts, asker } = test;
  const { places, typed: wires } = parsePorts(options);
  demandPlayable(scripts, (port) => places[port] !== undefined);
  const raiseTariffs = whole(options.raiseTariffs ?? "0", "--raise-tariffs");
  const tester = await testerOf(test);
  const clock = COMPUTER;
  return withMeter(
    options.keys!,
    () => openPorts(places),
    clock,
    ledgerName(tester),
    async (opened) => {
      const boards = await readBoards(options, opened.memory.meterId, asker);
      const helper = new TesterHelper(asker);
      return runLoop({ ...opened, scripts, standIn: null, wires, boards, tester, raiseTariffs, asker, helper, clock });
    },
  );
}

async function testStandIn(test: Test): Promise<LoopReport> {
  const { scripts, asker } = test;
  demandPlayable(scripts, () => true, STAND_IN_ABLE);
  demandStandIn(scripts);
  return playOnStandIn({ scripts, tester: await testerOf(test), asker });
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
    const test = { options, scripts, asker: new Asker(terminal) };
    write(await (options.meter === STAND_IN ? testStandIn(test) : testBoards(test)), options);
  } catch (error) {
    if (error instanceof BoardError) throw new UserError(error.message);
    const outcome = outcomeOf(error);
    if (outcome === undefined) throw error;
    throw new UserError(outcome.trouble ?? "it cannot be done");
  } finally {
    terminal.close();
  }
}
