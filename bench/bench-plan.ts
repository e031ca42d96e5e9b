// What a run of the bench is to be, out of what a person typed or a script says: who consumes and generates, from when, how long, with which
// seed and policy. Whatever does not fit is refused before anything runs.

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseDuration, parseStart } from "./duration.ts";
import { builtInHousehold, constantHousehold, fromLoad } from "./household.ts";
import type { Household } from "./household.ts";
import { MOST_WATTS } from "./load/held-load.ts";
import { readLoadFile, window as loadWindow } from "./load/load-file.ts";
import type { LoadProfile } from "./load/load-file.ts";
import { isoStamp } from "./load/load.ts";
import type { Load } from "./load/load.ts";
import { AT_ONCE, atOnceWithin } from "./switch-values.ts";
import { windowSeconds } from "./switch-words.ts";
import { LEAST_PEAK_W, MOST_PEAK_W, sun } from "./sun.ts";
import { reasonOf, UserError } from "./user-error.ts";

/** As typed. */
export interface PlanOptions {
  readonly load?: string;
  /** Watts that the household draws all the time; not with `load`. */
  readonly constant?: string;
  readonly generation?: string;
  readonly for?: string;
  readonly headless?: boolean;
  readonly seed?: string;
  readonly start?: string;
  readonly keys?: string;
  readonly window?: string;
  /** How many meters hang on the feeder. */
  readonly meters?: string;
}

export interface Plan {
  readonly household: Household;
  /** Who lives at the other meters of the feeder, each of a seed. */
  readonly neighbour: (seed: number) => Household;
  readonly generation: Load | undefined;
  readonly seed: number;
  readonly switchPolicy: string;
  /** With the first. */
  readonly meters: number;
  /** UTC second at which the run begins. */
  readonly startS: number;
  /** Infinity: until the person quits. */
  readonly durationS: number;
}

/** Where a run without a load file and without a start begins. */
const DEFAULT_START = "2026-01-15T18:00";
const DEFAULT_SEED = "1";
const ONE_METER = "1";
/** Each takes the time of a whole meter, and its memory. */
export const MOST_METERS = 20;
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

type Span = Pick<Plan, "household" | "neighbour" | "startS" | "durationS">;

/** `leastS`: how late it is for a meter that ran before. */
function spanOf(options: PlanOptions, seed: number, durationS: number, leastS: number | undefined): Span {
  const start = options.start === undefined ? undefined : parseStart(options.start);
  if (options.load === undefined) {
    const startS = notBefore(leastS, start ?? leastS ?? parseStart(DEFAULT_START));
    const { constant } = options;
    const watts = constant === undefined ? undefined : wattsOf(constant);
    const neighbour = (its: number): Household =>
      watts === undefined ? builtInHousehold(its) : constantHousehold(watts);
    return { household: neighbour(seed), neighbour, startS, durationS };
  }
  const profile = readLoad(options.load);
  const startS = notBefore(leastS, start ?? Math.max(profile.startS, leastS ?? profile.startS));
  const endS = profile.startS + profile.powersUw.length * profile.intervalS;
  const coveredS = durationS === Infinity ? Math.max(endS - startS, profile.intervalS) : durationS;
  const household = fromLoad(loadWindow(profile, startS, coveredS));
  return { household, neighbour: builtInHousehold, startS, durationS: coveredS };
}

function notBefore(leastS: number | undefined, startS: number): number {
  if (leastS === undefined || startS >= leastS) return startS;
  throw new UserError(`the meter ran until ${isoStamp(leastS)}: a run does not begin at ${isoStamp(startS)}`);
}

/** What the meter's clock part can hold. */
function checkYears({ startS, durationS }: Span): void {
  const endS = startS + (durationS === Infinity ? 0 : durationS);
  if (startS >= FIRST_MOMENT_S && endS < PAST_MOMENT_S) return;
  throw new UserError(`a run lies in the years 2000 to 2099, not from ${isoStamp(startS)} to ${isoStamp(endS)}`);
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UserError(`${name} is a whole number, not "${text}"`);
  return Number(text);
}

function wattsOf(text: string): number {
  const watts = wholeNumber(text, "a load");
  if (watts >= 1 && watts <= MOST_WATTS) return watts;
  throw new UserError(`a household draws 1 to ${MOST_WATTS} W, not ${text}`);
}

/** Of generation, in watts. */
function peakOf(text: string): number {
  const peakW = wholeNumber(text, "--generation");
  if (peakW >= LEAST_PEAK_W && peakW <= MOST_PEAK_W) return peakW;
  throw new UserError(`--generation is ${LEAST_PEAK_W} to ${MOST_PEAK_W} W, not ${text}`);
}

function metersOf(text: string): number {
  const meters = wholeNumber(text, "--meters");
  if (meters >= 1 && meters <= MOST_METERS) return meters;
  throw new UserError(
    `--meters is 1 to ${MOST_METERS}, not ${text}: each takes the time and the memory of a whole one`,
  );
}

function policyOf({ window, keys }: PlanOptions, unsaid: string): string {
  if (window === undefined) return unsaid;
  if (keys !== undefined) throw new UserError("--window and --keys exclude each other: that meter has its policy");
  return atOnceWithin(windowSeconds(window));
}

export interface Sources {
  readonly seed: number;
  readonly generation: Load | undefined;
  readonly switchPolicy: string;
  readonly meters: number;
}

/** What needs no meter. `unsaid`: the policy of the switch where no window is given. Throws UserError. */
export function sourcesOf(options: PlanOptions, unsaid = AT_ONCE): Sources {
  const seed = wholeNumber(options.seed ?? DEFAULT_SEED, "--seed");
  const generation = options.generation === undefined ? undefined : sun(peakOf(options.generation), seed);
  return { seed, generation, switchPolicy: policyOf(options, unsaid), meters: metersOf(options.meters ?? ONE_METER) };
}

/** `endlessS`: how long it goes where nothing is said. `leastS`: how late it is for a meter that ran before. Throws UserError. */
export function planOf(options: PlanOptions, sources: Sources, endlessS: number, leastS: number | undefined): Plan {
  const durationS = options.for === undefined ? endlessS : parseDuration(options.for);
  const span = spanOf(options, sources.seed, durationS, leastS);
  checkYears(span);
  return { ...sources, ...span };
}
