// The central system's memory of a meter in a directory. Every change is a whole new file that takes the place of the old one, so that a
// crash or a loss of power at any moment leaves the memory before it or the one after it, and there is never a half-written one to mend:
// a file that is not sound was damaged later and is refused.
//
// The directory must never be put back to an earlier state of itself, from a backup say: its counters would be used a second time.

import { dirname, join } from "node:path";
import type { FileCalls } from "./file-calls.ts";
import { writePrivateFile } from "./file-calls.ts";
import { GROUND, openToOthers, tryingAs } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { freshState, KeptMemory } from "./memory.ts";
import type { ChannelMemory, MemoryState } from "./memory.ts";
import { decodeMemory, encodeMemory } from "./memory-file.ts";
import { lock, removeIfThere, unlock } from "./memory-lock.ts";

const STATE = "memory";
/** What a crash leaves of it was never in force. */
const NEXT = "memory.next";

/**
 * To blame for "exists", "absent", "in-use" and "closed" is the caller, for "open-to-others" who keeps the directory, for "not-a-memory" and
 * "damaged" who changed a file in it, for "cannot-read" and "cannot-write" the system, as it says itself.
 */
export type DiskMemoryErrorKind =
  | "exists"
  | "absent"
  | "open-to-others"
  | "not-a-memory"
  | "damaged"
  | "in-use"
  | "cannot-read"
  | "cannot-write"
  | "closed";

export class DiskMemoryError extends Error {
  override readonly name = "DiskMemoryError";
  readonly kind: DiskMemoryErrorKind;

  constructor(kind: DiskMemoryErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface DiskMemory extends ChannelMemory {
  /** Lets another process have it. It remembers nothing from then on: whatever would have to be kept throws. */
  close(): void;
}

const trying = tryingAs((kind, message) => new DiskMemoryError(kind, message));

function replaceState(calls: FileCalls, directory: string, state: MemoryState): void {
  trying("cannot-write", join(directory, STATE), () => {
    const next = join(directory, NEXT);
    removeIfThere(calls, next);
    writePrivateFile(calls, next, encodeMemory(state));
    calls.rename(next, join(directory, STATE));
    calls.syncDirectory(directory);
  });
}

function refuseOthers(calls: FileCalls, path: string, needed: string): void {
  const mode = trying("cannot-read", path, () => calls.mode(path));
  const message = mode === undefined ? undefined : openToOthers(path, mode, needed);
  if (message !== undefined) throw new DiskMemoryError("open-to-others", message);
}

function readState(calls: FileCalls, directory: string): MemoryState {
  const path = join(directory, STATE);
  if (trying("cannot-read", path, () => calls.mode(path)) === undefined)
    throw new DiskMemoryError("absent", `there is no memory of a meter in ${directory}`);
  refuseOthers(calls, path, "600");
  const state = decodeMemory(trying("cannot-read", path, () => calls.read(path)));
  if (state === "not-a-memory") throw new DiskMemoryError(state, `${path} is no memory of a meter`);
  if (state === "damaged")
    throw new DiskMemoryError(state, `${path} is damaged: which counters were used up is no longer known`);
  return state;
}

class OpenMemory extends KeptMemory implements DiskMemory {
  readonly #release: () => void;

  constructor(state: MemoryState, keep: (state: MemoryState) => void, release: () => void) {
    super(state, keep);
    this.#release = release;
  }

  close(): void {
    this.#release();
  }
}

/**
 * Makes `directory` (mode 700) with a memory of the keys in `secrets` (by number, 32 bytes each) that nothing was sent or received under.
 * It is not open then. Throws DiskMemoryError.
 */
export function createDiskMemory(
  directory: string,
  meterId: string,
  secrets: ReadonlyMap<number, string>,
  { calls }: Ground = GROUND,
): void {
  trying("cannot-write", directory, () => {
    try {
      calls.makeDirectory(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new DiskMemoryError("exists", `${directory} exists: nothing is overwritten`);
    }
  });
  replaceState(calls, directory, freshState(meterId, secrets));
  trying("cannot-write", directory, () => calls.syncDirectory(dirname(directory)));
}

/** Opens the memory in `directory` for this process alone, until `close` or its end. Throws DiskMemoryError. */
export function openDiskMemory(directory: string, ground: Ground = GROUND): DiskMemory {
  const { calls, processes: all } = ground;
  if (trying("cannot-read", directory, () => calls.mode(directory)) === undefined)
    throw new DiskMemoryError("absent", `there is no memory of a meter in ${directory}`);
  refuseOthers(calls, directory, "700");
  const holder = trying("cannot-write", directory, () => lock(calls, all, directory));
  if (holder !== undefined)
    throw new DiskMemoryError("in-use", `${directory} is in use by process ${holder}: one at a time`);
  let isOpen = true;
  const release = (): void => {
    if (!isOpen) return;
    isOpen = false;
    trying("cannot-write", directory, () => unlock(calls, all, directory));
  };
  const keep = (state: MemoryState): void => {
    if (!isOpen) throw new DiskMemoryError("closed", `${directory} was closed: nothing more is remembered`);
    replaceState(calls, directory, state);
  };
  try {
    return new OpenMemory(readState(calls, directory), keep, release);
  } catch (error) {
    release();
    throw error;
  }
}
