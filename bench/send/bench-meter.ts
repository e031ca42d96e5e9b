// A provisioned meter for a run of the bench: its keys, its boards as they were left, and the memory of its central system where the
// bench's own plays that. Two who command the same meter are refused by the lock of that memory.

import { join } from "node:path";
import type { Bench, BenchOptions } from "../bench.ts";
import { DiskMemoryError, openDiskMemory } from "../central/disk-memory.ts";
import type { DiskMemory } from "../central/disk-memory.ts";
import { UserError } from "../user-error.ts";
import { KeptBoards } from "./kept-boards.ts";
import { readProvisionedKeys } from "./provisioned.ts";

export interface BenchMeter {
  readonly boards: KeptBoards;
  readonly benchOptions: Pick<BenchOptions, "keys" | "memory" | "files" | "relayIsClosed" | "centralMemory">;
  /** Before anybody else listens. */
  attach(bench: Bench): void;
  /** The run is over. Throws UserError. */
  end(bench: Bench): void;
  /** Lets others have the meter, if `end` was not called. */
  close(): void;
}

function openMemory(folder: string): DiskMemory {
  try {
    return openDiskMemory(join(folder, "central"));
  } catch (error) {
    throw error instanceof DiskMemoryError ? new UserError(error.message) : error;
  }
}

/** Throws UserError. */
export function openBenchMeter(folder: string, playsCentral: boolean): BenchMeter {
  const keys = readProvisionedKeys(folder);
  const boards = new KeptBoards(folder, keys.meterId);
  let memory: DiskMemory | undefined;
  try {
    memory = playsCentral ? openMemory(folder) : undefined;
  } catch (error) {
    boards.close();
    throw error;
  }
  const { files, memory: parts, relayIsClosed } = boards.state;
  let stop: (() => void) | undefined;
  const close = (): void => {
    boards.close();
    memory?.close();
    if (stop) for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stop);
  };
  const end = (bench: Bench): void => {
    boards.end(bench);
    close();
  };
  return {
    boards,
    benchOptions: { keys, memory: parts, files, relayIsClosed, centralMemory: memory ?? "elsewhere" },
    attach: (bench) => {
      boards.watch(bench);
      stop = () => {
        end(bench);
        process.exit(1);
      };
      for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
    },
    end,
    close,
  };
}
