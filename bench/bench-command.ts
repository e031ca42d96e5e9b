// `hasm bench`: runs the bench, live in the terminal or headless as fast as it goes, and writes the report.

import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { performance } from "node:perf_hooks";
import { buildBoard } from "../tools/build/build.ts";
import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../boards/nucleo-f401re/board.ts";
import { Bench } from "./bench.ts";
import { parseDuration, parseStart } from "./duration.ts";
import { builtInHousehold, fromLoad } from "./household.ts";
import type { Household } from "./household.ts";
import { readLoadFile, window } from "./load/load-file.ts";
import type { LoadProfile } from "./load/load-file.ts";
import { isoStamp } from "./load/load.ts";
import { prepareLogFolder, writeLogs } from "./meter-logs.ts";
import { benchReport, meterFigures } from "./report.ts";
import { showLive } from "./terminal.ts";
import { reasonOf, UserError, writeUserFile } from "./user-error.ts";

interface Options {
  readonly load?: string;
  readonly for?: string;
  readonly speed: string;
  readonly headless?: boolean;
  readonly seed: string;
  readonly start?: string;
  readonly report?: string;
  readonly logs?: string;
}

/** Where a run without a load file and without --start begins. */
const DEFAULT_START = "2026-01-15T18:00";
const DEFAULT_HEADLESS_S = 86400;
const FIRST_MOMENT_S = Date.UTC(2000, 0) / 1000;
const PAST_MOMENT_S = Date.UTC(2100, 0) / 1000;

function readLoad(file: string): LoadProfile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${reasonOf(error)}`);
  }
  return readLoadFile(text, basename(file));
}

interface Plan {
  readonly household: Household;
  /** UTC second at which the run begins. */
  readonly startS: number;
  /** Infinity: until the person quits. */
  readonly durationS: number;
}

function planOf(options: Options, seed: number): Plan {
  const asked = options.for === undefined ? undefined : parseDuration(options.for);
  const durationS = asked ?? (options.headless === true ? DEFAULT_HEADLESS_S : Infinity);
  if (options.load === undefined) {
    return { household: builtInHousehold(seed), startS: parseStart(options.start ?? DEFAULT_START), durationS };
  }
  const profile = readLoad(options.load);
  const startS = options.start === undefined ? profile.startS : parseStart(options.start);
  const endS = profile.startS + profile.powersUw.length * profile.intervalS;
  const coveredS = durationS === Infinity ? Math.max(endS - startS, profile.intervalS) : durationS;
  return { household: fromLoad(window(profile, startS, coveredS)), startS, durationS: coveredS };
}

/** What the meter's clock part can hold; whatever does not fit is refused before anything runs. */
function checkYears({ startS, durationS }: Plan): void {
  const endS = startS + (durationS === Infinity ? 0 : durationS);
  if (startS >= FIRST_MOMENT_S && endS < PAST_MOMENT_S) return;
  throw new UserError(`a run lies in the years 2000 to 2099, not from ${isoStamp(startS)} to ${isoStamp(endS)}`);
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UserError(`${name} is a whole number, not "${text}"`);
  return Number(text);
}

/** Simulated seconds per wall second. */
function parseSpeed(text: string): number {
  const speed = text === "max" ? Infinity : Number(text);
  if (!(speed > 0)) throw new UserError(`--speed is a number above 0 or max, not "${text}"`);
  return speed;
}

async function run(options: Options): Promise<void> {
  const seed = wholeNumber(options.seed, "--seed");
  const speed = parseSpeed(options.speed);
  const plan = planOf(options, seed);
  checkYears(plan);
  const { household, startS, durationS } = plan;
  if (options.logs !== undefined) prepareLogFolder(options.logs);
  const bundles = {
    meter: (await buildBoard(meterBoard)).text,
    offSwitch: (await buildBoard(offSwitchBoard)).text,
  };
  const startedMs = performance.now();
  const bench = new Bench({ household, startS, seed, bundles });
  if (options.headless === true) runHeadless(bench, durationS);
  else await showLive(bench, speed, durationS);
  bench.finish();
  const wallSeconds = Math.round(performance.now() - startedMs) / 1000;
  const perWallSecond = Math.round(bench.elapsedS / wallSeconds);
  console.log(`${bench.elapsedS} s simulated in ${wallSeconds} s: ${perWallSecond} simulated seconds per wall second`);
  if (options.logs !== undefined) {
    for (const line of writeLogs(bench, options.logs)) console.log(line);
    console.log(`logs: ${options.logs}`);
  }
  if (options.report !== undefined) {
    writeUserFile(options.report, JSON.stringify(benchReport(bench, wallSeconds), undefined, 2) + "\n");
    console.log(`report: ${options.report}`);
  }
}

/** As fast as it goes, with a line of progress for every tenth. */
function runHeadless(bench: Bench, durationS: number): void {
  for (let tenth = 1; tenth <= 10; tenth++) {
    bench.runTo((durationS * tenth) / 10);
    const { importWh } = meterFigures(bench);
    console.log(
      `${isoStamp(Math.floor(bench.utcMs / 1000))}  import ${importWh ?? "-"} Wh  telegrams ${bench.han.telegrams}`,
    );
  }
}

export function benchCommand(program: Command): void {
  program
    .command("bench")
    .description("run both boards on virtual hardware with a household and the central system")
    .option("--load <file>", "household load from a file (UCI or London format); default: a built-in household")
    .option(
      "--for <duration>",
      "how long, such as 48h; default: until interrupted or the load ends, 24h where headless",
    )
    .option("--speed <factor>", "simulated seconds per second, or max", "1")
    .option("--headless", "no live view, as fast as it goes; progress lines only")
    .option("--seed <number>", "everything random comes from it: same seed, same run", "1")
    .option("--start <moment>", "first moment in UTC, ISO 8601; default: beginning of the load file")
    .option("--report <file>", "write a JSON report at the end")
    .option(
      "--logs <folder>",
      "write the meter's four logs at the end, and the keys to verify them under; overwrites nothing",
    )
    .action(run);
}
