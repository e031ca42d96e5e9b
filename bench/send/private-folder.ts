// A folder for its owner alone, used by one process at a time, with small files that are replaced whole: after a crash or a loss of power
// at any moment a file is what it was before a change or after it. What a file means is the caller's business.

import { dirname, join } from "node:path";
import { writePrivateFile } from "../central/file-calls.ts";
import { GROUND, openToOthers, tryingAs } from "../central/ground.ts";
import type { Ground } from "../central/ground.ts";
import { lock, removeIfThere, unlock } from "../central/memory-lock.ts";

/**
 * To blame for "in-use" and "closed" is the caller, for "open-to-others" who keeps the folder, for "cannot-read" and "cannot-write" the
 * system, as it says itself.
 */
export type PrivateFolderErrorKind = "open-to-others" | "in-use" | "cannot-read" | "cannot-write" | "closed";

export class PrivateFolderError extends Error {
  override readonly name = "PrivateFolderError";
  readonly kind: PrivateFolderErrorKind;

  constructor(kind: PrivateFolderErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Everything throws PrivateFolderError. */
export interface PrivateFolder {
  /** A byte string; undefined where there is no such file. */
  read(name: string): string | undefined;
  /** Durable when it returns. */
  replace(name: string, bytes: string): void;
  /** Lets another process have it: nothing is replaced from then on. */
  close(): void;
}

const trying = tryingAs((kind, message) => new PrivateFolderError(kind, message));

function make(directory: string, { calls }: Ground): void {
  trying("cannot-write", directory, () => {
    try {
      calls.makeDirectory(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    // Each time: whoever made it may have been stopped before this.
    calls.syncDirectory(dirname(directory));
  });
}

/** Undefined where it leads to nothing. */
function readOwn(path: string, needed: string, { calls }: Ground): string | undefined {
  const mode = trying("cannot-read", path, () => calls.mode(path));
  if (mode === undefined) return undefined;
  const message = openToOthers(path, mode, needed);
  if (message !== undefined) throw new PrivateFolderError("open-to-others", message);
  return path;
}

/** Makes the folder (mode 700) where it is missing. It is this process's alone until `close` or its end. Throws PrivateFolderError. */
export function openPrivateFolder(directory: string, ground = GROUND): PrivateFolder {
  const { calls, processes: all } = ground;
  make(directory, ground);
  readOwn(directory, "700", ground);
  const holder = trying("cannot-write", directory, () => lock(calls, all, directory));
  if (holder !== undefined)
    throw new PrivateFolderError("in-use", `${directory} is in use by process ${holder}: one at a time`);
  let isOpen = true;
  return {
    read(name) {
      const path = readOwn(join(directory, name), "600", ground);
      return path === undefined ? undefined : trying("cannot-read", path, () => calls.read(path));
    },
    replace(name, bytes) {
      if (!isOpen) throw new PrivateFolderError("closed", `${directory} was closed: nothing more is kept`);
      const path = join(directory, name);
      trying("cannot-write", path, () => {
        removeIfThere(calls, `${path}.next`);
        writePrivateFile(calls, `${path}.next`, bytes);
        calls.rename(`${path}.next`, path);
        calls.syncDirectory(directory);
      });
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      trying("cannot-write", directory, () => unlock(calls, all, directory));
    },
  };
}
