// What is to be done to a board, from what it holds. The order is what a power cut leaves: the old program goes first and the new one comes
// last, so that a board on the way starts nothing; the flash part comes before the keys, by whose absence the next run knows that the board
// was to become this meter.

import type { Console } from "./console.ts";
import { FlashError } from "./errors.ts";
import { Memory } from "./memory.ts";
import { planMemory } from "./memory-plan.ts";
import type { MemoryPlan } from "./memory-plan.ts";
import { judgeKeys, KEYS, ROOM } from "./owner.ts";
import type { KeyPlan } from "./owner.ts";
import { SavedRoom } from "./saved-room.ts";
import { compaction, keySteps, memorySteps, programStep, removal } from "./steps.ts";
import type { Step, Target } from "./steps.ts";
import { isSame, lookAtStorage, placeBytes, sumOf } from "./storage.ts";
import type { StorageState } from "./storage.ts";

export interface Plan {
  readonly meterId: string;
  readonly steps: readonly Step[];
  /** What stays as it is, a line each. */
  readonly kept: readonly string[];
}

/** All that the engine runs at a start. */
const PROGRAMS = [".bootPowerOn", ".boot0", ".boot1", ".boot2", ".boot3", ".bootrst", ".bootcde", ".varimg"];

/** The file of the bundle: the second is run even where the button is held at a reset, and after `reset()`. */
export function programName({ isLocked }: Pick<Target, "isLocked">): string {
  return isLocked ? ".bootrst" : ".bootcde";
}

/** Looks at everything, and changes nothing. Throws FlashError. */
export async function planFor(console: Console, target: Target): Promise<Plan> {
  const storage = await lookAtStorage(console, [...PROGRAMS, KEYS, ROOM]);
  const keys = await judgeKeys(console, storage, target.given);
  const memory = await lookAtMemory(console, target, keys.keys === "write");
  const { given, board } = target;
  const saved = given === undefined ? undefined : new SavedRoom(given, board.system);
  const data = [...memorySteps(target, memory), ...keySteps(given, keys, saved)];
  const program = programName(target);
  const found = PROGRAMS.filter((name) => storage.files[name] !== undefined);
  const isWhole = found.length === 1 && isSame(storage.files[program], sumOf(target.bundle));
  const kept = keptLines(target, keys, memory);
  if (isWhole && data.length === 0)
    return { meterId: keys.meterId, steps: [], kept: [`${program} holds this bundle`, ...kept] };
  const steps = [
    ...found.map(removal),
    ...compactionSteps(target, keys, saved, storage),
    ...data,
    programStep(program, target.bundle),
  ];
  return { meterId: keys.meterId, steps, kept };
}

/** A part that is RAM, as an emulated board's, has no bus: it begins from a file that is none of ours. */
async function lookAtMemory(
  console: Console,
  { board, system, given }: Target,
  isNew: boolean,
): Promise<MemoryPlan | undefined> {
  if (given === undefined || board.memory?.options["spi"] === undefined) return undefined;
  const memory = await Memory.open(console, board);
  const plan = await planMemory(memory, system, given, isNew);
  await memory.close();
  return plan;
}

/** Steps that find place for what is to be written; none where there is place. Throws FlashError. */
function compactionSteps(
  { bundle, given }: Target,
  keys: KeyPlan,
  saved: SavedRoom | undefined,
  { files, freeBytes, trashBytes }: StorageState,
): Step[] {
  const sizes = [
    bundle.length,
    ...(given !== undefined && keys.keys === "write" ? [given.keys.length] : []),
    ...(given !== undefined && keys.room === "write" ? [given.room.length] : []),
  ];
  const bytes = sizes.reduce((sum, size) => sum + placeBytes(size), 0);
  if (freeBytes >= bytes) return [];
  const removed = PROGRAMS.reduce((sum, name) => sum + (files[name] === undefined ? 0 : placeBytes(files[name][0])), 0);
  if (freeBytes + trashBytes + removed >= bytes && given === undefined)
    throw new FlashError(
      "no-room",
      `the board's Storage has ${freeBytes} bytes left and ${bytes} are needed; a power cut while its files are moved together would cost its keys`,
      "Give --keys as well, the folder of this meter: then nothing can be lost.",
    );
  return compaction(bytes, keys.isChanged ? saved : undefined, files[ROOM]?.[0] ?? 0);
}

function keptLines({ given, board }: Target, keys: KeyPlan, memory: MemoryPlan | undefined): string[] {
  const changed = keys.isChanged ? ", some changed since" : "";
  return [
    ...(keys.keys === "keep" ? [`${KEYS} holds the keys of ${keys.meterId}${changed}`] : []),
    ...(memory?.isLived === true ? [`the flash part holds the records of ${keys.meterId}`] : []),
    ...(memory?.isLived === false && memory.sectors.length === 0 ? ["the flash part is as provisioned"] : []),
    ...(given === undefined && board.memory !== undefined ? ["the flash part is not looked at without --keys"] : []),
  ];
}
