// The form of a test of one rule of the dialect: a text it refuses, a close neighbour it accepts, and what shows on an
// engine that the rule has its reason.

/** A script whose printed lines differ between Node and an engine; an uncaught error is the last line, "Uncaught …". */
export interface Evidence {
  /** Absent: the refused text itself. */
  readonly script?: string;
  readonly node: readonly string[];
  readonly engine: readonly string[];
  /** Absent: the Linux build. */
  readonly on?: "stm32";
}

export interface Case {
  readonly rule: string;
  readonly refused: string;
  readonly message: string;
  readonly accepted: string;
  /** A text says why there is nothing to show. */
  readonly evidence: Evidence | string;
}
