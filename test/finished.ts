// A child process to its end: what it said, and how it ended.

import type { ChildProcess } from "node:child_process";

export interface Run {
  /** null: it was killed. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `child` has both of its outputs piped. */
export function finished(child: ChildProcess): Promise<Run> {
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit) => {
      resolve({ exit, stdout, stderr });
    });
  });
}
