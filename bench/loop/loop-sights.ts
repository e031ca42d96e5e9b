// Where each thing is that can be seen of a real meter: the telegram at the HAN port, what the meter and its off-switch processor say to the
// central system, or the eyes of the tester. What nobody can see there, and why.

import type { Figure, PlainKind, Seen, Sight } from "../script/sight.ts";
import { answerWord, meteringAlarms, saidLines, switchAlarms, SWITCH_WORDS } from "../script/sight-words.ts";
import type { Ability } from "../script/stage.ts";
import { applianceTold, isTelegramFigure, modeOf, TELEGRAM_FIGURES } from "../script/telegram-sights.ts";
import { creditText, telegramValue } from "../script/telegram-values.ts";
import { IMPULSES_PER_KWH } from "../feeds.ts";
import { telegramExportWh, telegramImportWh } from "../report.ts";
import type { Outcome } from "../send/outcome.ts";
import { reasonNames } from "../switch-words.ts";
import type { LoopCentral } from "./callers.ts";
import type { LoopPort } from "./ports.ts";

/** What the counters of a meter that has lived stood at when a script began. */
export interface Baseline {
  readonly importWh: number;
  readonly exportWh: number;
  readonly charged1e5: number;
  readonly moves: number;
  readonly telegrams: number;
  readonly reports: number;
  readonly accepted: number;
  readonly rejected: number;
}

export const NO_BASELINE: Baseline = {
  ...{ importWh: 0, exportWh: 0, charged1e5: 0, moves: 0 },
  ...{ telegrams: 0, reports: 0, accepted: 0, rejected: 0 },
};

/** As much as is looked at. */
export interface LoopView {
  /** "" where none came lately. */
  readonly telegram: string;
  readonly telegrams: number;
  readonly central: LoopCentral | undefined;
  /** Answers to what the stage itself asked for. */
  readonly ownAnswers: number;
  readonly answer: Outcome | undefined;
  readonly isWaiting: boolean;
  readonly baseline: Baseline;
}

type Source = "telegram" | "switch" | "central" | "reading" | "answer" | "eyes" | "log" | "street";

const FIGURES: Readonly<Record<Figure, Source>> = {
  ...{ power: "telegram", "export-power": "telegram", import: "telegram", export: "telegram", balance: "telegram" },
  ...{ debt: "telegram", price: "telegram", telegrams: "telegram", flow: "eyes", moves: "switch", charged: "reading" },
  ...{ rate: "reading", interval: "central", reports: "central", accepted: "central", rejected: "central" },
  lost: "eyes",
  ...{ "feeder-rounds": "street", "feeder-sums": "street", "feeder-missing": "street" },
  ...{ "feeder-energy": "street", "feeder-sum": "street", "feeder-loss": "street" },
};

const KINDS: Readonly<Record<Exclude<Sight["kind"], "figure">, Source>> = {
  ...{ switch: "switch", reasons: "switch", "switch-alarm": "switch", relay: "eyes", display: "eyes", row: "eyes" },
  ...{ "metering-alarm": "reading", mode: "telegram", message: "telegram", telegram: "telegram" },
  ...{ appliance: "telegram", answer: "answer", said: "answer", entries: "log", records: "log", intact: "log" },
  "feeder-says": "street",
};

export function sourceOf(sight: Sight): Source {
  return sight.kind === "figure" ? FIGURES[sight.of] : KINDS[sight.kind];
}

/** Pulses of a source that are in no telegram. */
export function isLost(sight: Sight): boolean {
  return sight.kind === "figure" && sight.of === "lost";
}

const BY: Readonly<Record<Exclude<Source, "eyes" | "street">, string>> = {
  telegram: "the bench, in the telegram at the HAN port",
  switch: "the bench, in the sealed answer of the off-switch processor",
  central: "the bench, as the central system",
  reading: "the bench, in the latest reading that the central system was told",
  answer: "the bench, in the meter's answer",
  log: "the bench, in the records as the meter gave them",
};

const NEEDS: Readonly<Partial<Record<Source, LoopPort>>> = {
  ...{ telegram: "han", switch: "wan", central: "wan", reading: "wan", log: "wan" },
};

export function toSeeAt(sight: Sight, hasPort: (port: LoopPort) => boolean): Ability {
  const source = sourceOf(sight);
  if (source === "street")
    return { kind: "no", why: "a data concentrator and its feeder are only on the virtual bench" };
  if (sight.kind === "records" && sight.log === "switch")
    return { kind: "no", why: "how many records the switch log has is not told over a wire" };
  if (isLost(sight) && !hasPort("han"))
    return { kind: "no", why: "the pulses that were counted are seen at the HAN port: give it with --han" };
  if (source === "eyes") return { kind: "hand", asks: "look at it" };
  const needed = NEEDS[source];
  if (needed !== undefined && !hasPort(needed))
    return {
      kind: "no",
      why: `this is seen at the ${needed === "han" ? "HAN" : "WAN"} port: give it with --${needed}`,
    };
  return { kind: "by-itself", by: BY[source] };
}

function ofCentral({ central, ownAnswers, baseline }: LoopView, of: Figure): number | undefined {
  if (central === undefined) return undefined;
  const { figures, reports } = central.meter;
  if (of === "interval") return reports.at(-1)?.intervalWh;
  if (of === "reports") return figures.reports - baseline.reports;
  if (of === "rejected") return figures.rejected - baseline.rejected;
  return figures.accepted - ownAnswers - baseline.accepted;
}

/** The latest reading that the central system believes. */
function toldLast({ central }: LoopView) {
  const reading = central?.notebook.reading;
  const report = central?.meter.reports.at(-1);
  return reading === undefined || (report !== undefined && report.endUtcSeconds > reading.utcSeconds)
    ? report
    : reading;
}

/** Pulses of both inputs in the latest telegram, since the script began. */
export function countedPulses({ telegram, baseline }: LoopView): number | undefined {
  const [importWh, exportWh] = [telegramImportWh(telegram), telegramExportWh(telegram)];
  if (importWh === undefined || exportWh === undefined) return undefined;
  return ((importWh + exportWh - baseline.importWh - baseline.exportWh) * IMPULSES_PER_KWH) / 1000;
}

/** Undefined stays so. */
function less(value: number | undefined, baseline: number): number | undefined {
  return value === undefined ? undefined : value - baseline;
}

function figureIn(view: LoopView, of: Figure): number | undefined {
  const { telegram, telegrams, central, baseline } = view;
  if (isTelegramFigure(of)) {
    const start = of === "import" ? baseline.importWh : of === "export" ? baseline.exportWh : 0;
    return less(TELEGRAM_FIGURES[of](telegram), start);
  }
  if (of === "telegrams") return telegrams - baseline.telegrams;
  if (of === "moves") return less(central?.notebook.switchSaid?.report.operations, baseline.moves);
  if (of === "charged") return less(toldLast(view)?.charged1e5, baseline.charged1e5);
  if (of === "rate") return less(toldLast(view)?.rate, -1);
  return ofCentral(view, of);
}

const PLAIN: Readonly<Partial<Record<PlainKind, (view: LoopView) => Seen>>> = {
  switch: ({ central }) => SWITCH_WORDS[central?.notebook.switchSaid?.report.state ?? ""],
  reasons: ({ central }) => {
    const said = central?.notebook.switchSaid;
    return said && reasonNames(said.report.reasons);
  },
  "switch-alarm": ({ central }) => {
    const said = central?.notebook.switchSaid;
    return said && switchAlarms(said.report.alarm);
  },
  "metering-alarm": (view) => {
    const told = toldLast(view);
    return told && meteringAlarms(told.alarms);
  },
  mode: ({ telegram }) => modeOf(telegram),
  message: ({ telegram }) => creditText(telegram),
  answer: ({ answer, isWaiting }) => answerWord(answer, isWaiting),
  said: ({ answer }) => answer && saidLines(answer),
};

/** Of what is not seen by eye, nor in a log. */
export function lookIn(view: LoopView, sight: Sight): Seen {
  if (sight.kind === "figure") return figureIn(view, sight.of);
  if (sight.kind === "telegram") return telegramValue(view.telegram, sight.object);
  if (sight.kind === "appliance") return applianceTold(view.telegram, sight.number);
  return PLAIN[sight.kind as PlainKind]?.(view);
}
