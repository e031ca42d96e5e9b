// Local time of Amsterdam, Brussels has the same, by the time zones that the JavaScript engine brings along.

const FORMAT = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Amsterdam",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
});
const QUARTER_S = 900;
const STANDARD_S = 3600;

export interface Local {
  /** YYMMDDhhmmss, as a clock on the wall shows it. */
  readonly digits: string;
  readonly isSummer: boolean;
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number;
  readonly hour: number;
  /** YYMMDD. */
  readonly day: string;
}

let known = { quarter: Number.NaN, offsetS: 0 };

/** The clocks change with a whole quarter of an hour only: each is looked up once. */
function offsetS(utcS: number): number {
  const quarter = Math.floor(utcS / QUARTER_S);
  if (known.quarter === quarter) return known.offsetS;
  const parts = new Map(
    FORMAT.formatToParts(quarter * QUARTER_S * 1000).map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day, hour, minute] = (["year", "month", "day", "hour", "minute"] as const).map((type) =>
    parts.get(type)!,
  ) as [number, number, number, number, number];
  known = { quarter, offsetS: Date.UTC(year, month - 1, day, hour, minute) / 1000 - quarter * QUARTER_S };
  return known.offsetS;
}

export function localAt(utcS: number): Local {
  const offset = offsetS(utcS);
  const wall = new Date((utcS + offset) * 1000);
  const digits = wall.toISOString().replace(/\D/g, "").slice(2, 14);
  const isSummer = offset > STANDARD_S;
  return { digits, isSummer, weekday: wall.getUTCDay(), hour: wall.getUTCHours(), day: digits.slice(0, 6) };
}

/** UTC seconds of YYMMDDhhmmss and S or W. */
export function utcOf(stamp: string): number {
  const two = (at: number): number => Number(stamp.slice(2 * at, 2 * at + 2));
  const wallS = Date.UTC(2000 + two(0), two(1) - 1, two(2), two(3), two(4), two(5)) / 1000;
  return wallS - (stamp.endsWith("S") ? 2 * STANDARD_S : STANDARD_S);
}
