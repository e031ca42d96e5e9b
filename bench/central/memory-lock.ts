// One process at a time uses a memory. Each puts a file with its own name into the directory first and looks for others afterwards, so of
// two that come at once one sees the other at least, and no lock is ever taken from a process that lives. The lock of a dead one is
// removed; one that was given the number of a dead one is told from it by when it began. For processes of one machine.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileCalls } from "./file-calls.ts";

export interface Processes {
  /** This one: its number, then whatever tells it from an earlier one of the same number. No "/" in it. */
  readonly own: string;
  /** Whether a process lives that has, or had, this name as its own. */
  lives(name: string): boolean;
}

/** "-": the system does not tell. */
const UNKNOWN = "-";

/** When a process began: boot and clock ticks since then (proc(5)). "dead" where it only waits to be buried. */
function beginning(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8);
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name before may hold anything, brackets and blanks too.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "dead" : `${boot}-${fields[19]!}`;
  } catch {
    return UNKNOWN;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

export const processes: Processes = {
  own: `${process.pid}.${beginning(process.pid)}`,
  lives: (name) => {
    const [pid = "", began = UNKNOWN] = name.split(".");
    if (!isThere(Number(pid))) return false;
    const now = beginning(Number(pid));
    return now !== "dead" && (now === began || now === UNKNOWN || began === UNKNOWN);
  },
};

const LOCK = /^lock\.((\d+)\.[\w-]+)$/;

/** The number of another process that has `directory`; removes what dead ones left. */
function holder(calls: FileCalls, all: Processes, directory: string): string | undefined {
  for (const name of calls.list(directory)) {
    const [, process, pid] = LOCK.exec(name) ?? [];
    if (process === undefined || process === all.own) continue;
    if (all.lives(process)) return pid;
    removeIfThere(calls, join(directory, name));
  }
  return undefined;
}

/** Undefined where `directory` is now locked by this process, else the number of the process that has it. Throws what the calls throw. */
export function lock(calls: FileCalls, all: Processes, directory: string): string | undefined {
  try {
    calls.close(calls.create(join(directory, `lock.${all.own}`)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return all.own.split(".")[0];
    throw error;
  }
  let isLocked = false;
  try {
    const other = holder(calls, all, directory);
    isLocked = other === undefined;
    return other;
  } finally {
    if (!isLocked) unlock(calls, all, directory);
  }
}

export function unlock(calls: FileCalls, all: Processes, directory: string): void {
  removeIfThere(calls, join(directory, `lock.${all.own}`));
}

export function removeIfThere(calls: FileCalls, path: string): void {
  try {
    calls.remove(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
