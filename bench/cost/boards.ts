// Figures of the two boards' bundles on the STM32F405RG image: boot, heap, latency of a remote "off", load when idle. The same input at
// the same board time in every run, so the same instructions.

import type { Board } from "../../boards/board.ts";
import { board as twinMeter } from "../../boards/qemu-meter/board.ts";
import { board as twinOffSwitch } from "../../boards/qemu-off-switch/board.ts";
import { encodeCommand } from "../../firmware/messages/meter-order.ts";
import { ROUTE_CS } from "../../firmware/messages/route.ts";
import { buildBoard, systemOf } from "../../tools/build/build.ts";
import type { Bundle } from "../../tools/build/bundle.ts";
import { measure, MeasureError } from "../../tools/engine/measure.ts";
import type { StorageFiles } from "../../tools/engine/storage-image.ts";
import { CentralLine } from "../central-line.ts";
import { Channel } from "../central/channel.ts";
import { volatileMemory } from "../central/memory.ts";
import { ORDER_CODES } from "../central/order-names.ts";
import { topUp } from "../central/orders.ts";
import type { Order } from "../central/orders.ts";
import { provisionedPart } from "../flash-part.ts";
import { frame, FrameReceiver } from "../frame-receiver.ts";
import { FIXED_KEYS, KEY_CENTRAL, meterKeyFile, offSwitchKeyFile } from "../key-file.ts";
import type { LogKeys } from "../key-file.ts";
import { NOR_IMAGE_FILE, norImage } from "../nor-image.ts";
import { makeTopUpCode } from "../top-up-code.ts";
import { portOf } from "../virtual-parts.ts";
import { awake, listens, literal, prelude, REPORT_USART } from "./prelude.ts";
import type { Prelude } from "./prelude.ts";

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

function centralFrame(order: Order): string {
  const sealed = new Channel(volatileMemory(FIXED_KEYS), KEY_CENTRAL).seal(
    encodeCommand(ORDER_CODES[order.name], order.body),
  );
  return frame(ROUTE_CS + sealed);
}

/** The same "off" as it comes in at the WAN and as it crosses the link. */
function offFrames(): { wan: string; link: string } {
  const central = new CentralLine(
    volatileMemory(FIXED_KEYS),
    () => 1_170_288_000_000,
    () => undefined,
  );
  const wan = central.command("off");
  let link = "";
  new FrameReceiver((payload) => {
    link = frame(payload.slice(1));
  }).receive(wan);
  return { wan, link };
}

interface Subject {
  readonly board: Board;
  readonly keyFile: string;
  readonly logKeys: LogKeys;
  /** Statements that stamp "to" at the board's own action. */
  readonly tap: string;
  readonly port: string;
  readonly frame: string;
  /** What else comes in before the interval ends: port, bytes. */
  readonly more: readonly (readonly [port: string, bytes: string])[];
}

/** Feeds bytes in pieces of 64, as the engine hands them over. */
function fed(port: string, bytes: string): string {
  const pieces = bytes.match(/[^]{1,64}/g) ?? [];
  return pieces.map((piece) => `${port}.emit("data",${literal(piece)});`).join("");
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

/** The part as it leaves provisioning. */
function memoryImage({ board, logKeys }: Subject): string {
  const { flashBytes, segments } = systemOf(board);
  return norImage(provisionedPart(flashBytes, segments, logKeys));
}

async function run(subject: Subject, bundle: Bundle, ballast: number): Promise<Raw> {
  const files: StorageFiles = {
    ".boot0": prelude({ ...scenario(subject), ballast }),
    ".bootcde": bundle.text,
    "hasm.keys": subject.keyFile,
    [NOR_IMAGE_FILE]: memoryImage(subject),
  };
  return (await measure(files, { usart: REPORT_USART })) as Raw;
}

/** What the measurement itself takes of the heap: the same prelude without a bundle. */
async function overhead(subject: Subject): Promise<number> {
  const files = { ".boot0": prelude({ ...scenario(subject), report: "{heap:heap}" }) };
  return ((await measure(files, { usart: REPORT_USART })) as { heap: number }).heap;
}

/** Whether the whole scenario goes through without a fault when so many variables are missing. */
async function survives(subject: Subject, bundle: Bundle, ballast: number): Promise<boolean> {
  try {
    const raw = await run(subject, bundle, ballast);
    return raw.faults === 0 && raw.to > 0 && !raw.flags.includes("MEMORY");
  } catch (error) {
    // No report: the heap was too small even for it.
    if (error instanceof MeasureError) return false;
    throw error;
  }
}

/** The most ballast that does no harm, to the variable. */
async function mostBallast(subject: Subject, bundle: Bundle): Promise<number> {
  let good = 0;
  let bad = subject.board.variables;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (await survives(subject, bundle, middle)) good = middle;
    else bad = middle;
  }
  return good;
}

async function figures(subject: Subject): Promise<BoardFigures> {
  const bundle = await buildBoard(subject.board);
  const raw = await run(subject, bundle, 0);
  const own = await overhead(subject);
  const ballast = await mostBallast(subject, bundle);
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

export async function meterFigures(): Promise<BoardFigures> {
  const link = portOf(twinMeter, "link");
  return figures({
    board: meterBeforeIntervalEnd(),
    keyFile: meterKeyFile(FIXED_KEYS),
    logKeys: FIXED_KEYS.meterLogs,
    tap: `${listens(portOf(twinMeter, "importPulses"), "counting")}var sent=${link}.write;${link}.write=function(b){if(stamps.from)stamp("to");sent.call(${link},b)};`,
    port: portOf(twinMeter, "wan"),
    frame: offFrames().wan,
    more: [
      [portOf(twinMeter, "wan"), centralFrame(topUp(1, 1))],
      [portOf(twinMeter, "topUp"), `${makeTopUpCode(FIXED_KEYS.topUpCode, FIXED_KEYS.meterId, 1, 0, 1234)}\r`],
    ],
  });
}

export async function offSwitchFigures(): Promise<BoardFigures> {
  return figures({
    board: twinOffSwitch,
    keyFile: offSwitchKeyFile(FIXED_KEYS),
    logKeys: FIXED_KEYS.offSwitchLogs,
    tap: `var write=digitalWrite;global.digitalWrite=function(p,v){if(stamps.from&&v)stamp("to");write(p,v)};`,
    port: portOf(twinOffSwitch, "link"),
    frame: offFrames().link,
    more: [],
  });
}
