// Which real engines this machine has: a Linux build of Espruino, and an STM32F405RG image with QEMU's Arm system emulator.
// The suites that need one ask here, so that a machine without engines still runs all the other tests and says what it
// left out. It starts no engine; linux.ts and qemu.ts do.

import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { resolve } from "node:path";

export type EngineName = "linux" | "stm32";

export interface Missing {
  readonly found: false;
  /** One clause for a person: which setting or program is missing. */
  readonly why: string;
}

export interface LinuxEngine {
  readonly found: true;
  readonly program: string;
}

export interface Stm32Engine {
  readonly found: true;
  readonly image: string;
  readonly emulator: string;
  /** Major version of the emulator, 9 or more. */
  readonly emulatorVersion: number;
}

export interface Engines {
  readonly linux: LinuxEngine | Missing;
  readonly stm32: Stm32Engine | Missing;
}

/** The engine that was asked for is not on this machine: whoever set up the machine is to blame, not the code under test. */
export class EngineMissing extends Error {
  readonly engine: EngineName;
  constructor(engine: EngineName, why: string) {
    super(`the ${engine} engine is missing: ${why}`);
    this.name = "EngineMissing";
    this.engine = engine;
  }
}

const EMULATOR = "qemu-system-arm";
const OLDEST_EMULATOR = 9;

/** What `qemu-system-arm --version` prints, or undefined where there is none. */
function askEmulator(): string | undefined {
  const run = spawnSync(EMULATOR, ["--version"], { encoding: "utf8", timeout: 10_000 });
  return run.error === undefined ? run.stdout : undefined;
}

const missing = (why: string): Missing => ({ found: false, why });

function fileNamedBy(variable: string, value: string | undefined): { file: string } | Missing {
  if (value === undefined || value === "") return missing(`${variable} is not set`);
  const isFile = statSync(value, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile ? { file: resolve(value) } : missing(`${variable} names no file: ${value}`);
}

function findLinux(env: NodeJS.ProcessEnv): LinuxEngine | Missing {
  const named = fileNamedBy("ESPRUINO_LINUX", env["ESPRUINO_LINUX"]);
  return "file" in named ? { found: true, program: named.file } : named;
}

function findStm32(env: NodeJS.ProcessEnv, versionText: () => string | undefined): Stm32Engine | Missing {
  const named = fileNamedBy("ESPRUINO_STM32F405", env["ESPRUINO_STM32F405"]);
  if (!("file" in named)) return named;
  const text = versionText();
  if (text === undefined) return missing(`${EMULATOR} is not on the PATH`);
  const version = /version (\d+)\.[\d.]+/.exec(text);
  if (version === null) return missing(`${EMULATOR} --version names no version`);
  const major = Number(version[1]);
  if (major < OLDEST_EMULATOR) {
    return missing(`${EMULATOR} is of version ${major}; version ${OLDEST_EMULATOR} or newer is needed`);
  }
  return { found: true, image: named.file, emulator: EMULATOR, emulatorVersion: major };
}

/** Looks at an environment; `versionText` is what the emulator says to `--version`. */
export function findEngines(env: NodeJS.ProcessEnv, versionText: () => string | undefined = askEmulator): Engines {
  return { linux: findLinux(env), stm32: findStm32(env, versionText) };
}

let ofThisProcess: Engines | undefined;

/** The engines of this process's environment, looked up once. */
export function engines(): Engines {
  ofThisProcess ??= findEngines(process.env);
  return ofThisProcess;
}

/** An engine that must be there. Throws EngineMissing. */
export function needEngine<Name extends EngineName>(name: Name): Extract<Engines[Name], { found: true }> {
  const engine: LinuxEngine | Stm32Engine | Missing = engines()[name];
  if (!engine.found) throw new EngineMissing(name, engine.why);
  return engine as Extract<Engines[Name], { found: true }>;
}

export type SuitePlan =
  | { readonly kind: "run" }
  | { readonly kind: "skip"; readonly line: string }
  | { readonly kind: "fail"; readonly error: EngineMissing };

/** What becomes of a suite: an engine that is missing skips it, and fails it where HASM_DEMAND_ENGINE is 1. */
export function planSuite(name: EngineName, found: Engines, env: NodeJS.ProcessEnv): SuitePlan {
  const engine = found[name];
  if (engine.found) return { kind: "run" };
  if (env["HASM_DEMAND_ENGINE"] === "1") return { kind: "fail", error: new EngineMissing(name, engine.why) };
  return { kind: "skip", line: `${name} engine suites skipped: ${engine.why}` };
}

const linesSaid = new Set<string>();

/**
 * A mocha suite that needs an engine. Without it the suite is one skipped test, and the reason is printed once for each
 * engine; `npm run test:engine` turns the skip into a failure.
 */
export function engineSuite(title: string, name: EngineName, body: (this: Mocha.Suite) => void): void {
  const plan = planSuite(name, engines(), process.env);
  if (plan.kind === "run") {
    describe(title, body);
    return;
  }
  if (plan.kind === "skip" && !linesSaid.has(plan.line)) {
    linesSaid.add(plan.line);
    console.log(plan.line);
  }
  describe(title, () => {
    it(`runs on the ${name} engine`, function () {
      if (plan.kind === "fail") throw plan.error;
      this.skip();
    });
  });
}
