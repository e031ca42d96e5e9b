// What the sun yields on a roof: a load that is not drawn but generated. Height of the sun by season and hour for 52 degrees north, where the
// sun is highest at noon UTC, and clouds drawn from a seed: a whole day is dull or bright, and every ten minutes something passes. Plausible
// (a bright day of June some 8 kWh for each kW of peak, of December little more than 1), not a model of any roof: nothing about a yield follows from it.

import { mix, remembered } from "./drawn-days.ts";
import { Random } from "./engine/random.ts";
import type { Load } from "./load/load.ts";

export const LEAST_PEAK_W = 1000;
export const MOST_PEAK_W = 20_000;

const DAY_S = 86_400;
const DAY_MINUTES = 1440;
const YEAR_DAYS = 365.25;
/** Of 1970-01-01 since the winter solstice. */
const SINCE_SOLSTICE_DAYS = 10;
const LATITUDE = (52 * Math.PI) / 180;
const TILT_OF_THE_EARTH = (23.44 * Math.PI) / 180;
const CLOUD_MINUTES = 10;
/** Per cent of what a clear sky lets through: of a whole day, and of ten minutes of it. */
const DULLEST = 20;
const THICKEST = 40;
/** Stands for a seed where the sky is drawn and not the home: "SKY". */
const SKY = 0x534b59;

/** Generation of so many watts at most, in steps of a minute, without beginning or end. `peakW`: whole, LEAST_PEAK_W to MOST_PEAK_W. */
export function sun(peakW: number, seed: number): Load {
  if (!Number.isInteger(peakW) || peakW < LEAST_PEAK_W || peakW > MOST_PEAK_W)
    throw new RangeError(`peak ${peakW} W is not ${LEAST_PEAK_W} to ${MOST_PEAK_W}`);
  const powersOf = remembered((day) => dayPowers(peakW, new Random(mix(seed ^ SKY, day)), day));
  return {
    startS: -Infinity,
    endS: Infinity,
    stepAt: (atS) => {
      const day = Math.floor(atS / DAY_S);
      const minute = Math.floor((atS - day * DAY_S) / 60);
      const startS = day * DAY_S + minute * 60;
      return { startS, endS: startS + 60, powerUw: (powersOf(day)[minute] ?? 0) * 1_000_000 };
    },
  };
}

/** Sine of the height of the sun above the horizon, below 0 at night. */
function height(day: number, minute: number): number {
  const season = (2 * Math.PI * (day + SINCE_SOLSTICE_DAYS)) / YEAR_DAYS;
  const declination = -TILT_OF_THE_EARTH * Math.cos(season);
  const hourAngle = (2 * Math.PI * minute) / DAY_MINUTES - Math.PI;
  return Math.sin(LATITUDE) * Math.sin(declination) + Math.cos(LATITUDE) * Math.cos(declination) * Math.cos(hourAngle);
}

/** Whole watts of each minute. */
function dayPowers(peakW: number, random: Random, day: number): number[] {
  const percent = (least: number): number => (least + random.below(101 - least)) / 100;
  const brightness = percent(DULLEST);
  const clouds = Array.from({ length: DAY_MINUTES / CLOUD_MINUTES }, () => Math.max(brightness, percent(THICKEST)));
  return Array.from({ length: DAY_MINUTES }, (_, minute) => {
    const clear = peakW * Math.max(0, height(day, minute));
    return Math.floor(clear * brightness * (clouds[Math.floor(minute / CLOUD_MINUTES)] ?? 1));
  });
}
