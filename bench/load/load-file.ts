// Reads the load of a household from a file. A file is taken whole or not at all: a row is never skipped, guessed or
// repaired, for a bench that quietly invents energy proves nothing about a meter. Times in a file are taken as UTC.
// Does not open files and does not resample.

import { isoStamp, type Load, type Step } from "./load.ts";
import { LoadError } from "./load-error.ts";
import { LOAD_FORMATS, powerUw, quoted, type LoadFormat } from "./load-format.ts";

export interface LoadProfile {
  /** File name, for messages. */
  readonly source: string;
  /** UTC seconds at which the first interval begins. */
  readonly startS: number;
  /** 60 or 1800. */
  readonly intervalS: number;
  /** Mean power of each interval in whole microwatts; times `intervalS` it is the energy in whole microjoules. */
  readonly powersUw: readonly number[];
}

/** The profile in `text`; `fileName` is for messages only. Throws LoadError and nothing else. */
export function readLoadFile(text: string, fileName: string): LoadProfile {
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  if (lines.at(-1) === "") lines.pop();
  const [header, ...rows] = lines;
  if (header === undefined) throw new LoadError("empty", fileName, undefined, "the file is empty");
  const format = LOAD_FORMATS.find((known) => known.accepts(header));
  if (format === undefined) {
    const known = LOAD_FORMATS.map((each) => quoted(each.headerShown)).join(" or ");
    throw new LoadError("unknown-header", fileName, 1, `unknown header ${quoted(header)}, expected ${known}`);
  }
  const reader = new RowReader(format, fileName, header.split(format.separator).length);
  rows.forEach((row, index) => {
    reader.read(row, index + 2);
  });
  return reader.profile();
}

/** Takes row after row, and refuses the first that is not the next. */
class RowReader {
  readonly #format: LoadFormat;
  readonly #file: string;
  readonly #columns: number;
  readonly #powersUw: number[] = [];
  #startS = 0;
  #nextS = 0;
  #household: string | undefined;

  constructor(format: LoadFormat, file: string, columns: number) {
    this.#format = format;
    this.#file = file;
    this.#columns = columns;
  }

  read(row: string, line: number): void {
    if (row === "") throw new LoadError("bad-row", this.#file, line, "blank line");
    const parts = row.split(this.#format.separator).map((part) => part.trim());
    if (parts.length !== this.#columns) {
      const what = `${counted(parts.length, "column")} where the header has ${this.#columns}`;
      throw new LoadError("bad-row", this.#file, line, what);
    }
    const cells = this.#format.cells(parts);
    this.#checkHousehold(cells.household, line);
    this.#checkStamp(cells.stamp, line);
    const power = powerUw(this.#format, cells.value);
    if (typeof power !== "number") throw new LoadError(power.kind, this.#file, line, power.what);
    this.#powersUw.push(power);
    this.#nextS += this.#format.intervalS;
  }

  profile(): LoadProfile {
    if (this.#powersUw.length === 0) throw new LoadError("empty", this.#file, undefined, "a header and no row");
    const { intervalS } = this.#format;
    return { source: this.#file, startS: this.#startS, intervalS, powersUw: this.#powersUw };
  }

  #checkHousehold(household: string | undefined, line: number): void {
    this.#household ??= household;
    if (household === this.#household) return;
    const what = `household ${quoted(household ?? "")} after rows of ${quoted(this.#household ?? "")}: one file, one household`;
    throw new LoadError("several-households", this.#file, line, what);
  }

  #checkStamp(stamp: string, line: number): void {
    const { intervalS } = this.#format;
    const atS = this.#format.stampS(stamp);
    if (atS === undefined) {
      throw new LoadError("bad-stamp", this.#file, line, `${quoted(stamp)} is no date and time`);
    }
    if (atS % intervalS !== 0) {
      const what = `${isoStamp(atS)} is not at a whole interval of ${counted(intervalS / 60, "minute")}`;
      throw new LoadError("off-grid", this.#file, line, what);
    }
    if (this.#powersUw.length === 0) {
      this.#startS = atS;
      this.#nextS = atS;
    }
    if (atS !== this.#nextS) throw this.#outOfOrder(atS, line);
  }

  #outOfOrder(atS: number, line: number): LoadError {
    const lastS = this.#nextS - this.#format.intervalS;
    if (atS === lastS) return new LoadError("duplicate-stamp", this.#file, line, `${isoStamp(atS)} a second time`);
    if (atS < lastS) {
      const what = `time runs backwards, ${isoStamp(atS)} after ${isoStamp(lastS)}`;
      return new LoadError("time-backwards", this.#file, line, what);
    }
    const missing = counted((atS - this.#nextS) / 60, "minute");
    const what = `gap from ${isoStamp(this.#nextS)} to ${isoStamp(atS)}, ${missing} without a row`;
    return new LoadError("gap", this.#file, line, what);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * The intervals that hold the `durationS` seconds from `startS` on; where these are no borders of intervals, the first
 * and the last interval reach beyond. Throws LoadError "not-covered" where the profile does not hold them all.
 */
export function window(profile: LoadProfile, startS: number, durationS: number): LoadProfile {
  const { intervalS } = profile;
  const endS = profile.startS + profile.powersUw.length * intervalS;
  if (startS < profile.startS) throw notCovered(profile, `load begins at ${isoStamp(profile.startS)}`, startS);
  if (startS + durationS > endS) throw notCovered(profile, `load ends at ${isoStamp(endS)}`, startS + durationS);
  const first = Math.floor((startS - profile.startS) / intervalS);
  const past = Math.ceil((startS + durationS - profile.startS) / intervalS);
  return { ...profile, startS: profile.startS + first * intervalS, powersUw: profile.powersUw.slice(first, past) };
}

function notCovered(profile: LoadProfile, fact: string, askedS: number): LoadError {
  return new LoadError("not-covered", profile.source, undefined, `${fact}, asked for ${isoStamp(askedS)}`);
}

/** A profile as a load that begins and ends with it. */
export function profileLoad(profile: LoadProfile): Load {
  const { startS, intervalS, powersUw } = profile;
  const stepAt = (atS: number): Step | undefined => {
    const index = Math.floor((atS - startS) / intervalS);
    const power = powersUw[index];
    if (power === undefined) return undefined;
    return { startS: startS + index * intervalS, endS: startS + (index + 1) * intervalS, powerUw: power };
  };
  return { startS, endS: startS + powersUw.length * intervalS, stepAt };
}
