// What private files of the central system stand on, and what the system refuses of them. How it is told is the caller's business.

import { nodeCalls } from "./file-calls.ts";
import type { FileCalls } from "./file-calls.ts";
import { processes } from "./memory-lock.ts";
import type { Processes } from "./memory-lock.ts";

/** Tests bring their own. */
export interface Ground {
  readonly calls: FileCalls;
  readonly processes: Processes;
}

export const GROUND: Ground = { calls: nodeCalls, processes };

/** What group and others must not have. */
const OTHERS = 0o077;

type SystemKind = "cannot-read" | "cannot-write";

/** Reaches for `path`; what the system refuses is thrown as the error that `make` makes of it. */
export type Trying = <T>(kind: SystemKind, path: string, run: () => T) => T;

export function tryingAs(make: (kind: SystemKind, message: string) => Error): Trying {
  return (kind, path, run) => {
    try {
      return run();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw make(kind, `${kind.replace("-", " ")} ${path}: ${code}`);
    }
  };
}

/**
 * Says that others than its owner may use what has this mode; undefined where they may not. Permissions of the owner are not looked at:
 * what he lacks, he sees.
 */
export function openToOthers(path: string, mode: number, needed: string): string | undefined {
  if ((mode & OTHERS) === 0) return undefined;
  return `${path} is open to others: its mode is ${mode.toString(8).padStart(3, "0")}, not ${needed}`;
}
