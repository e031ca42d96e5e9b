// Runs a script on the Linux build of Espruino: real parser and interpreter, no hardware. The engine runs in a directory of
// its own, because it keeps its flash in the working directory. It is not the board: shift counts, stack and heap differ.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needEngine } from "./available.ts";

// Silences the prompt and tells the engine's banner from the script's own words, without moving a line of the script.
const START = "\x02";
const PRELUDE = `echo(0);print(${JSON.stringify(START)});`;

export interface LinuxRun {
  /** What the script printed, uncaught errors included, as a byte string; empty when the engine did not come that far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; undefined when the engine was killed. */
  readonly exit: number | undefined;
  /** The engine had not become idle in time and was killed. */
  readonly timedOut: boolean;
}

/** Runs `script` (a byte string) until the engine is idle or `timeoutMs` of wall time are over. Throws EngineMissing. */
export async function runOnLinux(script: string, options: { readonly timeoutMs: number }): Promise<LinuxRun> {
  const { program } = needEngine("linux");
  const directory = await mkdtemp(join(tmpdir(), "hasm-linux-"));
  try {
    const file = join(directory, "script.js");
    await writeFile(file, PRELUDE + script, "latin1");
    return await runFile(program, file, directory, options.timeoutMs);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The console writes "\n" as "\r\n". */
function printed(console: string): string {
  const start = console.indexOf(START);
  return start < 0 ? "" : console.slice(start + START.length + 2).replaceAll("\r\n", "\n");
}

function runFile(program: string, file: string, cwd: string, timeoutMs: number): Promise<LinuxRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [file], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let timedOut = false;
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const kill = (): void => void child.kill("SIGKILL");
    const deadline = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeoutMs);
    process.once("exit", kill);
    const settle = (): void => {
      clearTimeout(deadline);
      process.removeListener("exit", kill);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code) => {
      settle();
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString("latin1");
      resolve({ stdout: printed(text(stdout)), stderr: text(stderr), exit: code ?? undefined, timedOut });
    });
  });
}
