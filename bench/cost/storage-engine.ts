// The engine's own Storage at work on the Linux build, whose flash is a file: a script that stops after each record until the host has
// looked at that file and at what the process wrote. A fresh engine can be started on any content of it, as after a power cut.

import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needEngine } from "../../tools/engine/available.ts";

/** What the Linux build calls its flash, and where it waits for the host. */
const FLASH_FILE = "espruino.flash";
const GATE = "go";
const LIMIT_MS = 120_000;
const LINE_END_BYTES = 2;

/** "silent": the engine neither ended nor stopped in time. "failed": it said that it could not write. */
export class StorageRunError extends Error {
  override readonly name = "StorageRunError";
  readonly fault: "silent" | "failed";

  constructor(fault: "silent" | "failed", message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Where the script has stopped. */
export interface Stop {
  readonly said: string;
  readonly flash: Buffer;
  /**
   * Bytes that the engine has written since its start, its console left out: to its flash, that is, where an erase writes the page and a program what it
   * is given.
   */
  readonly writtenBytes: number;
}

/** For the engine's script: `stop(text)` tells the host and waits for it. */
const STOP = `echo(0);function stop(t){print("<"+t+">");require("fs").readFileSync("${GATE}")}\n`;

/**
 * Runs a script on a flash of this content. `look` is called at each `stop`; false ends the engine, as if its supply were cut. Throws EngineMissing
 * or StorageRunError.
 */
export async function runOnFlash(flash: Uint8Array, script: string, look: (stop: Stop) => boolean): Promise<void> {
  const { program } = needEngine("linux");
  const directory = mkdtempSync(join(tmpdir(), "hasm-storage-"));
  try {
    writeFileSync(join(directory, FLASH_FILE), flash);
    writeFileSync(join(directory, "script.js"), STOP + script, "latin1");
    execFileSync("mkfifo", [join(directory, GATE)]);
    await stepThrough(program, directory, look);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function stepThrough(program: string, cwd: string, look: (stop: Stop) => boolean): Promise<void> {
  const child = spawn(program, ["script.js"], { cwd, stdio: ["ignore", "pipe", "ignore"] });
  const kill = (): void => void child.kill("SIGKILL");
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      // Whoever waits for the engine to open its end waits no longer.
      closeSync(openSync(join(cwd, GATE), constants.O_RDONLY | constants.O_NONBLOCK));
      resolve();
    });
  });
  let timedOut = false;
  const deadline = setTimeout(() => {
    timedOut = true;
    kill();
  }, LIMIT_MS);
  process.once("exit", kill);
  let text = "";
  let consoleBytes = 0;
  try {
    for await (const chunk of child.stdout) {
      text += (chunk as Buffer).toString("latin1");
      for (let found = /<([^>]*)>/.exec(text); found; found = /<([^>]*)>/.exec(text)) {
        const end = found.index + found[0].length;
        text = text.slice(end);
        consoleBytes += end;
        const said = found[1]!;
        if (said.startsWith("failed")) throw new StorageRunError("failed", `the engine ${said}`);
        // The gate opens once the engine has opened its end: then it has written all that it will, the end of the line included.
        const gate = await open(join(cwd, GATE), "w");
        const wrote = Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${child.pid}/io`, "latin1"))![1]);
        const flash = readFileSync(join(cwd, FLASH_FILE));
        const goesOn = look({ said, flash, writtenBytes: wrote - consoleBytes - LINE_END_BYTES });
        if (!goesOn) kill();
        else await gate.write("x");
        await gate.close();
      }
    }
  } catch (error) {
    if (!timedOut) throw error;
  } finally {
    clearTimeout(deadline);
    process.removeListener("exit", kill);
    kill();
    await ended;
  }
  if (timedOut) throw new StorageRunError("silent", `the engine stopped nowhere within ${LIMIT_MS} ms`);
}
