// DS3231 real-time clock. Takes only what the meter itself sets: 24-hour mode, years 2000 to 2099. A part that is missing reads as
// ones, which the check of every field refuses. Does not set the clock.

import type { Clock } from "../clock.ts";
import { openBus, type BusOptions } from "./i2c-bus.ts";

const ADDRESS = 0x68;
/** Status register; behind it aging, two bytes of temperature, and then, as the pointer wraps from 12h to 00h, the time. */
const STATUS = 0x0f;
const OSF = 0x80;
const DAYS_1970_TO_2000 = 10957;

/** Value of a BCD byte from `low` to `high`, or -1. */
const bcd = (byte: number, low: number, high: number): number => {
  const value = (byte >> 4) * 10 + (byte & 15);
  return (byte & 15) > 9 || value < low || value > high ? -1 : value;
};

export function open(options: BusOptions): Clock {
  const bus = openBus(options);

  return {
    utcSeconds() {
      if (!digitalRead(options.scl)) return 0;
      let registers: Uint8Array;
      try {
        bus.writeTo(ADDRESS, STATUS);
        registers = bus.readFrom(ADDRESS, 11);
      } catch {
        return 0;
      }
      if (registers[0]! & OSF) return 0;
      const second = bcd(registers[4]!, 0, 59);
      const minute = bcd(registers[5]!, 0, 59);
      const hour = bcd(registers[6]!, 0, 23);
      const date = bcd(registers[8]!, 1, 31);
      const month = bcd(registers[9]!, 1, 12);
      const year = bcd(registers[10]!, 0, 99);
      if (second < 0 || minute < 0 || hour < 0 || date < 0 || month < 0 || year < 0) return 0;
      const leap = year & 3 ? 0 : 1;
      if (date > (month === 2 ? 28 + leap : 30 + ((month + (month >> 3)) & 1))) return 0;
      const dayOfYear = (((275 * month) / 9) | 0) - (month > 2 ? 2 - leap : 0) + date - 31;
      const days = DAYS_1970_TO_2000 + year * 365 + ((year + 3) >> 2) + dayOfYear;
      return days * 86400 + hour * 3600 + minute * 60 + second;
    },
  };
}
