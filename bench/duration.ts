// Times as people type them: "48h", "90s", "15m", "2d"; and moments as ISO 8601 in UTC.

import { UserError } from "./user-error.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

const LONGEST_DAYS = 36500;

/** Seconds, at most 100 years of them. */
export function parseDuration(text: string): number {
  const found = /^(\d+)([smhd])$/.exec(text);
  const seconds = found ? Number(found[1]) * UNIT_SECONDS[found[2]!]! : 0;
  if (seconds === 0) throw new UserError(`"${text}" is no duration: a whole number and s, m, h or d, such as 48h`);
  if (seconds > LONGEST_DAYS * 86400) throw new UserError(`"${text}" is too long: at most ${LONGEST_DAYS}d`);
  return seconds;
}

/** UTC seconds. A text without a zone is UTC. */
export function parseStart(text: string): number {
  const found = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?Z?$/.test(text);
  const day = text.includes("T") ? text : `${text.replace(/Z$/, "")}T00:00`;
  const milliseconds = found ? Date.parse(day.endsWith("Z") ? day : `${day}Z`) : NaN;
  // Date takes 30 February for 2 March, and 24:00 for the next day.
  const isMoment =
    !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(day.replace(/Z$/, ""));
  if (!isMoment) throw new UserError(`"${text}" is no moment: ISO 8601 in UTC, such as 2007-02-01T00:00`);
  return milliseconds / 1000;
}
