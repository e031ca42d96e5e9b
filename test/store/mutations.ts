// Puts each seeded bug into a copy of the store, in memory, and demands that a small part of its tests fails: npm run test:mutations [-- NAME].
// Prints which test saw which bug. Exit code 1: one was not seen, or the tests fail without any.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import { MUTATIONS } from "./mutations-list.ts";
import type { Mutation } from "./mutations-list.ts";

const ROOT = join(import.meta.dirname, "../..");
const OUT = join(ROOT, "build/mutations");
const MOCHA = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");
const TIMEOUT_MS = 120_000;

/** Every mutated file, as it stands in the store, with one piece of it replaced. RangeError where that piece is not there once. */
export function mutated(text: string, mutation: Mutation): string {
  const parts = text.split(mutation.find);
  if (parts.length !== 2)
    throw new RangeError(`"${mutation.name}": ${parts.length - 1} places in ${mutation.file}, not one`);
  return parts.join(mutation.replace);
}

/** As they were at the start, whatever is done to them meanwhile. */
const STORE = new Map(
  readdirSync(join(ROOT, "firmware/store"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file, readFileSync(join(ROOT, "firmware/store", file), "utf8")] as const),
);

function withBug(mutation: Mutation | undefined): Plugin {
  return {
    name: "seeded bug",
    setup: (context) => {
      context.onLoad({ filter: /firmware\/store\/[a-z]+\.ts$/ }, ({ path }) => {
        const text = STORE.get(basename(path))!;
        return { contents: mutation?.file === basename(path) ? mutated(text, mutation) : text, loader: "ts" };
      });
    },
  };
}

/** The first test that failed, "" where none did. */
async function firstFailure(mutation: Mutation | undefined, name: string): Promise<string> {
  const outfile = join(OUT, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "mutation-profile.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    plugins: [withBug(mutation)],
    logLevel: "error",
  });
  const mocha = [MOCHA, "--no-config", "--timeout", "100000", "--bail", "--reporter", "json", outfile];
  const env = { ...process.env, HASM_STORE_FAST: "1" };
  const { stdout, status } = spawnSync(process.execPath, mocha, { env, encoding: "utf8", timeout: TIMEOUT_MS });
  rmSync(outfile);
  if (status === 0) return "";
  if (status === null) return "(does not end)";
  const from = stdout.indexOf("{\n");
  if (from < 0) return "(does not load)";
  const report = JSON.parse(stdout.slice(from)) as { failures: { fullTitle: string }[] };
  return report.failures[0]?.fullTitle ?? "";
}

async function main(only: string | undefined): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const clean = await firstFailure(undefined, "clean");
  if (clean !== "") throw new Error(`without any bug this fails: ${clean}`);
  const survivors: string[] = [];
  const chosen = MUTATIONS.filter(({ name }) => only === undefined || name === only);
  for (const [index, mutation] of chosen.entries()) {
    const failure = await firstFailure(mutation, `bug-${index}`);
    if (failure === "") survivors.push(mutation.name);
    console.log(`${mutation.file.padEnd(11)} ${mutation.name.padEnd(52)} ${failure === "" ? "NOT SEEN" : failure}`);
  }
  console.log(`${chosen.length - survivors.length} of ${chosen.length} seeded bugs seen`);
  if (survivors.length > 0) process.exitCode = 1;
}

if (process.argv[1]?.endsWith("mutations.ts")) await main(process.argv[2]);
