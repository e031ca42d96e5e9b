// The one error of load files. To blame is the file, or whoever asked for a time that the file does not cover; never a
// bug of the bench, so its message is shown to the user as it is.

export type LoadErrorKind =
  /** No header, or a header and no row. */
  | "empty"
  | "unknown-header"
  /** Wrong number of columns, or a blank line between rows. */
  | "bad-row"
  /** Not a date and time of the format, or not one of the calendar. */
  | "bad-stamp"
  | "bad-number"
  | "negative-value"
  | "missing-value"
  /** A stamp that does not fall on a whole interval. */
  | "off-grid"
  | "duplicate-stamp"
  | "time-backwards"
  | "gap"
  | "several-households"
  /** The file is good, but begins too late or ends too early. */
  | "not-covered";

/** `line` counts from 1; undefined where the whole file is meant. The message begins with file and line. */
export class LoadError extends Error {
  override readonly name = "LoadError";
  readonly kind: LoadErrorKind;
  readonly file: string;
  readonly line: number | undefined;

  constructor(kind: LoadErrorKind, file: string, line: number | undefined, what: string) {
    super(`${file}${line === undefined ? "" : `, line ${line}`}: ${what}`);
    this.kind = kind;
    this.file = file;
    this.line = line;
  }
}
