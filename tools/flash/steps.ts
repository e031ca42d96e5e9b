// The steps of a plan: each with the line that tells of it, and what it does to the board.

import type { Board } from "../../boards/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import type { Console } from "./console.ts";
import type { Provisioned } from "./folder.ts";
import { Memory } from "./memory.ts";
import { applyMemory } from "./memory-plan.ts";
import type { MemoryPlan } from "./memory-plan.ts";
import { KEYS, ROOM } from "./owner.ts";
import type { KeyPlan } from "./owner.ts";
import type { SavedRoom } from "./saved-room.ts";
import { makeRoom, readFile, removeFile, writeFile } from "./storage.ts";

export interface Target {
  readonly board: Board;
  readonly system: System;
  readonly bundle: string;
  /** Undefined: the board's keys and memory stay as they are. */
  readonly given: Provisioned | undefined;
  /** The engine runs the bundle even where the button is held at a reset. */
  readonly isLocked: boolean;
}

export interface Step {
  readonly line: string;
  /** `told` hears which share is done, 0 to 1. Throws FlashError. */
  run(console: Console, told: (done: number) => void): Promise<void>;
}

export function removal(name: string): Step {
  return { line: `remove ${name}`, run: (console) => removeFile(console, name) };
}

export function memorySteps({ board, system, given }: Target, plan: MemoryPlan | undefined): Step[] {
  if (plan === undefined || given === undefined || plan.sectors.length === 0) return [];
  const wipe = plan.wiped === "" ? "" : `erase the records of ${plan.wiped} from the flash part, and `;
  return [
    {
      line: `${wipe}write ${plan.sectors.length} sector${plan.sectors.length === 1 ? "" : "s"} of the flash part`,
      run: async (console, told) => {
        const memory = await Memory.open(console, board);
        await applyMemory(memory, system, given, plan, told);
        await memory.close();
      },
    },
  ];
}

/** `bytes`: what is to be written has no place until the files are moved together. `roomBytes`: length of the room on the board. */
export function compaction(bytes: number, saved: SavedRoom | undefined, roomBytes: number): Step[] {
  const compact: Step = {
    line: "move the files in Storage together",
    run: async (console) => {
      await makeRoom(console, bytes);
    },
  };
  if (saved === undefined) return [compact];
  const keep = async (console: Console): Promise<void> => saved.write(await readFile(console, ROOM, roomBytes));
  return [{ line: `keep the changed keys in ${saved.path} for a moment`, run: keep }, compact];
}

export function keySteps(given: Provisioned | undefined, plan: KeyPlan, saved: SavedRoom | undefined): Step[] {
  if (given === undefined) return [];
  const steps: Step[] = [];
  const isSaved = saved?.isThere === true;
  if (plan.room === "write")
    steps.push({
      line: `write ${ROOM}, ${isSaved ? `the changed keys of ${saved.path}` : "room for changed keys"}`,
      run: (console) => writeFile(console, ROOM, isSaved ? saved.read() : given.room),
    });
  if (plan.keys === "write")
    steps.push({
      line: `write ${KEYS}, the keys of ${given.meterId}`,
      run: (console) => writeFile(console, KEYS, given.keys),
    });
  return steps;
}

export function programStep(name: string, bundle: string): Step {
  return {
    line: `write ${name}, the bundle of ${bundle.length} bytes`,
    run: (console, told) => writeFile(console, name, bundle, told),
  };
}
