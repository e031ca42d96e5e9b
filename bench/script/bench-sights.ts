// Where on the bench each thing is that an observer can see. The telegram is the latest at the HAN port, a reading the latest that the central
// system was told, by a report or by an answer; logs are read out of a copy of the flash parts.

import { ALARM_CURRENT, ALARM_FEEDBACK, ALARM_WORN } from "../../firmware/messages/switch-state.ts";
import { ALARM_BYPASS, ALARM_OTHER, ALARM_PHANTOM, ALARM_REVERSED } from "../../firmware/messages/reading.ts";
import type { Bench } from "../bench.ts";
import type { IntervalReport, Reading } from "../central/messages.ts";
import { decodeSwitchReport } from "../central/switch-messages.ts";
import { IMPULSES_PER_KWH } from "../feeds.ts";
import { FlashPartError } from "../flash-part.ts";
import { entryLine, logEntries } from "../log-entries.ts";
import { decodeLogFile } from "../log-file.ts";
import { exportedLog, logFigures } from "../meter-logs.ts";
import type { LogName } from "../meter-logs.ts";
import { telegramExportWh, telegramImportWh } from "../report.ts";
import { reasonNames } from "../switch-words.ts";
import type { Outcome } from "../send/outcome.ts";
import type { Figure, PlainKind, Seen, Sight } from "./sight.ts";
import { creditText, telegramNumber, telegramValue } from "./telegram-values.ts";

/** As much of a stage as is looked at. */
export interface Watched {
  readonly bench: Bench;
  readonly answer: Outcome | undefined;
  readonly isWaiting: boolean;
}

const SWITCH_WORDS: Readonly<Record<string, string>> = { "0": "disconnected", "1": "connected", "2": "ready" };

const SWITCH_ALARMS = [
  [ALARM_FEEDBACK, "contact"],
  [ALARM_CURRENT, "current"],
  [ALARM_WORN, "worn"],
] as const;

const METERING_ALARMS = [
  [ALARM_BYPASS, "bypass"],
  [ALARM_REVERSED, "reversed"],
  [ALARM_PHANTOM, "phantom"],
  [ALARM_OTHER, "other"],
] as const;

const reportOf = (bench: Bench) => decodeSwitchReport(bench.switchReport);

function named(bits: number, names: readonly (readonly [number, string])[]): string[] {
  return names.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}

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

const FIGURES: Readonly<Record<Figure, (bench: Bench) => number | undefined>> = {
  power: ({ han }) => telegramNumber(han.last, "1-0:1.7.0", 1000),
  "export-power": ({ han }) => telegramNumber(han.last, "1-0:2.7.0", 1000),
  import: ({ han }) => telegramImportWh(han.last),
  export: ({ han }) => telegramExportWh(han.last),
  flow: (bench) => Math.round(bench.powerW()),
  balance: ({ han }) => telegramNumber(han.last, "0-0:199.1.0", 100_000),
  // It is left out where there is none.
  debt: ({ han }) =>
    telegramNumber(han.last, "0-0:199.1.1", 100_000) ??
    (telegramValue(han.last, "0-0:199.1.0") === undefined ? undefined : 0),
  price: ({ han }) => telegramNumber(han.last, "1-0:199.2.1", 100_000),
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

function answerWord({ answer, isWaiting }: Watched): string | undefined {
  if (answer === undefined) return isWaiting ? "waiting" : undefined;
  const { verdict, result } = answer.data as { verdict?: string; result?: string };
  if (verdict !== undefined) return verdict;
  return answer.ending === "refused" && result !== undefined ? `refused ${result}` : answer.ending;
}

function modeOf({ han }: Bench): string | undefined {
  if (telegramValue(han.last, "1-0:1.7.0") === undefined) return undefined;
  return telegramValue(han.last, "0-0:199.1.0") === undefined ? "postpaid" : "prepaid";
}

const APPLIANCE_WORDS: Readonly<Record<string, string>> = { "0": "off", "1": "on" };

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
    return report && named(report.alarm, SWITCH_ALARMS);
  },
  "metering-alarm": ({ bench }) => {
    const told = toldLast(bench);
    return told && named(told.alarms, METERING_ALARMS);
  },
  mode: ({ bench }) => modeOf(bench),
  display: ({ bench }) => bench.meterParts.lcd.rows(),
  message: ({ bench }) => creditText(bench.han.last),
  answer: answerWord,
  said: ({ answer }) => answer && [...answer.lines, ...(answer.trouble === undefined ? [] : [answer.trouble])],
};

function applianceTold(telegram: string, number: number): string | undefined {
  if (telegramValue(telegram, "1-0:1.7.0") === undefined) return undefined;
  return APPLIANCE_WORDS[telegramValue(telegram, `0-${number}:96.3.10`) ?? ""] ?? "untold";
}

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
      return PLAIN[sight.kind](watched);
  }
}
