// Local time by a rule that the central system sets: two days of the year between which clocks are ahead. The value of the parameter:
//
//   0 standard time, quarter hours ahead of UTC, two's complement 1: -48 to 56 · 1 summer time, quarter hours ahead of standard time 1: 0
//   to 8; with 0 there is none, and the rest does not count · 2 start 4 · 6 end 4, each
//
//   0 month 1 · 1 which such weekday of the month 1: 1 to 4, 5 the last · 2 weekday 1: 0 Sunday · 3 half hour of the day 1, in standard time
//
// South of the equator the start is later in the year than the end; the two are in different months. A rule for dates that move
// otherwise, as with Easter or Ramadan, there is none. Holds for all UTC seconds of 4 bytes: 1970 to 2106.

import { readI8 } from "./bytes.ts";

const RULE_BYTES = 10;
/** Where the parameter is not set, or no rule: Central European time. */
const CENTRAL_EUROPEAN = "\x04\x04\x03\x05\x00\x04\x0a\x05\x00\x04";
/** So much of a rule counts where it knows no summer time. */
const STANDARD_BYTES = 2;
/** What each byte may be at least and at most, the first with so much added to it. */
const MOST_WEST_QUARTERS = 48;
const LEAST = "\x00\x00\x01\x01\x00\x00\x01\x01\x00\x00";
const MOST = "\x68\x08\x0c\x05\x06\x2f\x0c\x05\x06\x2f";

const DAY_SECONDS = 86400;
/** 1 March 1968, where years of this count begin so that the leap day ends one, and the one leap day that there is not: 29 February 2100. */
const FIRST_DAY = -671;
/** A Sunday before it. */
const FIRST_SUNDAY = -676;
const NO_LEAP_DAY = 47541;

/** The date of a day, `days` after 1970-01-01 and not before 1968-03-01, in the Gregorian calendar: year × 10000 + month × 100 + day. */
export function civilDate(days: number): number {
  const dayNumber = days - FIRST_DAY + (days < NO_LEAP_DAY ? 0 : 1);
  const years = Math.floor((4 * dayNumber + 3) / 1461);
  const dayOfYear = dayNumber - Math.floor((1461 * years) / 4);
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  return (1968 + years) * 10000 + (month + 3) * 100 + (month > 9 ? 8800 : 0) + day;
}

/**
 * Local time at a moment as it stands in a reading: quarter hours ahead of UTC, two's complement 1 · 1 in summer time, else 0 1. It changes
 * with a whole quarter hour of UTC only.
 */
export function localTime(parameter: string, utcSeconds: number): string {
  let rule = parameter.length === RULE_BYTES ? parameter : CENTRAL_EUROPEAN;
  const counts = rule[1] === "\0" ? STANDARD_BYTES : RULE_BYTES;
  for (let at = 0; at < counts; at++) {
    const value = (rule.charCodeAt(at) + (at === 0 ? MOST_WEST_QUARTERS : 0)) & 255;
    if (value < LEAST.charCodeAt(at) || value > MOST.charCodeAt(at)) rule = CENTRAL_EUROPEAN;
  }
  // What follows is in standard time.
  const seconds = utcSeconds + readI8(rule, 0) * 900;
  const year = Math.floor(civilDate(Math.floor(seconds / DAY_SECONDS)) / 10000);
  let start = 0;
  let end = 0;
  for (let at = 2; at < RULE_BYTES; at += 4) {
    // The last one of a month is the one before the first of the next.
    const isLast = rule[at + 1] === "\x05";
    const month = rule.charCodeAt(at) + (isLast ? 1 : 0);
    // Months since March, in years that begin with March.
    const monthsSince = month < 3 ? month + 9 : month - 3;
    const years = year - (month < 3 ? 1969 : 1968);
    let day = Math.floor((1461 * years) / 4) + Math.floor((153 * monthsSince + 2) / 5) + FIRST_DAY;
    if (day >= NO_LEAP_DAY) day--;
    day += (rule.charCodeAt(at + 2) + 6 * (day - FIRST_SUNDAY)) % 7;
    day += 7 * (isLast ? -1 : rule.charCodeAt(at + 1) - 1);
    start = end;
    end = day * DAY_SECONDS + rule.charCodeAt(at + 3) * 1800;
  }
  const isNorthern = start < end;
  const isSummer = isNorthern ? seconds >= start && seconds < end : seconds >= start || seconds < end;
  const ahead = isSummer ? rule.charCodeAt(1) : 0;
  return String.fromCharCode((rule.charCodeAt(0) + ahead) & 255, ahead > 0 ? 1 : 0);
}
