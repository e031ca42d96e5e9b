// The emulator as a child process that cannot outlive its owner. A second small process holds the read end of a pipe: when
// the owner is gone, however it went, the pipe ends, and it kills the emulator and removes the working directory.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";

const GUARD = 'read -r line || test "$1" = 0 || kill -9 "$1" 2>/dev/null; rm -rf "$2"';
const PATIENCE_MS = 2000;

export class QemuProcess {
  readonly #child: ChildProcess;
  readonly #guard: ChildProcess;
  readonly #directory: string;
  /** Settles with the last words of the emulator when it has ended. */
  readonly ended: Promise<string>;
  #running = true;

  constructor(emulator: string, args: readonly string[], directory: string) {
    this.#directory = directory;
    const child = spawn(emulator, args, { cwd: directory, stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    let words = "";
    child.stderr.on("data", (chunk: Buffer) => (words = (words + chunk.toString("latin1")).slice(-2000)));
    this.ended = new Promise((resolve) => {
      const settle = (how: string): void => {
        this.#running = false;
        resolve(how);
      };
      child.once("error", (error) => {
        settle(error.message);
      });
      child.once("close", (code, signal) => {
        settle(`${signal ?? `status ${code}`}: ${words.trim()}`);
      });
    });
    const target = [String(this.pid), directory];
    this.#guard = spawn("sh", ["-c", GUARD, "sh", ...target], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    // Between the guard's death and the owner's there is nothing to tell it.
    this.#guard.stdin?.on("error", () => undefined);
    this.#guard.unref();
  }

  /** 0 where the emulator could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Ends the emulator; its trace file is complete when this settles. */
  async stop(): Promise<void> {
    if (this.#running) {
      this.#child.kill("SIGTERM");
      const force = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MS);
      await this.ended;
      clearTimeout(force);
    }
  }

  /** Removes the working directory and releases the guard. The emulator must have ended. */
  async release(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
    this.#guard.stdin?.end("done\n");
  }
}
