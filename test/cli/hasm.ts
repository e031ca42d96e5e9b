// Runs the command line as a person does: a process of its own, its output, its exit status. `hasm` is the command that people have, whose
// start is its loader's for the most part; `packed` is the same sources in one file without a loader, for tests that start it often.
// Each command is run at least once by `hasm`.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import { ROOT } from "../../tools/build/bundle.ts";
import { finished } from "../finished.ts";
import type { Run } from "../finished.ts";

/** What takes longer is stopped; its exit status is then null. */
const LONGEST_MS = 50_000;

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    env: { ...process.env, COLUMNS: "200", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST_MS,
    killSignal: "SIGKILL",
  });
  return finished(child);
}

/** `env` stands on top of this process's environment; undefined takes a variable away. */
export function hasm(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return run(`${ROOT}bench/hasm.mjs`, args, env);
}

/** As `hasm`. */
export async function packed(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  program ??= pack();
  return run(await program, args, env);
}

let program: Promise<string> | undefined;

/** A module goes on knowing where its own file is. */
const ownPlaces: Plugin = {
  name: "own-places",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      loader: "ts",
    }));
  },
};

/** Once for this process, at whose end it goes. Installed packages stay what and where they are. */
async function pack(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "hasm-packed-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  symlinkSync(`${ROOT}node_modules`, join(folder, "node_modules"));
  const outfile = join(folder, "hasm.mjs");
  const entryPoints = [`${ROOT}bench/cli.ts`];
  const plugins = [ownPlaces];
  await build({ entryPoints, outfile, plugins, bundle: true, platform: "node", format: "esm", packages: "external" });
  return outfile;
}
