// Runs SPIN on the model: spin makes a C program of it, gcc compiles that, and running it looks at every state. It says what was found, and
// of a mistake the shortest way there. It knows nothing of the switch but the names of the runs.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
/** Never in the repository. */
export const WORK_FOLDER = join(HERE, "../build/verify");

/** A run looks for mistakes against several properties at once; its number is that of off-switch.pml. */
export type RunName = "moves" | "once" | "delay" | "acts";
const RUNS: readonly RunName[] = ["moves", "once", "delay", "acts"];

const MOST_MEGABYTES = 2048;
const MOST_STEPS = 2_000_000;
/** Most mistakes show within so many, and a stack for so few is quickly there. */
const SHALLOW_STEPS = 1000;
const MOST_MS = 300_000;

/** SPIN or gcc could not do its work, or the search did not come to its end: that says nothing of the switch. */
export class SpinError extends Error {
  override readonly name = "SpinError";
}

export type Outcome =
  | { readonly kind: "proved"; readonly states: number; readonly transitions: number; readonly seconds: number }
  | { readonly kind: "refuted"; readonly property: number; readonly steps: readonly string[] };

/** What is missing of what is needed, or undefined. */
export function missingTool(): string | undefined {
  return ["spin", "gcc"].find((tool) => spawnSync(tool, ["--version"]).error !== undefined);
}

export function modelText(): string {
  return readFileSync(join(HERE, "off-switch.pml"), "utf8");
}

function run(folder: string, program: string, options: readonly string[]): string {
  const { error, status, signal, stdout } = spawnSync(program, options, {
    cwd: folder,
    encoding: "utf8",
    timeout: MOST_MS,
    maxBuffer: 1 << 28,
  });
  if (error) throw new SpinError(`${program}: ${error.message}`);
  // The search's own status only repeats what it prints.
  if (status !== 0 && program !== "./pan") throw new SpinError(`${program}: ${stdout.trim() || (signal ?? "failed")}`);
  return stdout;
}

/** A folder in which a model stands beside its rules. */
function prepare(name: string, model: string, rules: string): string {
  const folder = join(WORK_FOLDER, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "off-switch.pml"), model);
  writeFileSync(join(folder, "rules.pml"), rules);
  return folder;
}

function compile(folder: string, defines: readonly string[], options: readonly string[]): void {
  run(folder, "spin", ["-a", ...defines, "off-switch.pml"]);
  run(folder, "gcc", ["-w", ...options, `-DMEMLIM=${MOST_MEGABYTES}`, "-DNOFAIR", "-o", "pan", "pan.c"]);
}

/** The property whose claim was violated: it stands in the claim as a comparison with 0. */
function violated(report: string, name: RunName): number | undefined {
  if (/acceptance cycle \(at/.test(report)) return 6;
  if (!report.includes("assertion violated")) return undefined;
  const number = /\|\|\((\d)==0\)\)/.exec(report)?.[1];
  if (number === undefined) throw new SpinError(`${name}: an assertion that is none of the properties: ${report}`);
  return Number(number);
}

/** What happens on the way to the mistake, in the words of the model. */
function trail(folder: string): string[] {
  const lines = run(folder, "./pan", ["-r", "off-switch.pml.trail"]).split("\n");
  return lines.flatMap((line) => (line.startsWith("| ") ? [line.slice(2)] : []));
}

function statistic(report: string, pattern: RegExp): number {
  const found = pattern.exec(report)?.[1];
  if (found === undefined) throw new SpinError(`the search says nothing of ${String(pattern)}: ${report}`);
  return Number(found);
}

function defineOf(name: RunName): string {
  return `-DRUN=${RUNS.indexOf(name) + 1}`;
}

const isEndless = (name: RunName): boolean => name === "acts";

/**
 * Looks at every state, or as far as the first mistake, and no deeper than each of `depths` in turn. `folder` holds the program and the way to
 * the mistake afterwards.
 */
function search(folder: string, name: RunName, optimize: string, depths = [MOST_STEPS]): Outcome {
  compile(folder, [defineOf(name)], [optimize, "-DCOLLAPSE", ...(isEndless(name) ? [] : ["-DSAFETY"])]);
  const began = performance.now();
  let report = "";
  for (const depth of depths) {
    report = run(folder, "./pan", [`-m${depth}`, ...(isEndless(name) ? ["-a"] : [])]);
    const property = violated(report, name);
    if (property !== undefined) return { kind: "refuted", property, steps: trail(folder) };
  }
  const seconds = (performance.now() - began) / 1000;
  const isCut = /Search not completed|search depth too small|out of memory/.test(report);
  if (isCut || !report.includes("errors: 0"))
    throw new SpinError(`${name}: the search did not come to its end: ${report}`);
  const states = statistic(report, /([\d.e+]+) states, stored/);
  return { kind: "proved", states, transitions: statistic(report, /([\d.e+]+) transitions/), seconds };
}

/** The way to a mistake that is known to be there: breadth first, and so the shortest; to what never happens, one that is not long. */
function shortest(folder: string, name: RunName): Outcome | undefined {
  const depths = isEndless(name) ? [500, 5000] : [MOST_STEPS];
  compile(folder, [defineOf(name)], ["-O0", ...(isEndless(name) ? [] : ["-DSAFETY", "-DBFS", "-DCOLLAPSE"])]);
  for (const depth of depths) {
    const report = run(folder, "./pan", isEndless(name) ? ["-a", `-m${depth}`] : []);
    const property = violated(report, name);
    if (property !== undefined) return { kind: "refuted", property, steps: trail(folder) };
  }
  return undefined;
}

/** Looks at every state of a run, in a folder of its own. Throws SpinError. */
export function check(folderName: string, name: RunName, model: string, rules: string): Outcome {
  const folder = prepare(folderName, model, rules);
  const outcome = search(folder, name, "-O1");
  return outcome.kind === "proved" ? outcome : (shortest(folder, name) ?? outcome);
}

/** As `check`, for a model with a mistake: it takes the first way that it finds. Throws SpinError. */
export function refute(folderName: string, name: RunName, model: string, rules: string): Outcome {
  return search(prepare(folderName, model, rules), name, "-O0", [SHALLOW_STEPS, MOST_STEPS]);
}

/** A model that goes only where a row of tokens went. */
export class Replayer {
  readonly #folder: string;

  /** Throws SpinError. */
  constructor(folderName: string, model: string, rules: string) {
    this.#folder = prepare(folderName, model, rules);
    compile(this.#folder, ["-DREPLAY"], ["-O1", "-DSAFETY"]);
  }

  /** How many tokens of the row the model can follow: all of them, or up to the one that it cannot. Throws SpinError. */
  follow(row: readonly number[]): number {
    writeFileSync(join(this.#folder, "walks"), new Uint8Array(Int16Array.from([...row, 0]).buffer));
    const report = run(this.#folder, "./pan", ["-E", `-m${MOST_STEPS}`]);
    const furthest = Number(/furthest (\d+)\n(?![^]*furthest)/.exec(report)?.[1] ?? Number.NaN);
    const isDone = report.includes("assertion violated");
    if (Number.isNaN(furthest) || isDone !== (furthest === row.length) || report.includes("depth too small"))
      throw new SpinError(`the walks could not be followed: ${report.slice(-2000)}`);
    return furthest;
  }
}
