// Runs the command line as a person does: a process of its own, its output, its exit status.

import { spawn } from "node:child_process";
import { ROOT } from "../../tools/build/bundle.ts";
import { finished } from "../finished.ts";
import type { Run } from "../finished.ts";

/** What takes longer is stopped; its exit status is then null. */
const LONGEST_MS = 50_000;

/** `env` stands on top of this process's environment; undefined takes a variable away. */
export function hasm(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const child = spawn(process.execPath, [`${ROOT}bench/hasm.mjs`, ...args], {
    cwd: ROOT,
    env: { ...process.env, COLUMNS: "200", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST_MS,
    killSignal: "SIGKILL",
  });
  return finished(child);
}
