// The beginning of a script at real boards: its head is held against what there is, its moments are moved to those of the computer, the pulse
// source is set, and what the counters of the meter stand at is written down.

import { parseStart } from "../duration.ts";
import { isLook } from "../script/script.ts";
import type { Script } from "../script/script.ts";
import { telegramExportWh, telegramImportWh } from "../report.ts";
import type { Figure, Sight } from "../script/sight.ts";
import { policyWords, windowSeconds } from "../switch-words.ts";
import { UserError } from "../user-error.ts";
import type { Errand } from "../send/errand.ts";
import type { LoopCentral } from "./callers.ts";
import type { LoopClock } from "./clock.ts";
import type { Helper, Supply } from "./helper.ts";
import type { LoopLogs } from "./loop-logs.ts";
import { isLost, NO_BASELINE, sourceOf } from "./loop-sights.ts";
import type { LoopStage } from "./loop-stage.ts";
import { READING_QUERY, SWITCH_QUERY } from "./questions.ts";
import { goesByTheClock, householdOf, shiftOf } from "./script-head.ts";
import type { Asker } from "./tester.ts";

/** A reading is up to 10 s old; a clock that is set is hardly more than that away. */
const MOST_WRONG_S = 20;
const TELEGRAM_S = 25;
/** A meter that has just started has no reading yet, and may not answer. */
const ASKED_S = 25;
const AGAIN_S = 1;
/** So long before its start a script has the boards without their supply: time to set the pulse source. */
const HANDS_S = 60;
/** What a hand may take for the supply. */
const MOST_LATE_S = 3;

const COUNTED: ReadonlySet<Figure> = new Set(["import", "export", "charged", "lost"]);
const ENDED = "the run was ended before it began";

/** Acts that a waiting switch would keep from being done in time. */
const MOVING = new Set(["off", "on", "cancel", "query switch"]);

export interface Beginning {
  readonly script: Script;
  readonly stage: LoopStage;
  readonly asker: Asker;
  readonly helper: Helper;
  readonly central: LoopCentral | undefined;
  readonly logs: LoopLogs | undefined;
  readonly clock: LoopClock;
}

function sights({ steps }: Script): Sight[] {
  return steps.flatMap(({ does }) => (isLook(does) ? [does.expectation.sight] : []));
}

async function nextTelegram({ stage }: Beginning): Promise<string> {
  const endS = stage.nowS + TELEGRAM_S;
  const before = stage.view.telegrams;
  while (stage.view.telegrams === before) {
    if (stage.nowS >= endS)
      throw new UserError(
        `no telegram at --han within ${TELEGRAM_S} s: is the meter on, does the adapter turn the level of the line round, is the port closed by parameter consumer-port?`,
      );
    if (!(await stage.until(stage.nowS + AGAIN_S))) throw new UserError(ENDED);
  }
  return stage.view.telegram;
}

/** Until the meter answers with what is asked for. */
async function insist({ stage }: Beginning, errand: Errand, otherwise: string): Promise<void> {
  const endS = stage.nowS + ASKED_S;
  for (;;) {
    const { ending, data, trouble } = await stage.orders.inTurn(() => stage.orders.ask(errand));
    if (ending === "done") return;
    const mayCome = ending === "no-answer" || data["result"] === "absent";
    if (!mayCome || stage.nowS >= endS) throw new UserError(trouble ?? otherwise);
    if (!(await stage.until(stage.nowS + AGAIN_S))) throw new UserError(ENDED);
  }
}

async function askSwitch(beginning: Beginning): Promise<void> {
  const { script, central } = beginning;
  await insist(beginning, SWITCH_QUERY, "the off-switch processor does not answer");
  const { policy } = central!.notebook.switchSaid!;
  const wanted = windowSeconds(script.head.window ?? "0s");
  const isMoved = script.steps.some(({ does }) => !isLook(does) && MOVING.has(does.text));
  if (isMoved && policy.windowSeconds !== wanted)
    throw new UserError(
      `${script.file}: it is for a switch that opens ${wanted === 0 ? "at once" : `within ${wanted} s`}, and that of this meter ${policyWords(policy)}: ` +
        "give the meter that policy (hasm send policy, or hasm provision), or choose another script",
    );
}

async function beginLogs({ script, stage, logs }: Beginning): Promise<void> {
  const named = sights(script).flatMap((sight) => ("log" in sight ? [sight.log] : []));
  for (const log of new Set(named)) await stage.orders.inTurn(() => logs!.begin(log));
}

/** A script that goes by the clock is nothing for a meter whose clock is wrong. */
function demandClock({ script, central, clock }: Beginning): void {
  const reading = central?.notebook.reading;
  if (reading === undefined || !goesByTheClock(script)) return;
  const wrongS = Math.round(reading.utcSeconds - clock.nowMs() / 1000);
  if (Math.abs(wrongS) <= MOST_WRONG_S) return;
  const how =
    reading.utcSeconds === 0 ? "has no time" : `is about ${Math.abs(wrongS)} s ${wrongS < 0 ? "behind" : "ahead"}`;
  throw new UserError(
    `${script.file} goes by the clock, and that of the meter ${how}: set it first, hasm send time-step, and see that the computer's is right`,
  );
}

async function takeBaseline(beginning: Beginning): Promise<void> {
  const { stage, script, central } = beginning;
  const isTold = sights(script).some((sight) => sourceOf(sight) === "telegram" || isLost(sight));
  const telegram = isTold ? await nextTelegram(beginning) : "";
  if (central) {
    await askSwitch(beginning);
    await insist(beginning, READING_QUERY, "the meter gives no reading");
    demandClock(beginning);
  }
  await beginLogs(beginning);
  stage.baseline = {
    ...NO_BASELINE,
    importWh: telegramImportWh(telegram) ?? 0,
    exportWh: telegramExportWh(telegram) ?? 0,
    charged1e5: central?.notebook.reading?.charged1e5 ?? 0,
    moves: central?.notebook.switchSaid?.report.operations ?? 0,
  };
}

/** What was said up to now is none of the script's. */
function countFromHere({ stage, central }: Beginning): void {
  const figures = central?.meter.figures;
  stage.baseline = {
    ...stage.baseline,
    telegrams: stage.view.telegrams,
    ...(figures && { reports: figures.reports, rejected: figures.rejected }),
    accepted: (figures?.accepted ?? 0) - stage.view.ownAnswers,
  };
}

/** Whether it looks at what pulses have added to: then nothing adds to it while the baseline is taken. */
function isCounted(script: Script): boolean {
  return sights(script).some((sight) => sight.kind === "figure" && COUNTED.has(sight.of));
}

/** Goes on to a moment by the computer's clock. Throws UserError. */
async function waitTo({ stage }: Beginning, utcS: number): Promise<void> {
  if (!(await stage.until(utcS))) throw new UserError(ENDED);
}

/**
 * As on the virtual bench both boards are switched on when the script starts, and the household with them. Returns what has to be added to the
 * moments of the script.
 */
async function powerOn(beginning: Beginning, supply: Supply, householdW: number | undefined): Promise<number> {
  const { script, stage, asker } = beginning;
  const startS = parseStart(script.head.start!);
  const nextStartS = (): number => startS + shiftOf(script, stage.nowS, stage.context.fileOf);
  for (;;) {
    await waitTo(beginning, nextStartS() - HANDS_S);
    await supply.take(householdW);
    const beginS = nextStartS();
    await waitTo(beginning, beginS);
    await supply.give(householdW);
    if (!goesByTheClock(script)) return stage.nowS - startS;
    const lateS = Math.round(stage.nowS - beginS);
    if (lateS <= MOST_LATE_S) return beginS - startS;
    asker.say(`that was ${lateS} s late for a script that goes by the clock: once more`);
  }
}

/** Ends at the moment of its start. Throws UserError, SendError and Skipped. */
export async function begin(beginning: Beginning): Promise<void> {
  const { script, stage, asker, helper } = beginning;
  const householdW = householdOf(script);
  stage.context = { ...stage.context, shiftS: 0 };
  if (isCounted(script)) await helper.stopSources();
  await takeBaseline(beginning);
  let shiftS = 0;
  if (script.head.start !== undefined && typeof helper.supply !== "string")
    shiftS = await powerOn(beginning, helper.supply, householdW);
  else {
    if (script.head.start !== undefined) {
      asker.say(`the boards keep their supply: ${helper.supply as string}`);
      shiftS = shiftOf(script, stage.nowS, stage.context.fileOf);
      await waitTo(beginning, parseStart(script.head.start) + shiftS);
    }
    if (householdW !== undefined) await helper.setHousehold(householdW);
  }
  stage.context = { ...stage.context, shiftS };
  countFromHere(beginning);
}
