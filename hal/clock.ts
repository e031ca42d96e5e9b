// A clock that keeps time without power.

export interface Clock {
  /** Seconds since 1970-01-01T00:00:00Z, or 0 where the clock is missing, stopped since it was set, or speaks nonsense. */
  utcSeconds(): number;
}
// Posts nothing.
