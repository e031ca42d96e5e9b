// What is known of a day that was lived: figures, the rules that they must keep, and their text.

import type { Sample } from "./rig.ts";
import type { Stretch } from "./traffic.ts";

/** Share of the processor's time, in per cent, that the firmware's callbacks take. */
export interface Shares {
  readonly quiet: number;
  readonly busy: number;
  readonly traffic: number;
}

/** Variables. */
export interface Heap {
  readonly afterBoot: number;
  readonly highest: number;
  readonly atEnd: number;
}

export interface DayFigures {
  readonly simulatedS: number;
  readonly wallS: number;
  readonly importPulses: number;
  readonly importCounted: number;
  readonly exportPulses: number;
  readonly exportCounted: number;
  readonly telegrams: number;
  readonly telegramsAccepted: number;
  /** Of billing intervals: how many came, the sum of their energy, and the register in the last of them. */
  readonly reports: number;
  readonly reportsWh: number;
  readonly lastReportWh: number;
  readonly commands: {
    readonly sent: number;
    readonly answered: number;
    readonly results: Readonly<Record<string, number>>;
  };
  readonly messagesRejected: number;
  /** Why, and how often. */
  readonly rejectedAs: Readonly<Record<string, number>>;
  /** Of these, noise on the link that the meter cannot tell from an answer of the off-switch board and passes on. */
  readonly noiseToCentral: number;
  /** What the gas meter shows and what the telegram says that it does. */
  readonly gas: { readonly shown: number; readonly told: number };
  readonly switchEvents: { readonly sent: number; readonly stored: number };
  readonly linesAnswered: number;
  readonly displayRows: number;
  /** As the last report says. */
  readonly refusedByMeter: { readonly frames: number; readonly messages: number };
  readonly faults: number;
  readonly engineFlags: readonly string[];
  readonly processorPercent: Shares;
  /** Of board time, spent in the metronome. It is in the firmware's share where it interrupts a callback. */
  readonly metronomePercent: number;
  readonly bytesIn: number;
  readonly bytesUnread: number;
  readonly driftUs: number;
  readonly heap: Heap;
}

/** A telegram every ten seconds, but for the first and the last. */
const TELEGRAM_EVERY_S = 10;
const TELEGRAMS_SHORT = 2;
/** It counts 400 litres an hour, and is asked every 900 s. */
const MOST_LITRES_BEHIND = 110;
const MOST_DRIFT_US = 2000;
/** And a tenth of a millionth of the time: the metronome counts whole cycles of a prescaler. */
const MOST_DRIFT_US_A_SECOND = 0.1;
/** The first readings of everything are in the heap by then. */
const BOOTED_S = 30;
/** What other meters and ports have said last and the entries of a log that are being merged stay; numbers grow by a variable as they do. */
const GROWTH_VARIABLES = 150;
/** The engine has collected its garbage before it was told to. */
const HARMLESS_FLAG = "LOW_MEMORY";

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Between each two samples that lie in one stretch. */
export function share(samples: readonly Sample[], busy: Stretch, traffic: Stretch): Shares {
  const ends = [0, busy.fromS, traffic.fromS, traffic.toS, busy.toS, Number.POSITIVE_INFINITY];
  const names = ["quiet", "busy", "traffic", "busy", "quiet"] as const;
  const sums = { quiet: [0, 0], busy: [0, 0], traffic: [0, 0] };
  const place = ({ seconds }: Sample): number => ends.findIndex((end) => end > seconds) - 1;
  samples.forEach((sample, at) => {
    const before = samples[at - 1];
    if (before === undefined || before.seconds < BOOTED_S || place(before) !== place(sample)) return;
    const sum = sums[names[place(sample)]!];
    sum[0]! += sample.busy - before.busy;
    sum[1]! += sample.seconds - before.seconds;
  });
  const percent = ([part, whole]: number[]): number => round((100 * part!) / whole!);
  return { quiet: percent(sums.quiet), busy: percent(sums.busy), traffic: percent(sums.traffic) };
}

export function heapOf(samples: readonly Sample[]): Heap {
  const heaps = samples.filter(({ seconds }) => seconds >= BOOTED_S).map(({ heap }) => heap);
  return { afterBoot: heaps[0] ?? NaN, highest: Math.max(...heaps), atEnd: heaps.at(-1) ?? NaN };
}

export function flagsOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.flatMap(({ flags }) => flags))];
}

/** Of an object that the telegram gives for so many rates, 0 for all in one, in kWh with three decimals. */
export function wattHours(objects: Readonly<Record<string, unknown>>, what: string, rates: readonly number[]): number {
  return rates.reduce((sum, rate) => sum + Math.round(Number(objects[`${what} tariff ${rate}`]) * 1000), 0);
}

/** Of the gas meter, as a telegram tells it; NaN where it does not. */
export function gasLitres(telegram: string): number {
  return Math.round(Number(/^0-1:24\.2\.1\(\d+[SW]\)\((\d+\.\d+)\*m3\)/m.exec(telegram)?.[1]) * 1000);
}

/** `intervals`: how many have ended. `refusals`: what the foreign reader said. In whole sentences. */
export function brokenRules(f: DayFigures, intervals: number, refusals: readonly string[] = []): string[] {
  const telegrams = Math.floor(f.simulatedS / TELEGRAM_EVERY_S) - TELEGRAMS_SHORT;
  const flags = f.engineFlags.filter((flag) => flag !== HARMLESS_FLAG);
  const { commands, switchEvents, gas, heap } = f;
  const rules: readonly (readonly [boolean, string])[] = [
    [f.importCounted === f.importPulses, `${f.importPulses} import pulses were given, ${f.importCounted} counted`],
    [f.exportCounted === f.exportPulses, `${f.exportPulses} export pulses were given, ${f.exportCounted} counted`],
    [
      f.telegramsAccepted === f.telegrams,
      `${f.telegrams} telegrams came, ${f.telegramsAccepted} were accepted: ${refusals[0]}`,
    ],
    [f.telegrams >= telegrams, `${telegrams} telegrams or more should have come, ${f.telegrams} did`],
    [f.reports === intervals, `${intervals} intervals ended, ${f.reports} were reported`],
    [f.reportsWh === f.lastReportWh, `the intervals have ${f.reportsWh} Wh, the register ${f.lastReportWh} Wh`],
    [f.faults === 0, `${f.faults} faults`],
    [flags.length === 0, `the engine said ${flags.join(", ")}`],
    [
      f.messagesRejected === f.noiseToCentral,
      `${f.messagesRejected} messages of the meter were rejected, and ${f.noiseToCentral} were noise that it passed on`,
    ],
    [commands.answered === commands.sent, `${commands.sent} commands were given, ${commands.answered} answered`],
    [
      switchEvents.stored === switchEvents.sent,
      `${switchEvents.sent} events of the off-switch were told, ${switchEvents.stored} stored`,
    ],
    [
      gas.shown >= gas.told && gas.shown - gas.told <= MOST_LITRES_BEHIND,
      `the gas meter shows ${gas.shown} litres, the telegram ${gas.told}`,
    ],
    [f.bytesUnread === 0, `${f.bytesUnread} bytes found the one before unread`],
    [
      f.driftUs <= MOST_DRIFT_US + f.simulatedS * MOST_DRIFT_US_A_SECOND,
      `the engine's clock and the metronome's went ${f.driftUs} us apart`,
    ],
    [
      heap.atEnd <= heap.afterBoot + GROWTH_VARIABLES,
      `the heap had ${heap.afterBoot} variables after boot, ${heap.atEnd} at the end`,
    ],
  ];
  return rules.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}

/** As lines of text. */
export function dayLines(f: DayFigures): string[] {
  const { commands, processorPercent: processor, refusedByMeter: refused, heap } = f;
  const rows: readonly (readonly [string, string])[] = [
    ["seconds of the board's time, of the wall's", `${f.simulatedS}, ${f.wallS}`],
    ["import pulses given, counted", `${f.importPulses}, ${f.importCounted}`],
    ["export pulses given, counted", `${f.exportPulses}, ${f.exportCounted}`],
    ["P1 telegrams, accepted by dsmr-parser", `${f.telegrams}, ${f.telegramsAccepted}`],
    ["interval reports accepted, their energy", `${f.reports}, ${f.reportsWh} Wh`],
    ["sealed commands given, answered", `${commands.sent}, ${commands.answered} ${JSON.stringify(commands.results)}`],
    [
      "messages of the meter rejected, noise passed on",
      `${f.messagesRejected}${f.messagesRejected > 0 ? ` ${JSON.stringify(f.rejectedAs)}` : ""}, ${f.noiseToCentral}`,
    ],
    ["gas meter shows, telegram says", `${f.gas.shown}, ${f.gas.told} litres`],
    ["off-switch events told, stored", `${f.switchEvents.sent}, ${f.switchEvents.stored}`],
    ["typed lines answered, rows drawn", `${f.linesAnswered}, ${f.displayRows}`],
    ["frames, messages that the meter refused", `${refused.frames}, ${refused.messages}`],
    ["faults; flags of the engine", `${f.faults}; ${f.engineFlags.join(" ") || "none"}`],
    ["processor: quiet, busy, with traffic", `${processor.quiet} %, ${processor.busy} %, ${processor.traffic} %`],
    ["bytes in, late reads; metronome", `${f.bytesIn}, ${f.bytesUnread}; ${f.metronomePercent} %`],
    ["clocks apart", `${f.driftUs} us`],
    ["heap after boot, highest, at the end", `${heap.afterBoot}, ${heap.highest}, ${heap.atEnd} variables`],
  ];
  return rows.map(([what, figure]) => `${what.padEnd(44)} ${figure}`);
}
