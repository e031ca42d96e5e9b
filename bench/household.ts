// Who consumes on the bench: a household from a load file, or a built-in one that lives on for ever. Both are loads in steps
// with exact energy. The built-in one is drawn from a seed, day by day, so any day can be asked for in any order and is
// always the same. It is plausible (8 to 15 kWh a day, nights near 0.2 kW, evenings near 1.5 kW), not a model of anybody:
// nothing about a real household may be concluded from it.

import { mix, remembered } from "./drawn-days.ts";
import { Random } from "./engine/random.ts";
import { energyUj, type Load, type Step } from "./load/load.ts";
import { profileLoad, type LoadProfile } from "./load/load-file.ts";

export interface Household extends Load {
  /** Mean power of the step that holds the UTC second `atS`, in watts. Throws RangeError outside of the load. */
  powerW(atS: number): number;
  /** Energy from `fromS` up to `toS` (whole UTC seconds) in whole microjoules, exact. */
  energyUj(fromS: number, toS: number): bigint;
}

const DAY_S = 86_400;
const HOUR_S = 3600;
const DAY_MINUTES = 1440;
/** Stands for a day where the home itself is drawn: "HOME", some three million years ahead. */
const HOME = 0x484f4d45;

function household(load: Load): Household {
  return {
    startS: load.startS,
    endS: load.endS,
    stepAt: (atS) => load.stepAt(atS),
    powerW: (atS) => {
      const step = load.stepAt(atS);
      if (step === undefined) throw new RangeError(`no load at ${atS} s`);
      return step.powerUw / 1e6;
    },
    energyUj: (fromS, toS) => energyUj(load, fromS, toS),
  };
}

/** The household of a load file: begins and ends with the file. */
export function fromLoad(profile: LoadProfile): Household {
  return household(profileLoad(profile));
}

/** One that draws the same all the time, whole watts, without beginning or end. */
export function constantHousehold(watts: number): Household {
  const stepAt = (atS: number): Step => {
    const startS = Math.floor(atS / HOUR_S) * HOUR_S;
    return { startS, endS: startS + HOUR_S, powerUw: watts * 1_000_000 };
  };
  return household({ startS: -Infinity, endS: Infinity, stepAt });
}

/** The built-in household of a seed (a whole number): one step a minute, without beginning or end. */
export function builtInHousehold(seed: number): Household {
  const home = drawHome(new Random(mix(seed, HOME)));
  const use = remembered((day) => drawUse(new Random(mix(seed, day)), home));
  const powersOf = remembered((day) => dayPowers(use(day - 1), use(day)));
  const stepAt = (atS: number): Step => {
    const day = Math.floor(atS / DAY_S);
    const minute = Math.floor((atS - day * DAY_S) / 60);
    const startS = day * DAY_S + minute * 60;
    return { startS, endS: startS + 60, powerUw: (powersOf(day)[minute] ?? 0) * 1_000_000 };
  };
  return household({ startS: -Infinity, endS: Infinity, stepAt });
}

/** Draws a whole number from `low` to `high`, both included. */
type Between = (low: number, high: number) => number;

function whole(random: Random): Between {
  return (low, high) => low + random.below(high - low + 1);
}

/** What stays the same in a home from day to day. */
interface Home {
  readonly baseW: number;
  readonly fridgeW: number;
  readonly kettleW: number;
  readonly ovenW: number;
  readonly washerW: number;
}

/** Watts in each minute from midnight; longer than a day where something that began before midnight runs on. */
type Use = number[];

function drawHome(random: Random): Home {
  const between = whole(random);
  return {
    baseW: between(150, 200),
    fridgeW: between(85, 115),
    kettleW: between(2000, 3000),
    ovenW: between(1800, 2200),
    washerW: between(1800, 2200),
  };
}

function drawUse(random: Random, home: Home): Use {
  const watts: Use = [];
  const between = whole(random);
  const add = (fromMinute: number, minutes: number, powerW: () => number): void => {
    for (let minute = fromMinute; minute < fromMinute + minutes; minute++) {
      watts[minute] = (watts[minute] ?? 0) + powerW();
    }
  };
  add(0, DAY_MINUTES, () => home.baseW + between(-8, 8));
  for (let minute = between(0, 30); minute < DAY_MINUTES; minute += between(42, 48))
    add(minute, 15, () => home.fridgeW);
  add(between(380, 420), between(60, 90), () => between(90, 200));
  const officeW = between(60, 120);
  add(between(520, 560), between(420, 480), () => officeW + between(0, 20));
  const eveningW = between(360, 460);
  add(between(1020, 1060), between(290, 350), () => eveningW + between(-20, 20));
  for (const hour of [7, 10, 13, 16, 20]) {
    if (random.chance(0.9)) add(hour * 60 + between(0, 59), between(2, 4), () => home.kettleW);
  }
  cook(add, between, home, random.chance(0.6));
  if (random.chance(0.4)) wash(add, between(540, 840), home);
  return watts;
}

type Add = (fromMinute: number, minutes: number, powerW: () => number) => void;

/** The oven heats up for ten minutes and then holds its heat two minutes in five; or a hob runs instead. */
function cook(add: Add, between: Between, home: Home, baked: boolean): void {
  const fromMinute = between(1080, 1140);
  if (!baked) {
    add(fromMinute, between(30, 45), () => between(1200, 1600));
    return;
  }
  const minutes = between(45, 75);
  add(fromMinute, 10, () => home.ovenW);
  for (let minute = 10; minute < minutes; minute += 5) add(fromMinute + minute, 2, () => home.ovenW);
}

/** Fifteen minutes of heating, an hour of turning, a spin. */
function wash(add: Add, fromMinute: number, home: Home): void {
  add(fromMinute, 15, () => home.washerW);
  add(fromMinute + 15, 60, () => 150);
  add(fromMinute + 75, 10, () => 400);
}

function dayPowers(before: Use, today: Use): number[] {
  return Array.from({ length: DAY_MINUTES }, (_, minute) => (today[minute] ?? 0) + (before[minute + DAY_MINUTES] ?? 0));
}
