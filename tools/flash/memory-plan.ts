// What is to be done about a flash part, by what stands on it. A part on which the meter has already lived is left alone: its logs, counters
// and credit are worth more than any file. What an interrupted run left is told from it by its bits: they are not all cleared yet.

import { crc32 } from "node:zlib";
import type { System } from "../../firmware/kernel/description.ts";
import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import { FlashError } from "./errors.ts";
import type { Provisioned } from "./folder.ts";
import type { Memory } from "./memory.ts";
import { otherMemory, ownerOf, usedSectors } from "./owner.ts";

export interface MemoryPlan {
  /** Whose records are wiped first; "" for nobody's. */
  readonly wiped: string;
  /** Sectors that do not hold what provisioning put there. */
  readonly sectors: readonly number[];
  /** Of this meter's life: nothing is written. */
  readonly isLived: boolean;
}

const PAGES = SECTOR_BYTES / PAGE_BYTES;

/** As provisioning made it; on the way there; or gone further, by the meter's own writing. */
type Progress = "as-made" | "not-yet" | "further";

function progressOf(found: Buffer, made: Buffer): Progress {
  if (found.equals(made)) return "as-made";
  // A bit is set by an erase only: whoever wrote on has cleared more of them.
  return found.every((byte, i) => (byte & made[i]!) === byte) ? "further" : "not-yet";
}

async function sectorProgress(memory: Memory, sector: number, made: Buffer): Promise<Progress> {
  const sums = await memory.sums(sector);
  const isMade = (sum: number, page: number): boolean =>
    sum === crc32(made.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES));
  if (sums.length === PAGES && sums.every(isMade)) return "as-made";
  return progressOf(await memory.read(sector), made);
}

function noImage({ folder, meterId }: Provisioned): FlashError {
  return new FlashError(
    "bad-keys",
    `the flash part has never been that of ${meterId}, and ${folder} no longer holds what is to be on it`,
    `Put the part of ${meterId} back, or provision a new meter: npx hasm provision --meter ID --out DIR.`,
  );
}

/** `isNew`: the board has no keys yet, so that it may become this meter whatever the part was. Throws FlashError. */
export async function planMemory(
  memory: Memory,
  system: System,
  given: Provisioned,
  isNew: boolean,
): Promise<MemoryPlan> {
  const owner = await ownerOf(memory, system);
  if (owner === given.meterId) return { wiped: "", sectors: [], isLived: true };
  if (owner !== "" && !isNew) throw otherMemory(owner, given.meterId);
  if (given.memory === undefined) throw noImage(given);
  if (owner !== "") return { wiped: owner, sectors: [...given.memory.keys()], isLived: false };
  const sectors: number[] = [];
  let isLived = false;
  for (const [sector, made] of given.memory) {
    const progress = await sectorProgress(memory, sector, made);
    if (progress === "not-yet") sectors.push(sector);
    isLived ||= progress === "further";
  }
  return { wiped: "", sectors: isLived ? [] : sectors, isLived };
}

/** Throws FlashError. `told` hears which share is done, 0 to 1. */
export async function applyMemory(
  memory: Memory,
  system: System,
  given: Provisioned,
  plan: MemoryPlan,
  told: (done: number) => void,
): Promise<void> {
  const wiped = plan.wiped === "" ? [] : usedSectors(system);
  const all = wiped.length + plan.sectors.length;
  for (const [i, sector] of wiped.entries()) {
    if (!(await memory.isBlank(sector))) await memory.erase(sector);
    told((i + 1) / all);
  }
  for (const [i, sector] of plan.sectors.entries()) {
    await memory.write(sector, given.memory!.get(sector)!);
    told((wiped.length + i + 1) / all);
  }
}
