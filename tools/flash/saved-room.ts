// The keys that a board changed in service stand in its own Storage alone. Before its files are moved together, which a power cut may turn into
// the loss of all of them, they are kept in the folder, for their owner alone; the run that ends well takes the copy away.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Board } from "../../boards/board.ts";
import { FlashError } from "./errors.ts";
import type { Provisioned } from "./folder.ts";

export class SavedRoom {
  readonly path: string;

  constructor({ folder }: Provisioned, system: Board["system"]) {
    this.path = join(folder, `${system}.room`);
  }

  get isThere(): boolean {
    return existsSync(this.path);
  }

  read(): string {
    return readFileSync(this.path, "latin1");
  }

  /** Throws FlashError. */
  write(room: string): void {
    try {
      writeFileSync(this.path, room, { encoding: "latin1", mode: 0o600, flush: true });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? "unknown error";
      throw new FlashError(
        "bad-keys",
        `cannot write ${this.path}: ${reason}; the keys that the board changed have to be kept there for a moment`,
        "Make the folder writable, and run this again.",
      );
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
