// Figures of the store on the STM32F405RG image: mount, append, put, the work of an idle cycle, heap. The part is the RAM-backed one, so
// the times hold the engine's work without the bus, and the heap a part that no board has there: its share is measured apart.

import type { Segment } from "../../firmware/kernel/description.ts";
import { provision } from "../../firmware/store/log.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { systems } from "../../tools/build/build.ts";
import { MeasureError } from "../../tools/engine/measure.ts";
import { STORAGE_BYTES } from "../../tools/engine/storage-image.ts";
import { FIXED_KEYS } from "../key-file.ts";
import { norImage } from "../nor-image.ts";
import { NorArray } from "../parts/nor-array.ts";
import { betweenMarks } from "./prelude.ts";
import { appendMany, countedFlash, openHostLog, openHostValues, putMany } from "./store-host.ts";
import { programBytes, runStore, VARIABLES } from "./store-rig.ts";
import type { StoreRun, StoreScenario, User } from "./store-rig.ts";

const PART_BYTES = 4194304;
/** What the partitions of the rig write. */
const ENTRY = "0123456789abcdef";
/** Sectors of a full log: what the emulated flash holds beside the program. */
const SECTOR_NUMBER_BYTES = 2;

export interface MountFigure {
  readonly segment: string;
  readonly content: string;
  readonly seconds: number;
  /** What a part on a bus would have to give for it. */
  readonly reads: number;
  readonly readBytes: number;
}

export interface StoreFigures {
  readonly mounts: readonly MountFigure[];
  readonly appendS: number;
  /** Of which sealing; the rest is writing. */
  readonly sealS: number;
  readonly appendOfNewSectorS: number;
  readonly putS: number;
  readonly putOfNewSectorS: number;
  /** The two pieces of the work that keeps a blank sector ahead, each in a cycle of its own. */
  readonly startEraseS: number;
  readonly checkBlankS: number;
  /** A cycle in which there is nothing to do for the store. */
  readonly restS: number;
  /** Variables in use once it is open, the store's functions and the part among them: a log alone, values alone. */
  readonly logVariables: number;
  readonly valuesVariables: number;
  /** Variables that boot and an append, or a put, need at the most on top of what is in use at rest. */
  readonly appendVariables: number;
  readonly putVariables: number;
  /** Of these figures the RAM-backed part's own: as it opens, and for each record that it takes in. */
  readonly partVariables: number;
  readonly partVariablesPerRecord: number;
}

const userOf = (segment: Segment): User => (segment.kind === "log" ? "appender" : "putter");

/** The fixed keys hold a first chain key for each log of the meter; the off-switch's log is measured under that of its number. */
function provisioned(segment: Segment): NorArray {
  const array = new NorArray(PART_BYTES, () => 0);
  if (segment.kind !== "log") return array;
  const firstKey = FIXED_KEYS.meterLogs.firstKeys.get(segment.number);
  if (firstKey === undefined || !provision(openHostLog(countedFlash(array).flash, segment), firstKey))
    throw new Error(`${segment.name} could not be begun`);
  return array;
}

/** A part on which the segment has taken so many records or changes since it was begun. */
function used(segment: Segment, records: number): NorArray {
  const array = provisioned(segment);
  const { flash } = countedFlash(array);
  if (segment.kind === "log") appendMany(openHostLog(flash, segment), records, ENTRY);
  else putMany(openHostValues(flash, segment), records, ENTRY);
  return array;
}

/** As many records as the emulated flash can hold beside the program, or as the segment has room for. */
async function fullLog(segment: Segment): Promise<NorArray> {
  const room = STORAGE_BYTES - (await programBytes(segment, userOf(segment), PART_BYTES));
  const sectors = Math.min(Math.floor(room / (SECTOR_BYTES + SECTOR_NUMBER_BYTES)), segment.bytes / SECTOR_BYTES);
  // The header takes a slot, the first record of a sector another; a blank sector stands ahead.
  return used(segment, (sectors - 1) * (SECTOR_BYTES / segment.slotBytes - 2));
}

const scenario = (segment: Segment, array: NorArray, ticks: number): StoreScenario => ({
  segment,
  user: userOf(segment),
  image: norImage(array),
  flashBytes: PART_BYTES,
  ticks,
});

/** Whether everything that was asked for was done. */
function isDone({ faults, marks, flags }: StoreRun): boolean {
  return faults === 0 && marks.length > 0 && marks.length % 3 === 0 && !flags.includes("MEMORY");
}

async function run(asked: StoreScenario): Promise<StoreRun> {
  const result = await runStore(asked);
  if (!isDone(result)) throw new Error(`${asked.user}: did not run through`);
  return result;
}

async function mount(segment: Segment, content: string, array: NorArray): Promise<MountFigure> {
  const counted = countedFlash(array);
  const { booted, isOpen, faults } = await runStore(scenario(segment, array, 0));
  if (booted <= isOpen || faults > 0) throw new Error(`${segment.name}, ${content}: was not mounted`);
  if (segment.kind === "log") openHostLog(counted.flash, segment);
  else openHostValues(counted.flash, segment);
  const { reads, readBytes } = counted;
  return { segment: segment.name, content, seconds: booted - isOpen, reads, readBytes };
}

const sectorsText = (array: NorArray): string => {
  let sectors = 0;
  for (let at = 0; at < array.cells.length; at += SECTOR_BYTES)
    if (array.cells.subarray(at, at + SECTOR_BYTES).some((byte) => byte !== 0xff)) sectors++;
  return `${sectors * 4} KB written`;
};

async function mounts(): Promise<MountFigure[]> {
  const figures: MountFigure[] = [];
  for (const segment of systems.flatMap(({ segments }) => segments)) {
    if (segment.kind === "image") continue;
    figures.push(await mount(segment, "empty", new NorArray(PART_BYTES, () => 0)));
    if (segment.kind === "log") figures.push(await mount(segment, "provisioned", provisioned(segment)));
    const written = segment.kind === "log" ? await fullLog(segment) : used(segment, 4 * segment.values);
    figures.push(await mount(segment, sectorsText(written), written));
  }
  return figures;
}

/** Seconds from the last mark of each tick to the end of its cycle. */
function afterMarks({ marks, cycles }: StoreRun): number[] {
  const tails: number[] = [];
  for (let at = 2; at < marks.length; at += 3) {
    const end = cycles.find(([ended]) => ended > marks[at]!);
    if (end) tails.push(end[0] - marks[at]!);
  }
  return tails;
}

async function appends(log: Segment): Promise<Pick<StoreFigures, "appendS" | "sealS">> {
  const plain = await run(scenario(log, used(log, 10), 1));
  const { seals, marks } = await run({ ...scenario(log, used(log, 10), 1), stampsSeals: true });
  // Of the second tick: with its record there is none about the start. What is sealed goes in first, the box comes out last.
  const within = seals.filter((atS) => atS > marks[4]! && atS < marks[5]!);
  const [appendS, sealS] = [betweenMarks(plain.marks)[1]!, within.at(-1)! - within[0]!];
  if (!(sealS > 0 && sealS < appendS)) throw new Error(`${log.name}: no seal was seen within an append`);
  return { appendS, sealS };
}

/** The cycles after the first record since a start, when a blank sector is not yet ahead. */
async function idleWork(log: Segment): Promise<Pick<StoreFigures, "startEraseS" | "checkBlankS" | "restS">> {
  const result = await run(scenario(log, provisioned(log), 3));
  const [first = NaN, , last = NaN] = afterMarks(result);
  const durations = result.cycles.map(([, seconds]) => seconds);
  const restS = Math.min(...durations);
  return { startEraseS: first - last, checkBlankS: durations[1]! - restS, restS };
}

/** Seconds of an operation in a sector and of the one that begins the next, whose spare stands ready. `array` has few slots left. */
async function around(segment: Segment, array: NorArray): Promise<{ within: number; beginning: number }> {
  const seconds = betweenMarks((await run(scenario(segment, array, 4))).marks).sort((a, b) => a - b);
  return { within: seconds[1]!, beginning: seconds.at(-1)! };
}

/** The most variables that can be taken away and the scenario still goes through. */
async function mostBallast(asked: StoreScenario): Promise<number> {
  let good = 0;
  let bad = VARIABLES;
  while (bad - good > 1) {
    const ballast = (good + bad) >> 1;
    const survived = await runStore({ ...asked, ballast }).then(isDone, (error: unknown) => {
      // No report: the heap was too small even for it.
      if (error instanceof MeasureError) return false;
      throw error;
    });
    if (survived) good = ballast;
    else bad = ballast;
  }
  return good;
}

export async function storeFigures(): Promise<StoreFigures> {
  const segments = systems.flatMap((system) => system.segments);
  const log = segments.find(({ name }) => name === "metrology-log")!;
  const values = segments.find(({ name }) => name === "parameters")!;
  const inSector = SECTOR_BYTES / log.slotBytes - 2;
  // With all values set, the sector has this many changes left behind its copies and their end.
  const changes = SECTOR_BYTES / values.slotBytes - 2 - values.values;
  const appended = await around(log, used(log, 2 * inSector - 4));
  const put = await around(values, used(values, values.values + 2 * changes - 2));
  return {
    mounts: await mounts(),
    ...(await appends(log)),
    ...(await idleWork(log)),
    ...(await heap(log, values)),
    appendOfNewSectorS: appended.beginning,
    putS: put.within,
    putOfNewSectorS: put.beginning,
  };
}

type Heap = Pick<StoreFigures, Extract<keyof StoreFigures, `${string}Variables` | "partVariablesPerRecord">>;

async function heap(log: Segment, values: Segment): Promise<Heap> {
  const bare = await run({ user: "idler", image: norImage(provisioned(log)), flashBytes: PART_BYTES, ticks: 0 });
  const logAsked = scenario(log, provisioned(log), 0);
  const valuesAsked = scenario(values, used(values, values.values), 0);
  const logRun = await run(logAsked);
  const later = await run({ ...logAsked, ticks: 8 });
  const valuesRun = await run(valuesAsked);
  return {
    logVariables: logRun.mounted - bare.mounted,
    valuesVariables: valuesRun.mounted - bare.mounted,
    appendVariables: VARIABLES - (await mostBallast(logAsked)) - logRun.usage,
    putVariables: VARIABLES - (await mostBallast(valuesAsked)) - valuesRun.usage,
    partVariables: logRun.partVariables,
    partVariablesPerRecord: (3 * (later.usage - logRun.usage)) / (later.marks.length - logRun.marks.length),
  };
}
