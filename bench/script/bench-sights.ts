// Where on the bench each thing is that an observer can see. The telegram is the latest at the HAN port, a reading the latest that the central
// system was told, by a report or by an answer; logs are read out of a copy of the flash parts.

import type { Bench } from "../bench.ts";
import type { IntervalReport, Reading } from "../central/messages.ts";
import { decodeSwitchReport } from "../central/switch-messages.ts";
import { roundWords } from "../concentrator/closed-round.ts";
import type { ConcentratorFigures } from "../concentrator/concentrator.ts";
import { IMPULSES_PER_KWH } from "../feeds.ts";
import { FlashPartError } from "../flash-part.ts";
import { entryLine, logEntries } from "../log-entries.ts";
import { decodeLogFile } from "../log-file.ts";
import { exportedLog, logFigures } from "../meter-logs.ts";
import type { LogName } from "../meter-logs.ts";
import { telegramExportWh, telegramImportWh } from "../report.ts";
import { reasonNames } from "../switch-words.ts";
import type { Outcome } from "../send/outcome.ts";
import { answerWord, meteringAlarms, saidLines, switchAlarms, SWITCH_WORDS } from "./sight-words.ts";
import type { FeederFigure, Figure, PlainKind, Seen, Sight } from "./sight.ts";
import { applianceTold, modeOf, TELEGRAM_FIGURES } from "./telegram-sights.ts";
import type { TelegramFigure } from "./telegram-sights.ts";
import { creditText, telegramValue } from "./telegram-values.ts";

/** As much of a stage as is looked at. */
export interface Watched {
  readonly bench: Bench;
  readonly answer: Outcome | undefined;
  readonly isWaiting: boolean;
}

const reportOf = (bench: Bench) => decodeSwitchReport(bench.switchReport);

type Told = Pick<Reading, "charged1e5" | "rate" | "alarms">;

/** The latest reading that the central system believes. */
function toldLast(bench: Bench): Told | undefined {
  const report = bench.central.reports.at(-1);
  const answered = bench.central.events.findLast((event) => event.kind === "answer" && event.body.kind === "reading");
  const reading = answered?.kind === "answer" && answered.body.kind === "reading" ? answered.body.reading : undefined;
  if (reading === undefined || (report !== undefined && report.endUtcSeconds > reading.utcSeconds)) return report;
  return reading;
}

function lost(bench: Bench): number | undefined {
  const { last } = bench.han;
  const [importWh, exportWh] = [telegramImportWh(last), telegramExportWh(last)];
  if (importWh === undefined || exportWh === undefined) return undefined;
  const generated = bench.pulses.generated + (bench.surplus?.generated ?? 0);
  return generated - ((importWh + exportWh) * IMPULSES_PER_KWH) / 1000;
}

const ofTelegrams = Object.fromEntries(
  Object.entries(TELEGRAM_FIGURES).map(([of, figure]) => [of, ({ han }: Bench) => figure(han.last)]),
) as Readonly<Record<TelegramFigure, (bench: Bench) => number | undefined>>;

const FEEDER_FIGURES: Readonly<Record<FeederFigure, (figures: ConcentratorFigures) => number | undefined>> = {
  "feeder-rounds": ({ rounds }) => rounds,
  "feeder-sums": ({ summed }) => summed,
  "feeder-missing": ({ last }) => last?.missing.length,
  "feeder-energy": ({ last }) => last?.feederWh,
  "feeder-sum": ({ last }) => last?.sumWh ?? undefined,
  "feeder-loss": ({ last }) => last?.lossPercent ?? undefined,
};

const ofFeeder = Object.fromEntries(
  Object.entries(FEEDER_FIGURES).map(([of, figure]) => [
    of,
    ({ concentrator }: Bench) => concentrator && figure(concentrator.figures),
  ]),
) as Readonly<Record<FeederFigure, (bench: Bench) => number | undefined>>;

function feederSays({ concentrator }: Bench): string | undefined {
  const last = concentrator?.figures.last;
  return last && roundWords(last);
}

const FIGURES: Readonly<Record<Figure, (bench: Bench) => number | undefined>> = {
  ...ofTelegrams,
  ...ofFeeder,
  flow: (bench) => Math.round(bench.powerW()),
  charged: (bench) => toldLast(bench)?.charged1e5,
  rate: (bench) => {
    const told = toldLast(bench);
    return told && told.rate + 1;
  },
  interval: ({ central }): IntervalReport["intervalWh"] | undefined => central.reports.at(-1)?.intervalWh,
  moves: ({ offSwitchParts }) => offSwitchParts.relay.operations,
  telegrams: ({ han }) => han.telegrams,
  reports: ({ central }) => central.system.figures.reports,
  accepted: ({ central }) => central.accepted,
  rejected: ({ central }) => central.rejected,
  lost,
};

function entries(bench: Bench, log: LogName): string[] {
  try {
    return logEntries(decodeLogFile(exportedLog(bench, log))).map(entryLine);
  } catch (error) {
    if (error instanceof FlashPartError) return [];
    throw error;
  }
}

/** Those of a kind alone. */
const PLAIN: Readonly<Record<PlainKind, (watched: Watched) => Seen>> = {
  switch: ({ bench }) => SWITCH_WORDS[reportOf(bench)?.state ?? ""],
  relay: ({ bench }) => (bench.offSwitchParts.relay.closed ? "closed" : "open"),
  reasons: ({ bench }) => {
    const report = reportOf(bench);
    return report && reasonNames(report.reasons);
  },
  "switch-alarm": ({ bench }) => {
    const report = reportOf(bench);
    return report && switchAlarms(report.alarm);
  },
  "metering-alarm": ({ bench }) => {
    const told = toldLast(bench);
    return told && meteringAlarms(told.alarms);
  },
  mode: ({ bench }) => modeOf(bench.han.last),
  display: ({ bench }) => bench.meterParts.lcd.rows(),
  message: ({ bench }) => creditText(bench.han.last),
  answer: ({ answer, isWaiting }) => answerWord(answer, isWaiting),
  said: ({ answer }) => answer && saidLines(answer),
  "feeder-says": ({ bench }) => feederSays(bench),
};

export function lookAt(watched: Watched, sight: Sight): Seen {
  const { bench } = watched;
  switch (sight.kind) {
    case "figure":
      return FIGURES[sight.of](bench);
    case "row":
      return bench.meterParts.lcd.rows()[sight.row - 1];
    case "telegram":
      return telegramValue(bench.han.last, sight.object);
    case "appliance":
      return applianceTold(bench.han.last, sight.number);
    case "entries":
      return entries(bench, sight.log).filter((line) => line.includes(sight.text)).length;
    case "records":
      return logFigures(bench)[sight.log].records;
    case "intact":
      return logFigures(bench)[sight.log].verified ? "yes" : "no";
    case "switch":
    case "relay":
    case "reasons":
    case "switch-alarm":
    case "metering-alarm":
    case "mode":
    case "display":
    case "message":
    case "answer":
    case "said":
    case "feeder-says":
      return PLAIN[sight.kind](watched);
  }
}
