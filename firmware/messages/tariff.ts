// A tariff as the central system sends it and the tariffs segment holds it: prices by block and rate, and the calendar that says which rate is
// in force. Only the layout and what can be looked up in it: who reads it in pieces decides when.
//
//   0 "HT" 2 · 2 format 1 · 3 rates 1 (1 to 8) · 4 currency 3 (ISO 4217) · 7 low rates 1 (a bit each) · 8 standing charge a local day 4 ·
//   12 block period 1 (0 none, 1 local day, 2 month) · 13 thresholds 4 × 4 Wh, ascending, all ones: none · 29 prices, 5 blocks × 8 rates × 4 ·
//   189 seasons 1 · 190 special days 1 · 191 day types 1 · 192 seasons, 9 each · special days, 4 each · day types, 48 each
//
// Season: month 1 · day 1 · day type of Monday to Sunday 7; in force from that day on, before the first of a year the last. Special day: year - 2000 1
// (255: every year) · month 1 · day 1 · day type 1; the first that matches counts, and goes before the season. Day type: for each half hour
// of local time 1: rate in bits 0 to 2, bit 7: supply is not to be cut for lack of credit. Money is 1e-5 currency, prices are per kWh.

export const TARIFF_FORMAT = "HT\x01";
export const RATES = 8;
export const BLOCKS = 5;
/** In place of a threshold: there is none. */
export const NO_THRESHOLD = 4294967295;

/** What stands before the calendar: low rates and the like, thresholds, prices, counts. */
export const TARIFF_CURRENCY = 4;
export const TARIFF_LOW_RATES = 7;
export const TARIFF_STANDING = 8;
export const TARIFF_BLOCK = 12;
export const TARIFF_THRESHOLDS = 13;
export const TARIFF_PRICES = 29;
export const TARIFF_COUNTS = 189;
export const TARIFF_CALENDAR = 192;
export const SEASON_BYTES = 9;
export const SPECIAL_BYTES = 4;
export const DAY_TYPE_BYTES = 48;
const MOST_SEASONS = 16;
const MOST_SPECIALS = 64;
const MOST_DAY_TYPES = 32;
export const MOST_TARIFF_BYTES = 2128;

export const BLOCK_DAY = 1;
export const BLOCK_MONTH = 2;

/** How long the image is whose counts are these three bytes; 0: no image has them. */
export function tariffBytes(counts: string): number {
  const seasons = counts.charCodeAt(0);
  const specials = counts.charCodeAt(1);
  const types = counts.charCodeAt(2);
  if (!(seasons >= 1 && seasons <= MOST_SEASONS && specials <= MOST_SPECIALS && types >= 1 && types <= MOST_DAY_TYPES))
    return 0;
  return TARIFF_CALENDAR + seasons * SEASON_BYTES + specials * SPECIAL_BYTES + types * DAY_TYPE_BYTES;
}

/** Number of the day type of a day: `date` is year × 10000 + month × 100 + day, `weekday` 0 for Monday. */
export function dayType(seasons: string, specials: string, date: number, weekday: number): number {
  const monthDay = date % 10000;
  const year = Math.floor(date / 10000) - 2000;
  for (let at = 0; at < specials.length; at += SPECIAL_BYTES) {
    const of = specials.charCodeAt(at);
    const isDay = specials.charCodeAt(at + 1) * 100 + specials.charCodeAt(at + 2) === monthDay;
    if (isDay && (of === 255 || of === year)) return specials.charCodeAt(at + 3);
  }
  let season = seasons.length - SEASON_BYTES;
  for (let at = 0; at < seasons.length; at += SEASON_BYTES)
    if (seasons.charCodeAt(at) * 100 + seasons.charCodeAt(at + 1) <= monthDay) season = at;
  return seasons.charCodeAt(season + 2 + weekday);
}
