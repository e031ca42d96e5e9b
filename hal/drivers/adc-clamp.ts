// A current transformer with a burden resistor on an analog pin, biased to half the supply; 12-bit converter, 3.3 V.
//
// The mains and the calls may keep step for as long as a window lasts (50 Hz and once a second do), so where in the mains a call comes
// is no chance. Each call therefore takes its readings evenly over one whole period: their mean is the bias and their mean square that of
// the period, wherever it begins. Readings left to timers would miss whatever part of the period other work takes. The start moves by up to
// one step from call to call, never twice by the same, so that harmonics which fall together with the steps average out.
//
// A call takes one period and a step, 21 ms at 50 Hz with 16 readings; if the engine's clock is set back meanwhile, `MOST_LOOKS` ends
// the waiting, within a second. At 49.5 Hz instead of 50 a single period is wrong by 0.5 % at worst.

import type { CurrentClamp } from "../current-clamp.ts";
import { PART_NONSENSE, PART_OK, PART_STUCK } from "../part-fault.ts";

export interface AdcClampOptions {
  readonly analogPin: string;
  /** At the pin: 1000 x burden in ohms / turns; 11 for 2000 turns and 22 ohms. */
  readonly millivoltsPerAmpere: number;
  /** RMS at the pin with the clamp closed around nothing, which is taken off as noise; default 0. */
  readonly noiseMillivolts?: number;
  /** 50 or 60. */
  readonly mainsHz: number;
  /** 16 to 32: twice the harmonics that a household has, and the engine needs some 0.2 ms for each. */
  readonly samplesPerCall: number;
  /** A multiple of it. 512 take a converter's noise of 0.8 mV out of 0.5 A at 11 mV/A to within 2 %. */
  readonly windowSamples: number;
}

const FULL_SCALE_MILLIVOLTS = 3300;
/** Distance from either end, as a part of full scale: 8 steps of the converter, more than its offset error. */
const RAIL_PART = 512;
/** As a part of full scale. Two resistors of 5 % make a fortieth; beyond a tenth the bias is not what it was built for. */
const BIAS_PART = 10;
/** Neighbours in the series of Fibonacci: the turns spread evenly from the first on, and come round after so many calls. */
const TURN = 987;
const TURNS = 1597;
/** Enough for 30 ms of a clock that is read in 10 us. */
const MOST_LOOKS = 3000;

export function open(options: AdcClampOptions): CurrentClamp {
  const samples = options.samplesPerCall;
  const step = 1 / (options.mainsHz * samples);
  const noise = options.noiseMillivolts === undefined ? 0 : options.noiseMillivolts;
  let turn = 0;
  /** Of the window so far: readings, and the sum of their squared distances from the bias, full scale being 1. */
  let count = 0;
  let squares = 0;
  let latest = -1;

  const part: CurrentClamp = {
    fault: PART_OK,
    milliamperes() {
      let looks = MOST_LOOKS;
      let atRail = 0;
      let sum = 0;
      let sumOfSquares = 0;
      turn = (turn + TURN) % TURNS;
      let due = getTime() + (turn / TURNS) * step;
      for (let i = 0; i < samples; i++) {
        while (getTime() < due && looks > 0) looks--;
        due += step;
        const value = analogRead(options.analogPin) - 0.5;
        if ((value < 0 ? 0.5 + value : 0.5 - value) * RAIL_PART < 1) atRail++;
        sum += value;
        sumOfSquares += value * value;
      }
      const mean = sum / samples;
      const isCentred = (mean < 0 ? -mean : mean) * BIAS_PART < 1;
      if (atRail > 0 && atRail < samples) part.fault = PART_NONSENSE;
      // Written so that what is no number at all, as from a pin without a converter, is a fault too.
      else if (atRail === 0 && isCentred) part.fault = PART_OK;
      else part.fault = PART_STUCK;
      if (part.fault !== PART_OK) {
        count = 0;
        squares = 0;
        latest = -1;
        return latest;
      }
      count += samples;
      squares += sumOfSquares - sum * mean;
      if (count >= options.windowSamples) {
        const square = (squares / count) * FULL_SCALE_MILLIVOLTS * FULL_SCALE_MILLIVOLTS - noise * noise;
        latest = square > 0 ? Math.floor((1000 * Math.sqrt(square)) / options.millivoltsPerAmpere + 0.5) : 0;
        count = 0;
        squares = 0;
      }
      return latest;
    },
  };
  return part;
}
