// A test of real boards from its beginning to the signature: what is wrong is refused before anything is touched; then who, which boards, each
// script, and the report.

import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import type { DiskMemory } from "../central/disk-memory.ts";
import { isoStamp } from "../load/load.ts";
import { demandAble, failureLine, play } from "../script/play.ts";
import type { Taken } from "../script/play.ts";
import { isLook } from "../script/script.ts";
import type { Script, Step } from "../script/script.ts";
import { Skipped } from "../script/stage.ts";
import { readBytes } from "../send/options.ts";
import { outcomeOf } from "../send/outcome.ts";
import { UserError } from "../user-error.ts";
import { abilitiesWith } from "./abilities.ts";
import { begin } from "./begin.ts";
import type { Beginning } from "./begin.ts";
import type { BoardFacts } from "./boards.ts";
import type { LoopClock } from "./clock.ts";
import type { Helper, HelperAble } from "./helper.ts";
import type { LoopMeter } from "./loop-orders.ts";
import { LoopLogs } from "./loop-logs.ts";
import { verdictOf } from "./loop-report.ts";
import type { LoopReport, ReportScript, ReportStep } from "./loop-report.ts";
import { LoopStage } from "./loop-stage.ts";
import type { LineMap, LoopPort } from "./ports.ts";
import { demandHead, householdOf } from "./script-head.ts";
import { TESTER_ABLE } from "./tester-helper.ts";
import type { Asker } from "./tester.ts";

/** Throws UserError: what a script asks for and the wires do not give. */
export function demandPlayable(
  scripts: readonly Script[],
  hasPort: (port: LoopPort) => boolean,
  helper: HelperAble = TESTER_ABLE,
): void {
  for (const script of scripts) {
    demandHead(script);
    demandAble(script, abilitiesWith(hasPort, helper, householdOf(script)));
  }
}

export interface LoopRun {
  readonly scripts: readonly Script[];
  readonly memory: DiskMemory;
  readonly meter: LoopMeter;
  readonly lines: LineMap;
  /** Where they are, as typed. */
  readonly wires: Readonly<Record<string, string>>;
  /** What stands in for boards; null: nothing does. */
  readonly standIn: string | null;
  readonly boards: readonly BoardFacts[];
  readonly tester: string;
  /** Added to the version of each tariff that a script brings. */
  readonly raiseTariffs: number;
  readonly asker: Asker;
  readonly helper: Helper;
  readonly clock: LoopClock;
}

/** Who does or sees it there. */
function byOf(step: Step, stage: LoopStage): string {
  const ability = isLook(step.does) ? stage.toSee(step.does.expectation.sight) : stage.toDo(step.does);
  return ability.kind === "hand" ? "the tester" : ability.kind === "no" ? "nobody" : (ability.by ?? "the bench");
}

function reportSteps({ steps }: Script, taken: readonly Taken[], stage: LoopStage, shiftS: number): ReportStep[] {
  return steps.map((step) => {
    const found = taken.find(({ line }) => line === step.line);
    const { outcome, expected = null, says = null } = found ?? { outcome: "not taken" as const };
    return {
      ...{ line: step.line, step: step.text, outcome },
      moment: found ? isoStamp(Date.parse(found.at) / 1000 + Math.round(shiftS)) : null,
      ...{ expected, found: found?.found ?? null, by: byOf(step, stage), says },
    };
  });
}

class Runner {
  readonly #run: LoopRun;
  readonly #stage: LoopStage;
  readonly #logs: LoopLogs | undefined;

  constructor(run: LoopRun) {
    const { lines, meter, asker, helper, clock } = run;
    this.#run = run;
    this.#logs = meter.central && new LoopLogs(meter.central.desk, meter.folder, meter.timeoutMs);
    this.#stage = new LoopStage({ lines, meter, logs: this.#logs, asker, helper, clock });
  }

  async script(script: Script): Promise<ReportScript> {
    const { asker, helper, meter, clock, raiseTariffs } = this.#run;
    const stage = this.#stage;
    stage.troubles.length = 0;
    const fileOf = (name: string): string => resolve(dirname(script.file), name);
    stage.context = { shiftS: 0, raiseTariffs, fileOf, householdW: householdOf(script) };
    const taken: Taken[] = [];
    const begun = isoStamp(Math.floor(clock.nowMs() / 1000));
    asker.say(`script ${script.file}`);
    const beginning: Beginning = { script, stage, asker, helper, central: meter.central, logs: this.#logs, clock };
    if (await this.#isBegun(beginning)) {
      const say = (line: string): void => asker.say(line);
      await play(script, stage, say, (one) => {
        taken.push(one);
        if (one.outcome === "failed") asker.say(failureLine(script.file, { ...one, says: one.says ?? "" }));
      });
      await stage.settle();
    }
    const sha256 = createHash("sha256").update(readBytes(script.file), "latin1").digest("hex");
    const steps = reportSteps(script, taken, stage, stage.context.shiftS);
    const movedS = Math.round(stage.context.shiftS);
    return { file: script.file, sha256, begun, movedS, steps, troubles: [...stage.troubles] };
  }

  /** Why not is a trouble of the script. */
  async #isBegun(beginning: Beginning): Promise<boolean> {
    try {
      await begin(beginning);
      return true;
    } catch (error) {
      const why = error instanceof Skipped ? error.message : outcomeOf(error)?.trouble;
      if (why === undefined) throw error;
      this.#run.asker.say(why);
      this.#stage.troubles.push(`not begun: ${why}`);
      return false;
    }
  }
}

/** The name that is typed at the end; null where none is. */
async function signature(asker: Asker, verdict: string, now: () => string): Promise<LoopReport["signedOff"]> {
  try {
    const name = await asker.words(`The verdict is: ${verdict}. Type your name to sign the report off`);
    return { name, at: now() };
  } catch (error) {
    if (error instanceof Skipped) return null;
    throw error;
  }
}

/** Throws what is nobody's fault at the boards. */
export async function runLoop(run: LoopRun): Promise<LoopReport> {
  const { asker, clock, scripts, memory, standIn, tester, boards, wires } = run;
  const now = (): string => isoStamp(Math.floor(clock.nowMs() / 1000));
  const begun = now();
  const runner = new Runner(run);
  const played: ReportScript[] = [];
  for (const script of scripts) played.push(await runner.script(script));
  const verdict = verdictOf(played);
  return {
    format: "hasm bench report 1",
    meter: memory.meterId,
    ...{ standIn, tester, begun, ended: now(), boards, wires, scripts: played, verdict },
    signedOff: await signature(asker, verdict, now),
  };
}

/** What the ledger of "off" takes for a name. Throws UserError. */
export function ledgerName(tester: string): string {
  const name = tester.trim().replaceAll(" ", ".");
  if (/^[A-Za-z0-9._@-]{1,64}$/.test(name)) return name;
  throw new UserError("the tester's name is 1 to 64 letters A to Z, digits, blanks and ._@-");
}
