// Runs the command line as a person does: a process of its own, its output, its exit status. `hasm` is the command that people have, whose
// start is its loader's and its build's for the most part; `packed` is the same sources in one file without a loader, with what this process
// has built of them in the place of a build of its own, for tests that start it often. Each command is run at least once by `hasm`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import { ROOT } from "../../tools/build/bundle.ts";
import { bundlesByBoard } from "../bundles.ts";
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
  return run(await packedProgram(), args, env);
}

/** File of the packed command. */
export function packedProgram(): Promise<string> {
  program ??= pack();
  return program;
}

/** File of what flash.sh runs, packed with the command. */
export async function packedFlash(): Promise<string> {
  return join(dirname(await packedProgram()), "flash.mjs");
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

const BUILD = `${ROOT}tools/build/build.ts`;
const BUILD_BOARD = "export async function buildBoard(";

/** The build gives what was built before, where it is asked for nothing else. What it makes is the same each time: build/reproducible.test.ts. */
async function builtBefore(): Promise<Plugin> {
  const built = JSON.stringify(await bundlesByBoard());
  const text = await readFile(BUILD, "utf8");
  assert.equal(text.split(BUILD_BOARD).length, 2);
  const contents = `${text.replace(BUILD_BOARD, "async function buildAnew(")}
    const BUILT: Readonly<Record<string, Bundle>> = ${built};
    export async function buildBoard(board: Board, options: BundleOptions = {}): Promise<Bundle> {
      return (Object.keys(options).length === 0 ? BUILT[board.name] : undefined) ?? buildAnew(board, options);
    }`;
  return {
    name: "built-before",
    setup({ onLoad }) {
      onLoad({ filter: /\/tools\/build\/build\.ts$/ }, () => ({ contents, loader: "ts" }));
    },
  };
}

/** Once for this process, at whose end it goes. Installed packages stay what and where they are. */
async function pack(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "hasm-packed-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  symlinkSync(`${ROOT}node_modules`, join(folder, "node_modules"));
  const outfile = join(folder, "hasm.mjs");
  const entryPoints = { hasm: `${ROOT}bench/cli.ts`, flash: `${ROOT}tools/flash/main.ts` };
  const plugins = [await builtBefore(), ownPlaces];
  const node = { platform: "node", format: "esm", packages: "external", outExtension: { ".js": ".mjs" } } as const;
  await build({ ...node, entryPoints, outdir: folder, plugins, bundle: true, splitting: true });
  return outfile;
}
