// Local days and block periods as a meter goes through them: only forward, whatever its clock did.

import type { Blocks, Zone } from "../tariff/tariff.ts";
import { dateOf, localDay } from "../tariff/zone.ts";

/** A stretch in which blocks are counted. */
export interface Period {
  /** Import register at its beginning. */
  readonly startWh: number;
  /** false: the log does not reach back to it, and the register is that of the log's beginning. */
  readonly isWhole: boolean;
}

/** First day of the period that a day is in. */
function firstDay(period: Blocks["period"], day: number): number {
  return period === "day" ? day : day - dateOf(day).day + 1;
}

export class Calendar {
  private readonly zone: Zone;
  /** Days from 1970-01-01; undefined: no time was known yet. The latest there was, and that of now. */
  private latestDay: number | undefined;
  private today: number | undefined;
  /** Of a log that does not reach back to the meter's beginning: the day right before its first entry ends, and the register then. */
  private readonly opening: { readonly day: number | undefined; readonly wh: number } | undefined;
  private period: (Period & { readonly firstDay: number }) | undefined;

  constructor(zone: Zone, opening: { readonly utcSeconds: number; readonly importWh: number } | undefined) {
    this.zone = zone;
    if (opening !== undefined) {
      // Its charge is on an earlier bill.
      if (opening.utcSeconds > 0) this.today = this.latestDay = localDay(zone, opening.utcSeconds - 1);
      this.opening = { day: this.today, wh: opening.importWh };
    }
  }

  /**
   * Goes from one entry to the next. A day that begins at `fromUtcSeconds` exactly lies between them, one that begins at `toUtcSeconds`
   * does not. 0: unknown. Returns how many days begin.
   */
  pass(fromUtcSeconds: number, toUtcSeconds: number): number {
    const days: number[] = [];
    if (fromUtcSeconds > 0) days.push(localDay(this.zone, fromUtcSeconds));
    if (toUtcSeconds > 0) days.push(localDay(this.zone, toUtcSeconds - 1));
    if (days.length === 0) return 0;
    const before = this.latestDay;
    this.today = Math.max(...days);
    this.latestDay = Math.max(this.today, before ?? this.today);
    return before === undefined ? 1 : this.latestDay - before;
  }

  /**
   * The period under a tariff with blocks at the place that `pass` has come to, where the register was `registerWh`. One begins with its
   * first day; or, where a tariff with blocks follows one without, with the tariff.
   */
  periodAt(kind: Blocks["period"], registerWh: number): Period {
    const { today, opening } = this;
    const first = today === undefined ? 0 : firstDay(kind, today);
    if (this.period === undefined) {
      const isBegunBefore =
        opening !== undefined && (opening.day === undefined || first <= firstDay(kind, opening.day));
      this.period = isBegunBefore
        ? { firstDay: first, startWh: opening.wh, isWhole: false }
        : { firstDay: first, startWh: registerWh, isWhole: true };
    } else if (first > this.period.firstDay) this.period = { firstDay: first, startWh: registerWh, isWhole: true };
    return this.period;
  }
}
