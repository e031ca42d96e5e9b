// `hasm bench`: runs the bench, live in the terminal or headless as fast as it goes, and writes the report.

import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { buildBoard } from "../tools/build/build.ts";
import { board as meterBoard } from "../boards/stm32f4discovery/board.ts";
import { board as offSwitchBoard } from "../boards/nucleo-f401re/board.ts";
import { Bench } from "./bench.ts";
import { parseDuration, parseStart } from "./duration.ts";
import { builtInHousehold, fromLoad } from "./household.ts";
import type { Household } from "./household.ts";
import { readLoadFile, window as loadWindow } from "./load/load-file.ts";
import type { LoadProfile } from "./load/load-file.ts";
import { isoStamp } from "./load/load.ts";
import { prepareLogFolder, writeLogs } from "./meter-logs.ts";
import { benchReport, isStored, meterFigures } from "./report.ts";
import { LOOPBACK, parseAddress, WIRES_PORT } from "./send/address.ts";
import type { Address } from "./send/address.ts";
import { openBenchMeter } from "./send/bench-meter.ts";
import type { BenchMeter } from "./send/bench-meter.ts";
import { AT_ONCE, atOnceWithin } from "./switch-values.ts";
import { windowSeconds } from "./switch-words.ts";
import { LEAST_PEAK_W, MOST_PEAK_W, sun } from "./sun.ts";
import { showLive } from "./terminal.ts";
import { reasonOf, UserError, writeUserFile } from "./user-error.ts";
import { Wires } from "./wires.ts";

interface Options {
  readonly load?: string;
  readonly generation?: string;
  readonly for?: string;
  readonly speed: string;
  readonly headless?: boolean;
  readonly seed: string;
  readonly start?: string;
  readonly report?: string;
  readonly logs?: string;
  readonly wires?: string | true;
  readonly keys?: string;
  readonly window?: string;
}

/** Where a run without a load file and without --start begins. */
const DEFAULT_START = "2026-01-15T18:00";
const DEFAULT_HEADLESS_S = 86400;
const FIRST_MOMENT_S = Date.UTC(2000, 0) / 1000;
/** The longest leap while others are to be heard, in simulated seconds: an answer takes one. */
const PACED_LEAP_S = 1;
const PACE_MS = 20;
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

/** `leastS`: how late it is for a meter that ran before. */
function planOf(options: Options, seed: number, leastS: number | undefined): Plan {
  const asked = options.for === undefined ? undefined : parseDuration(options.for);
  const durationS = asked ?? (options.headless === true ? DEFAULT_HEADLESS_S : Infinity);
  const start = options.start === undefined ? undefined : parseStart(options.start);
  if (options.load === undefined) {
    const startS = notBefore(leastS, start ?? leastS ?? parseStart(DEFAULT_START));
    return { household: builtInHousehold(seed), startS, durationS };
  }
  const profile = readLoad(options.load);
  const startS = notBefore(leastS, start ?? Math.max(profile.startS, leastS ?? profile.startS));
  const endS = profile.startS + profile.powersUw.length * profile.intervalS;
  const coveredS = durationS === Infinity ? Math.max(endS - startS, profile.intervalS) : durationS;
  return { household: fromLoad(loadWindow(profile, startS, coveredS)), startS, durationS: coveredS };
}

function notBefore(leastS: number | undefined, startS: number): number {
  if (leastS === undefined || startS >= leastS) return startS;
  throw new UserError(`the meter ran until ${isoStamp(leastS)}: a run does not begin at ${isoStamp(startS)}`);
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

/** Of generation, in watts. */
function peakOf(text: string): number {
  const peakW = wholeNumber(text, "--generation");
  if (peakW >= LEAST_PEAK_W && peakW <= MOST_PEAK_W) return peakW;
  throw new UserError(`--generation is ${LEAST_PEAK_W} to ${MOST_PEAK_W} W, not ${text}`);
}

/** Simulated seconds per wall second. */
function parseSpeed(text: string): number {
  const speed = text === "max" ? Infinity : Number(text);
  if (!(speed > 0)) throw new UserError(`--speed is a number above 0 or max, not "${text}"`);
  return speed;
}

/** Where no window is given an opening acts at once. */
function policyOf({ window, keys }: Options): string {
  if (window === undefined) return AT_ONCE;
  if (keys !== undefined) throw new UserError("--window and --keys exclude each other: that meter has its policy");
  return atOnceWithin(windowSeconds(window));
}

/** Begins a run: the boards of a provisioned meter where one is given, else new ones. */
async function prepare(options: Options): Promise<{ bench: Bench; plan: Plan; meter: BenchMeter | undefined }> {
  const seed = wholeNumber(options.seed, "--seed");
  const generation = options.generation === undefined ? undefined : sun(peakOf(options.generation), seed);
  const switchPolicy = policyOf(options);
  const meter = options.keys === undefined ? undefined : openBenchMeter(options.keys, options.wires === undefined);
  try {
    const plan = planOf(options, seed, meter?.boards.state.utcSeconds);
    checkYears(plan);
    if (options.logs !== undefined) prepareLogFolder(options.logs);
    const bundles = {
      meter: (await buildBoard(meterBoard)).text,
      offSwitch: (await buildBoard(offSwitchBoard)).text,
    };
    const { household, startS } = plan;
    const bench = new Bench({
      household,
      ...(generation === undefined ? {} : { generation }),
      startS,
      seed,
      bundles,
      switchPolicy,
      ...meter?.benchOptions,
    });
    meter?.attach(bench);
    return { bench, plan, meter };
  } catch (error) {
    meter?.close();
    throw error;
  }
}

async function run(options: Options): Promise<void> {
  const speed = parseSpeed(options.speed);
  const address = options.wires === undefined ? undefined : wiresAddress(options.wires);
  const { bench, plan, meter } = await prepare(options);
  const startedMs = performance.now();
  let wires: Wires | undefined;
  try {
    if (address !== undefined) wires = await openWires(bench, address);
    if (options.headless !== true) await showLive(bench, speed, plan.durationS);
    else await runHeadless(bench, plan.durationS, wires === undefined ? undefined : speed);
    bench.finish(() => isStored(bench));
    meter?.end(bench);
  } finally {
    await wires?.close();
    meter?.close();
  }
  const wallSeconds = Math.round(performance.now() - startedMs) / 1000;
  const perWallSecond = Math.round(bench.elapsedS / wallSeconds);
  console.log(`${bench.elapsedS} s simulated in ${wallSeconds} s: ${perWallSecond} simulated seconds per wall second`);
  writeResults(bench, options, wallSeconds);
}

function writeResults(bench: Bench, options: Options, wallSeconds: number): void {
  if (options.logs !== undefined) {
    for (const line of writeLogs(bench, options.logs)) console.log(line);
    console.log(`logs: ${options.logs}`);
  }
  if (options.report !== undefined) {
    writeUserFile(options.report, JSON.stringify(benchReport(bench, wallSeconds), undefined, 2) + "\n");
    console.log(`report: ${options.report}`);
  }
}

function wiresAddress(wires: string | true): Address {
  return wires === true ? { host: LOOPBACK, port: WIRES_PORT } : parseAddress(wires, 0);
}

async function openWires(bench: Bench, address: Address): Promise<Wires> {
  const wires = await Wires.open(bench, address, (line) => {
    console.error(line);
  });
  console.log(`wires: ${wires.places.map((place) => `${place.name} ${place.address}`).join(", ")}`);
  return wires;
}

/** As fast as it goes, or at `speed` where others are to be heard meanwhile; with a line of progress for every tenth. */
async function runHeadless(bench: Bench, durationS: number, speed: number | undefined): Promise<void> {
  for (let tenth = 1; tenth <= 10; tenth++) {
    const untilS = (durationS * tenth) / 10;
    if (speed === undefined) bench.runTo(untilS);
    else await runPaced(bench, untilS, speed);
    const { importWh, exportWh } = meterFigures(bench);
    const exported = bench.surplus === undefined ? "" : `  export ${exportWh ?? "-"} Wh`;
    const at = isoStamp(Math.floor(bench.utcMs / 1000));
    console.log(`${at}  import ${importWh ?? "-"} Wh${exported}  telegrams ${bench.han.telegrams}`);
  }
}

async function runPaced(bench: Bench, untilS: number, speed: number): Promise<void> {
  let lastMs = performance.now();
  while (bench.elapsedS < untilS) {
    await wait(speed === Infinity ? 0 : PACE_MS);
    const nowMs = performance.now();
    const leapS = Math.min(((nowMs - lastMs) / 1000) * speed, PACED_LEAP_S);
    lastMs = nowMs;
    bench.runTo(Math.min(bench.elapsedS + leapS, untilS));
  }
}

export function benchCommand(program: Command): void {
  program
    .command("bench")
    .description("run both boards on virtual hardware with a household and the central system")
    .option("--load <file>", "household load from a file (UCI or London format); default: a built-in household")
    .option(
      "--generation <watts>",
      `the sun on the roof, so many watts at its peak (${LEAST_PEAK_W} to ${MOST_PEAK_W}): what the household does not need is exported`,
    )
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
    .option(
      "--wires [address]",
      `open the meter's ports to TCP clients at [HOST:]PORT and the two ports behind it: WAN, top-up, maintenance; ` +
        `0 takes free ones; default: ${LOOPBACK}:${WIRES_PORT}. With --headless time then goes by --speed`,
    )
    .option("--window <duration>", "within which the switch opens when it is told to; default: at once")
    .option(
      "--keys <folder>",
      "run the meter of a folder of hasm provision; what its boards know is kept there. " +
        "With --wires the bench's own central system is off",
    )
    .action(run);
}
