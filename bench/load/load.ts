// A load: electric power over time, in steps. Everything that consumes on the bench (a file, a built-in household) is one.
// Power is held as whole microwatts and time as whole seconds or microseconds, so that energy is a whole number too and
// nothing is ever rounded. Knows no pulses and no meter.

/** Constant power from `startS` up to and without `endS`, both UTC seconds. */
export interface Step {
  readonly startS: number;
  readonly endS: number;
  /** Whole microwatts, 0 or more. */
  readonly powerUw: number;
}

/** Where `startS` and `endS` are infinite the load has no end; an endless load must carry power again and again. */
export interface Load {
  readonly startS: number;
  readonly endS: number;
  /** The step that holds the UTC second `atS` (fractions allowed); undefined outside of the load. */
  stepAt(atS: number): Step | undefined;
}

/** Energy from `fromS` up to `toS` (whole UTC seconds) in whole microjoules; what lies outside of the load counts as none. */
export function energyUj(load: Load, fromS: number, toS: number): bigint {
  const endS = Math.min(toS, load.endS);
  let atS = Math.max(fromS, load.startS);
  let sum = 0n;
  while (atS < endS) {
    const step = load.stepAt(atS);
    if (step === undefined) return sum;
    const untilS = Math.min(step.endS, endS);
    sum += BigInt(step.powerUw) * BigInt(untilS - atS);
    atS = untilS;
  }
  return sum;
}

/** UTC seconds as "2007-02-01T00:00:00Z". */
export function isoStamp(atS: number): string {
  return new Date(atS * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
