// Figures of the two boards' bundles on the STM32F405RG image: boot, heap, latency of a remote "off", load when idle. The same input at
// the same board time in every run, so the same instructions.

import type { Board } from "../../boards/board.ts";
import { board as twinMeter } from "../../boards/qemu-meter/board.ts";
import { board as twinOffSwitch } from "../../boards/qemu-off-switch/board.ts";
import { ROUTE_CS, ROUTE_OFF_SWITCH } from "../../firmware/messages/route.ts";
import { measure, MeasureError } from "../../tools/engine/measure.ts";
import type { StorageFiles } from "../../tools/engine/storage-image.ts";
import { off, topUp } from "../central/orders.ts";
import { frame } from "../frame-receiver.ts";
import { KEY_CENTRAL, KEY_OFF_SWITCH } from "../key-file.ts";
import { portOf } from "../virtual-parts.ts";
import { awake, listens, prelude, REPORT_USART } from "./prelude.ts";
import type { Prelude } from "./prelude.ts";
import { fed, sealer, twinFiles, TYPED_CODE } from "./twins.ts";

/** One millisecond behind the grid of the schedule: the longest wait for the next cycle. */
const COMMAND_AT_S = 4.001;
/** An interval ends in the middle, so that a report to the central system is sealed, too. */
const INTERVAL_ENDS_AT_S = 8;
/** When all that is over: two telegrams and what else comes again and again. */
const IDLE_FROM_S = 20;
const IDLE_S = 20;
const RESULT_AT_S = IDLE_FROM_S + IDLE_S + 1;

export interface BoardFigures {
  /** Power-on to the moment from which every pulse counts; undefined where there are none. */
  readonly countingS: number | undefined;
  /** Power-on to the first cycle: devices and segments are open. */
  readonly bootS: number;
  /** Variables of the engine's heap: after boot, and the most that the scenario needs. */
  readonly heapAfterBoot: number;
  readonly heapPeak: number;
  /** Last byte of an "off" in, to the board's own action out: the link's frame sent, or the relay's coil driven. */
  readonly commandS: number;
  readonly commandFrameBytes: number;
  /** Share of board time spent in the kernel's callbacks while nothing but time goes by. */
  readonly idleShare: number;
}

interface Raw {
  readonly counting: number | null;
  readonly booted: number;
  readonly heap: number;
  readonly from: number;
  readonly to: number;
  readonly idle: number;
  readonly faults: number;
  readonly flags: readonly string[];
}

interface Subject {
  readonly board: Board;
  /** Statements that stamp "to" at the board's own action. */
  readonly tap: string;
  readonly port: string;
  readonly frame: string;
  /** What else comes in before the interval ends: port, bytes. */
  readonly more: readonly (readonly [port: string, bytes: string])[];
}

/** The command, whose last byte is stamped, and then the rest, a second apart. */
function feed({ port, frame: bytes, more }: Subject): string {
  const others = more.map(
    ([other, text], place) => `asked(function(){${fed(other, text)}},${(COMMAND_AT_S + 1 + place) * 1000});`,
  );
  return `asked(function(){${fed(port, bytes)}stamp("from")},${COMMAND_AT_S * 1000});${others.join("")}`;
}

function scenario(subject: Subject): Omit<Prelude, "ballast"> {
  return {
    scenario:
      // The garbage is collected first: functions within functions leave cycles of it.
      `var heap=0,idle=0;asked(function(){heap=process.memory().usage},2000);` +
      `asked(function(){idle=busy},${IDLE_FROM_S * 1000});asked(function(){idle=(busy-idle)/${IDLE_S}},${(IDLE_FROM_S + IDLE_S) * 1000});${subject.tap}${feed(subject)}${awake(COMMAND_AT_S - 0.1, COMMAND_AT_S + 1)}`,
    reportAtS: RESULT_AT_S,
    report:
      "{counting:stamps.counting||null,booted:booted,heap:heap,idle:idle,from:stamps.from,to:stamps.to,faults:hasm.faults.length,flags:E.getErrorFlags()}",
  };
}

async function run(subject: Subject, files: StorageFiles, ballast: number): Promise<Raw> {
  const boot = prelude({ ...scenario(subject), ballast });
  return (await measure({ ".boot0": boot, ...files }, { usart: REPORT_USART })) as Raw;
}

/** What the measurement itself takes of the heap: the same prelude without a bundle. */
async function overhead(subject: Subject): Promise<number> {
  const files = { ".boot0": prelude({ ...scenario(subject), report: "{heap:heap}" }) };
  return ((await measure(files, { usart: REPORT_USART })) as { heap: number }).heap;
}

/** Whether the whole scenario goes through without a fault when so many variables are missing. */
async function survives(subject: Subject, files: StorageFiles, ballast: number): Promise<boolean> {
  try {
    const raw = await run(subject, files, ballast);
    return raw.faults === 0 && raw.to > 0 && !raw.flags.includes("MEMORY");
  } catch (error) {
    // No report: the heap was too small even for it.
    if (error instanceof MeasureError) return false;
    throw error;
  }
}

/** The most ballast that does no harm, to the variable. */
async function mostBallast(subject: Subject, files: StorageFiles): Promise<number> {
  let good = 0;
  let bad = subject.board.variables;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (await survives(subject, files, middle)) good = middle;
    else bad = middle;
  }
  return good;
}

async function figures(subject: Subject): Promise<BoardFigures> {
  const files = await twinFiles(subject.board);
  const raw = await run(subject, files, 0);
  const own = await overhead(subject);
  const ballast = await mostBallast(subject, files);
  return {
    countingS: raw.counting ?? undefined,
    bootS: raw.booted,
    heapAfterBoot: raw.heap - own,
    heapPeak: subject.board.variables - own - ballast,
    commandS: raw.to - raw.from,
    commandFrameBytes: subject.frame.length,
    idleShare: raw.idle,
  };
}

/** The meter's twin, switched on shortly before a quarter of an hour is over. */
function meterBeforeIntervalEnd(): Board {
  const clock = twinMeter.parts["clock"]!;
  const epochSeconds = Number(clock.options["epochSeconds"]) - INTERVAL_ENDS_AT_S;
  return { ...twinMeter, parts: { ...twinMeter.parts, clock: { ...clock, options: { epochSeconds } } } };
}

/** The same on the link as at the WAN. */
const sealedOff = (): string => sealer(KEY_OFF_SWITCH)(off());

export async function meterFigures(): Promise<BoardFigures> {
  const link = portOf(twinMeter, "link");
  return figures({
    board: meterBeforeIntervalEnd(),
    tap: `${listens(portOf(twinMeter, "importPulses"), "counting")}var sent=${link}.write;${link}.write=function(b){if(stamps.from)stamp("to");sent.call(${link},b)};`,
    port: portOf(twinMeter, "wan"),
    frame: frame(ROUTE_OFF_SWITCH + sealedOff()),
    more: [
      [portOf(twinMeter, "wan"), frame(ROUTE_CS + sealer(KEY_CENTRAL)(topUp(1, 1)))],
      [portOf(twinMeter, "topUp"), TYPED_CODE],
    ],
  });
}

export async function offSwitchFigures(): Promise<BoardFigures> {
  return figures({
    board: twinOffSwitch,
    tap: `var write=digitalWrite;global.digitalWrite=function(p,v){if(stamps.from&&v)stamp("to");write(p,v)};`,
    port: portOf(twinOffSwitch, "link"),
    frame: frame(sealedOff()),
    more: [],
  });
}
