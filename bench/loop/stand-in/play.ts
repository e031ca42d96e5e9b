// A test on emulated boards from power-on to the report: each run has boards that were never on before, with keys that were made for it and are
// gone behind it. The meter is told what time it is; else nothing is done that is not done at real boards.

import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { board as meterBoard } from "../../../boards/qemu-meter/board.ts";
import { board as offSwitchBoard } from "../../../boards/qemu-off-switch/board.ts";
import type { Board } from "../../../boards/board.ts";
import { buildBoard } from "../../../tools/build/build.ts";
import { toByteString } from "../../byte-string.ts";
import { nodeCalls } from "../../central/file-calls.ts";
import * as orders from "../../central/orders.ts";
import { provisionMeter } from "../../provision.ts";
import type { Script } from "../../script/script.ts";
import { atOnceWithin, installed } from "../../switch-values.ts";
import { windowSeconds } from "../../switch-words.ts";
import { UserError } from "../../user-error.ts";
import type { BoardFacts } from "../boards.ts";
import type { LoopClock } from "../clock.ts";
import type { LoopMeter } from "../loop-orders.ts";
import type { LoopReport } from "../loop-report.ts";
import { ledgerName, runLoop } from "../loop-run.ts";
import { LOOP_PORTS } from "../ports.ts";
import type { Asker } from "../tester.ts";
import { withMeter } from "../with-meter.ts";
import { emulatorWords, StandInBoards, theEngine } from "./boards.ts";
import { ChipClock } from "./chip-clock.ts";
import { StandInHelper } from "./helper.ts";

const METER_ID = "HASMQEMU";
/** It is busy with its start. */
const TRIES = 3;

function windowOf({ head }: Script): number {
  return windowSeconds(head.window ?? "0s");
}

/** Throws UserError: what boards that are made for a run cannot be to all of its scripts, or nothing to emulate them with. */
export function demandStandIn(scripts: readonly Script[]): void {
  const [first] = scripts;
  const other = scripts.find((script) => windowOf(script) !== windowOf(first!));
  if (other !== undefined)
    throw new UserError(
      `${first!.file} is for a switch that opens within ${windowOf(first!)} s, ${other.file} for one within ${windowOf(other)} s: play them one by one`,
    );
  theEngine();
}

const sha256 = (bytes: string | Buffer): string =>
  createHash("sha256")
    .update(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes)
    .digest("hex");

function factsOf({ system, engine }: Board, bundle: string, image: Buffer): BoardFacts {
  const version = /\0(\d+v\d+(?:\.\d+)?)/.exec(image.toString("latin1"))?.[1] ?? "of unknown version";
  return {
    ...{ board: system, port: "emulated", state: `stand-in: ${emulatorWords()}, not a board` },
    engine: `${engine}, Espruino ${version}, image sha256 ${sha256(image)}`,
    bundle: `${bundle.length} bytes, sha256 ${sha256(bundle)}: made for the emulated board`,
  };
}

/** It starts in the past. Throws UserError. */
async function setClock({ central }: LoopMeter, clock: LoopClock): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await central!.desk.ask("meter", orders.timeStep(Math.round(clock.nowMs() / 1000)));
    if (answer?.result === "done") return;
  }
  throw new UserError("the emulated meter does not answer");
}

export interface StandInTest {
  readonly scripts: readonly Script[];
  readonly tester: string;
  readonly asker: Asker;
}

/** Throws UserError and BoardError. */
export async function playOnStandIn({ scripts, tester, asker }: StandInTest): Promise<LoopReport> {
  const standIn = emulatorWords();
  const bundles = { meter: (await buildBoard(meterBoard)).text, "off-switch": (await buildBoard(offSwitchBoard)).text };
  const image = readFileSync(theEngine().image);
  const facts = [offSwitchBoard, meterBoard].map((board) => factsOf(board, bundles[board.system], image));
  const home = mkdtempSync(join(tmpdir(), "hasm-stand-in-"));
  let boards: StandInBoards | undefined;
  let clock: ChipClock | undefined;
  try {
    const policy = atOnceWithin(windowOf(scripts[0]!));
    provisionMeter(METER_ID, home, (count) => toByteString(randomBytes(count)), nodeCalls, installed(true, policy));
    asker.say(`${standIn} stands in for both boards: this is no test of boards, and the bench is hand and eyes itself`);
    const started = await StandInBoards.start(bundles, join(home, METER_ID));
    boards = started;
    const chip = new ChipClock(started.clocks, Date.now());
    clock = chip;
    return await withMeter(
      home,
      () => Promise.resolve(started.lines),
      chip,
      ledgerName(tester),
      async (opened) => {
        await setClock(opened.meter, chip);
        const wires = Object.fromEntries(LOOP_PORTS.map((port) => [port, "emulated"]));
        const helper = new StandInHelper(started, chip);
        const run = { scripts, standIn, wires, boards: facts, tester, raiseTariffs: 0, asker, helper };
        try {
          return await runLoop({ ...opened, ...run, clock: chip });
        } finally {
          await helper.stopSources();
        }
      },
    );
  } finally {
    clock?.stop();
    await boards?.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
