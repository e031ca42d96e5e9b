// A copy of everything that a build needs, somewhere else, so that a test can build from it, whole or changed. Installed packages are
// shared with the original.

import { spawn } from "node:child_process";
import { cp, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../tools/build/bundle.ts";
import { finished } from "../finished.ts";
import type { Run } from "../finished.ts";

const NEEDED = ["bench", "boards", "firmware", "hal", "tools", "package.json"];

/** Returns the folder; the caller removes it. */
export async function copySources(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hasm copy "));
  for (const name of NEEDED) await cp(`${ROOT}${name}`, join(folder, name), { recursive: true });
  await symlink(`${ROOT}node_modules`, join(folder, "node_modules"));
  return folder;
}

/** Runs `hasm build` in a copy, with another umask than this process and `env` on top of its environment. */
export function buildIn(folder: string, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const script = 'umask 077; exec "$0" bench/hasm.mjs build';
  const child = spawn("/bin/sh", ["-c", script, process.execPath], { cwd: folder, env: { ...process.env, ...env } });
  return finished(child);
}
