// A day of the meter on the real engine, in the board's own time: what came of it, and what must hold. `run.ts` prints it.

import { brokenRules, flagsOf, gasLitres, heapOf, round, share, wattHours } from "./figures.ts";
import type { DayFigures } from "./figures.ts";
import { dsmr } from "../dsmr.ts";
import { Neighbours } from "./neighbours.ts";
import { PacedBoardError } from "./paced-board.ts";
import { byteUsOf, startRig } from "./rig.ts";
import type { Rig, Sample } from "./rig.ts";
import { Traffic } from "./traffic.ts";
import type { Plan } from "./traffic.ts";

/** Of a billing interval, as no parameter says otherwise. */
const INTERVAL_S = 900;
/** From the last pulse to the end: telegrams that have all pulses, the last answers and a sample. */
const TAIL_S = 90;
/** The host is ahead of the board by so much at the most. */
const STEP_US = 1e6;
const TRAFFIC_STEP_US = 50_000;
/** Whatever was asked in the stretch with traffic is answered by then. */
const ANSWERS_S = 10;
const TELL_EVERY_S = 600;

export interface DayOptions extends Plan {
  /** Seconds between two samples. */
  readonly sampleS: number;
  /** Variables of the engine's heap for the firmware to live in; all that there are. */
  readonly heap?: number | undefined;
  readonly tell?: (line: string) => void;
}

export interface Day {
  readonly figures: DayFigures;
  /** What must hold and did not, in whole sentences. */
  readonly broken: readonly string[];
  readonly samples: readonly Sample[];
}

export async function liveDay(options: DayOptions): Promise<Day> {
  const begun = performance.now();
  const wallS = (): number => round((performance.now() - begun) / 1000, 0);
  const rig = await startRig(options.sampleS, options.heap);
  const { board, samples } = rig;
  try {
    const all = new Neighbours(rig);
    const sent = new Traffic(rig, all, options);
    const { traffic, tell = () => undefined } = options;
    const untilS = options.endS + TAIL_S;
    const liveTo = async (toS: number, stepUs: number): Promise<void> => {
      while (board.nowUs < toS * 1e6) {
        const nextS = Math.floor(board.nowUs / (TELL_EVERY_S * 1e6) + 1) * TELL_EVERY_S;
        await board.runTo(Math.min(nextS, toS) * 1e6, stepUs, byteUsOf);
        if (nextS <= toS)
          tell(`${nextS} s of ${untilS} after ${wallS()} s: ${sent.importPulses} pulses, ${all.accepted} telegrams`);
      }
    };
    await liveTo(traffic.fromS, STEP_US);
    await liveTo(traffic.toS + ANSWERS_S, TRAFFIC_STEP_US);
    await liveTo(untilS, STEP_US);
    if (all.han.last === "" || samples.length === 0)
      throw new PacedBoardError("the board sent no telegram, or no sample");
    const figures = figuresOf(rig, all, sent, { ...options, untilS, wallS: wallS() });
    return { figures, broken: brokenRules(figures, Math.floor(untilS / INTERVAL_S), all.refusals), samples };
  } finally {
    await board.stop();
  }
}

interface Lived extends Plan {
  readonly untilS: number;
  readonly wallS: number;
}

/** Of the orders to cs-security. */
function answersTo(all: Neighbours, sent: number): DayFigures["commands"] {
  const central = all.central.events.flatMap((event) => (event.kind === "answer" ? [event] : []));
  const answers = [...central, ...all.technician.takeAnswers(), ...all.gateway.takeAnswers()];
  const results: Record<string, number> = {};
  const asked = answers.filter(({ isCover }) => !isCover);
  for (const { result } of asked) results[result] = (results[result] ?? 0) + 1;
  return { sent, answered: asked.length, results };
}

function figuresOf(rig: Rig, all: Neighbours, sent: Traffic, { busy, traffic, untilS, wallS }: Lived): DayFigures {
  const { samples } = rig;
  const last = samples.at(-1)!;
  const { objects } = dsmr.parse(all.han.last);
  const latest = all.central.reports.at(-1);
  const judged = [all.central.system.figures, all.technician.figures, all.gateway.figures];
  const rejectedAs: Record<string, number> = {};
  for (const { refused } of judged)
    for (const [why, count] of Object.entries(refused)) if (count > 0) rejectedAs[why] = (rejectedAs[why] ?? 0) + count;
  return {
    simulatedS: untilS,
    wallS,
    importPulses: sent.importPulses,
    importCounted: wattHours(objects, "electricity delivered", [1, 2]),
    exportPulses: sent.exportPulses,
    exportCounted: wattHours(objects, "electricity received", [0]),
    telegrams: all.han.telegrams,
    telegramsAccepted: all.accepted,
    reports: all.central.reports.length,
    reportsWh: all.central.reports.reduce((sum, { intervalWh }) => sum + intervalWh, 0),
    lastReportWh: latest?.importWh ?? 0,
    commands: answersTo(all, sent.commands),
    messagesRejected: judged.reduce((sum, { rejected }) => sum + rejected, 0),
    rejectedAs,
    noiseToCentral: all.noiseToCentral,
    gas: { shown: all.gas.litres, told: gasLitres(all.han.last) },
    switchEvents: { sent: all.events, stored: all.eventsStored },
    linesAnswered: all.linesAnswered,
    displayRows: rig.rows(),
    refusedByMeter: { frames: latest?.refusedFrames ?? 0, messages: latest?.refusedMessages ?? 0 },
    faults: last.failed.reduce((sum, one) => sum + one, 0) + last.faults.length + (latest?.faults ?? 0),
    engineFlags: flagsOf(samples),
    processorPercent: share(samples, busy, traffic),
    metronomePercent: round((last.beat[0] / last.seconds) * 1e-4, 3),
    bytesIn: last.beat[2],
    bytesUnread: last.beat[1],
    driftUs: driftOf(samples),
    heap: heapOf(samples),
  };
}

/** By how much the engine's clock and the metronome's went apart; both are known modulo 2^32 us. */
function driftOf(samples: readonly Sample[]): number {
  // The metronome has 32 bits: what it is ahead at first is in the middle of them.
  const ahead = samples.map(
    ({ beatUs, seconds }) =>
      beatUs - seconds * 1e6 + 2 ** 31 - (samples[0]?.beatUs ?? 0) + (samples[0]?.seconds ?? 0) * 1e6,
  );
  const apart = ahead.map((us) => ((us % 2 ** 32) + 2 ** 32) % 2 ** 32);
  return round(Math.max(...apart) - Math.min(...apart), 0);
}
