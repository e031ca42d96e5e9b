// What a household has used and owes, kept by the test from the pulses that it made: whole numbers, and a timetable of two rates written down
// as a person would say it. The same timetable stands here as the tariff that the meter is sent.

import type { Tariff } from "../../bench/tariff/tariff.ts";
import { localAt } from "./amsterdam.ts";
import type { Local } from "./amsterdam.ts";

export const IMPORT_PER_KWH = 800;
export const EXPORT_PER_KWH = 640;
/** 1e-5 EUR. */
const LOW_PRICE = 28_543;
const NORMAL_PRICE = 31_427;
const STANDING_CHARGE = 59_871;
export const WARNING = 1_390_000;
export const EMERGENCY = 500_000;
export const EMERGENCY_FROM = 1_100_000;
export const RECOVERED_A_DAY = 31_000;
export const RECOVERED_PERCENT = 7;

/** Low from 23:00 to 7:00, at weekends from 22:00 to 9:00; at weekends nobody is cut off. */
function isLow({ weekday, hour }: Pick<Local, "weekday" | "hour">): boolean {
  return isWeekend(weekday) ? hour >= 22 || hour < 9 : hour >= 23 || hour < 7;
}
const isWeekend = (weekday: number): boolean => weekday === 0 || weekday === 6;

function dayType(name: string, weekday: number) {
  const halfHours = Array.from({ length: 48 }, (_, at) => Math.floor(at / 2));
  return {
    name,
    rates: halfHours.map((hour) => (isLow({ weekday, hour }) ? 1 : 0)),
    noDisconnection: halfHours.map(() => isWeekend(weekday)),
  };
}

export const TARIFF: Tariff = {
  currency: "EUR",
  rates: [
    { name: "normal", low: false },
    { name: "low", low: true },
  ],
  standingCharge1e5: STANDING_CHARGE,
  blocks: undefined,
  prices1e5: [[NORMAL_PRICE, LOW_PRICE]],
  seasons: [{ month: 1, day: 1, week: [0, 0, 0, 0, 0, 1, 1] }],
  specialDays: [],
  dayTypes: [dayType("weekday", 1), dayType("weekend", 6)],
};

/** Of one pulse input: how many there were, and when the latest two ended, in us. */
export class Pulses {
  count = 0;
  beforeUs = Number.NaN;
  latestUs = Number.NaN;

  add(endUs: number): void {
    this.count++;
    this.beforeUs = this.latestUs;
    this.latestUs = endUs;
  }

  /**
   * Power at `atUs` where so many pulses are a kWh: by the gap between the latest two, or the time since, if that is longer. `shortUs`: by so
   * much the gap may have been measured too short.
   */
  powerW(atUs: number, perKwh: number, shortUs: number): number {
    if (this.count < 2) return 0;
    const gapMs = Math.floor((Math.max(this.latestUs - this.beforeUs, atUs - this.latestUs) - shortUs) / 1000);
    return Math.floor(3_600_000_000 / (perKwh * gapMs));
  }
}

export class Books {
  readonly imported = new Pulses();
  readonly exported = new Pulses();
  normalWh = 0;
  lowWh = 0;
  /** In 1e-5 EUR. */
  credited = 0;
  debt = 0;
  /** Balance and protection as of the latest reading that the credit was weighed with. */
  weighed = { charged: 0, isProtected: false };
  /** Whether the emergency credit is in use, and whether it was before it was last asked for. */
  isEmergencyInUse = false;
  wasEmergencyInUse = false;
  #energy1e8 = 0;
  #day: string;
  #standing = 0;

  /** The day of `utcS` is over before there is a tariff, and nobody is charged for it. */
  constructor(utcS: number) {
    this.#day = localAt(utcS).day;
  }

  import(utcS: number, endUs: number): void {
    this.imported.add(endUs);
    const wh = Math.floor((this.imported.count * 1000) / IMPORT_PER_KWH) - this.normalWh - this.lowWh;
    const low = isLow(localAt(utcS));
    if (low) this.lowWh += wh;
    else this.normalWh += wh;
    this.#energy1e8 += wh * (low ? LOW_PRICE : NORMAL_PRICE);
  }

  get exportWh(): number {
    return Math.floor((this.exported.count * 1000) / EXPORT_PER_KWH);
  }

  isLowAt(utcS: number): boolean {
    return isLow(localAt(utcS));
  }

  priceAt(utcS: number): number {
    return this.isLowAt(utcS) ? LOW_PRICE : NORMAL_PRICE;
  }

  topUp(amount: number): void {
    const share = Math.min(this.debt, Math.floor((amount * RECOVERED_PERCENT) / 100));
    this.credited += amount - share;
    this.debt -= share;
    this.#endEmergency();
  }

  takeEmergency(): void {
    this.wasEmergencyInUse = this.isEmergencyInUse;
    this.isEmergencyInUse ||= this.balance <= EMERGENCY_FROM;
  }

  get balance(): number {
    return this.credited - this.weighed.charged;
  }

  /** The meter weighs credit between two telegrams. A local day may have begun: it costs its standing charge, and takes its share of the debt with the reading that is weighed now. */
  weigh(utcS: number): void {
    const { day, weekday } = localAt(utcS);
    if (day !== this.#day) {
      this.#standing += STANDING_CHARGE;
      const due = Math.min(this.debt, RECOVERED_A_DAY);
      this.debt -= due;
      this.credited -= due;
    }
    this.#day = day;
    this.weighed = { charged: Math.floor(this.#energy1e8 / 1000) + this.#standing, isProtected: isWeekend(weekday) };
    this.#endEmergency();
  }

  #endEmergency(): void {
    this.isEmergencyInUse &&= this.balance <= EMERGENCY_FROM;
  }
}
