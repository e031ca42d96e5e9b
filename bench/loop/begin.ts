// The beginning of a script at real boards: its head is held against what there is, its moments are moved to those of the computer, the pulse
// source is set, and what the counters of the meter stand at is written down.

import { parseStart } from "../duration.ts";
import { isLook } from "../script/script.ts";
import type { Script } from "../script/script.ts";
import { telegramExportWh, telegramImportWh } from "../report.ts";
import { policyWords, windowSeconds } from "../switch-words.ts";
import { UserError } from "../user-error.ts";
import type { LoopCentral } from "./callers.ts";
import { householdHand } from "./hands.ts";
import type { LoopLogs } from "./loop-logs.ts";
import { NO_BASELINE, sourceOf } from "./loop-sights.ts";
import type { LoopStage } from "./loop-stage.ts";
import { READING_QUERY, SWITCH_QUERY } from "./questions.ts";
import type { Asker } from "./tester.ts";

/** Intervals and tariffs go by quarter hours. */
const QUARTER_S = 900;
const TELEGRAM_S = 25;
const READING_S = 25;
const AGAIN_S = 1;

/** Acts that a waiting switch would keep from being done in time. */
const MOVING = new Set(["off", "on", "cancel", "query switch"]);

export interface Beginning {
  readonly script: Script;
  readonly stage: LoopStage;
  readonly asker: Asker;
  readonly central: LoopCentral | undefined;
  readonly logs: LoopLogs | undefined;
}

/** Throws UserError where its head asks for what real boards have not. */
export function demandHead({ file, head }: Script): void {
  const { household, generation, meters } = head;
  if (household !== undefined && !/^\d+$/.test(household))
    throw new UserError(
      `${file}: household ${household}: nobody lives at real boards, say household WATTS, for a pulse source`,
    );
  if (meters !== undefined && meters !== "1")
    throw new UserError(
      `${file}: meters ${meters}: there is one meter at real boards, a feeder is only on the virtual bench`,
    );
  if (generation !== undefined)
    throw new UserError(`${file}: generation: no sun shines on real boards, use the act sun WATTS, for a pulse source`);
}

/** Whether a step has a moment of the day, or brings a tariff from a moment on. */
function goesByTheClock({ steps }: Script): boolean {
  return steps.some(
    ({ when, does }) =>
      when.kind === "at" || (!isLook(does) && does.deed.kind === "tariff" && does.deed.fromS !== undefined),
  );
}

/**
 * What has to be added to the moments of a script so that it begins at `nowS` or later: whole quarter hours where it goes by the clock, so that
 * intervals end where the script has them end. A script that does not say when it starts has the moments of the computer.
 */
export function shiftOf(script: Script, nowS: number): number {
  const { start } = script.head;
  if (start === undefined) return 0;
  const startS = parseStart(start);
  if (!goesByTheClock(script)) return nowS - startS;
  return Math.ceil((nowS - startS) / QUARTER_S) * QUARTER_S;
}

function sources({ steps }: Script): ReadonlySet<string> {
  return new Set(steps.flatMap(({ does }) => (isLook(does) ? [sourceOf(does.expectation.sight)] : [])));
}

async function firstTelegram({ stage, asker }: Beginning): Promise<string> {
  const endS = stage.nowS + TELEGRAM_S;
  while (stage.view.telegram === "") {
    if (stage.nowS >= endS)
      throw new UserError(
        `no telegram at --han within ${TELEGRAM_S} s: is the meter on, does the adapter turn the level of the line round, is the port closed by parameter consumer-port?`,
      );
    if (!(await stage.until(stage.nowS + AGAIN_S))) throw new UserError("the run was ended before it began");
  }
  asker.say("a telegram came");
  return stage.view.telegram;
}

async function askSwitch({ stage, script, central }: Beginning): Promise<void> {
  const { trouble, ending } = await stage.orders.inTurn(() => stage.orders.ask(SWITCH_QUERY));
  if (ending !== "done") throw new UserError(trouble ?? "the off-switch processor does not answer");
  const { policy } = central!.notebook.switchSaid!;
  const wanted = windowSeconds(script.head.window ?? "0s");
  const isMoved = script.steps.some(({ does }) => !isLook(does) && MOVING.has(does.text));
  if (isMoved && policy.windowSeconds !== wanted)
    throw new UserError(
      `${script.file}: it is for a switch that opens ${wanted === 0 ? "at once" : `within ${wanted} s`}, and that of this meter ${policyWords(policy)}: ` +
        "give the meter that policy (hasm send policy, or hasm provision), or choose another script",
    );
}

async function askReading({ stage }: Beginning): Promise<void> {
  const endS = stage.nowS + READING_S;
  for (;;) {
    const { ending, data, trouble } = await stage.orders.inTurn(() => stage.orders.ask(READING_QUERY));
    if (ending === "done") return;
    // A meter that has just started has none yet.
    if (data["result"] !== "absent" || stage.nowS >= endS) throw new UserError(trouble ?? "the meter gives no reading");
    if (!(await stage.until(stage.nowS + AGAIN_S))) throw new UserError("the run was ended before it began");
  }
}

async function beginLogs({ script, stage, logs }: Beginning): Promise<void> {
  const named = script.steps.flatMap(({ does }) => {
    if (!isLook(does)) return [];
    const { sight } = does.expectation;
    return sight.kind === "entries" || sight.kind === "intact" ? [sight.log] : [];
  });
  for (const log of new Set(named)) await stage.orders.inTurn(() => logs!.begin(log));
}

async function takeBaseline(beginning: Beginning): Promise<void> {
  const { stage, script, central } = beginning;
  const needed = sources(script);
  const telegram = needed.has("telegram") ? await firstTelegram(beginning) : "";
  if (central) {
    await askSwitch(beginning);
    await askReading(beginning);
  }
  await beginLogs(beginning);
  const figures = central?.meter.figures;
  stage.baseline = {
    ...NO_BASELINE,
    importWh: telegramImportWh(telegram) ?? 0,
    exportWh: telegramExportWh(telegram) ?? 0,
    charged1e5: central?.notebook.reading?.charged1e5 ?? 0,
    moves: central?.notebook.switchSaid?.report.operations ?? 0,
    telegrams: stage.view.telegrams,
    ...(figures && { reports: figures.reports, rejected: figures.rejected }),
    accepted: (figures?.accepted ?? 0) - stage.view.ownAnswers,
  };
}

/** Ends at the moment of its start. Throws UserError, SendError and Skipped. */
export async function begin(beginning: Beginning): Promise<void> {
  const { script, stage, asker } = beginning;
  const { household } = script.head;
  stage.context = { ...stage.context, shiftS: 0 };
  if (household !== undefined) await asker.confirm(householdHand(Number(household)));
  await takeBaseline(beginning);
  const nowS = stage.nowS;
  const shiftS = shiftOf(script, nowS);
  stage.context = { ...stage.context, shiftS };
  if (script.head.start !== undefined) await stage.until(parseStart(script.head.start));
}
