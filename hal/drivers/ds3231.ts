// DS3231 real-time clock. Takes only what the meter itself sets: 24-hour mode, years 2000 to 2099. A part that is missing reads as
// ones, and one that goes while it is being read is noticed because the control register is read last.
//
// Setting goes in three steps, each read back: EOSC to 1, the time in one transfer, then EOSC and OSF to 0 in one transfer. EOSC is
// the mark of a time that is being written, and it outlives the processor: after a reset it can be read, and when the supply fails the
// part goes over to its battery, where EOSC stops the oscillator, which sets OSF. OSF itself cannot be set by writing.

import { FIRST_UTC_SECONDS, LAST_UTC_SECONDS, type Clock } from "../clock.ts";
import { PART_FORGOT, PART_MISSING, PART_NONSENSE, PART_OK, PART_STUCK } from "../part-fault.ts";
import { exchange, openBus, type BusOptions } from "./i2c-bus.ts";

const ADDRESS = 0x68;
const AT_CONTROL = "\x0e";
/** Status register; behind it aging, two bytes of temperature, and then, as the pointer wraps from 12h to 00h, the time. */
const AT_STATUS = "\x0f";
const EOSC = 0x80;
const OSF = 0x80;
/** Control: EOSC, and no square wave. */
const BEGIN = "\x0e\x84";
/** Control: the oscillator runs on the battery too, no square wave, no alarms. Status: OSF, 32 kHz output and alarm flags off. */
const END = "\x0e\x04\x00";
const DAYS_1970_TO_2000 = 10957;
/** Seconds without a change after which a clock stands still. */
const STILL_SECONDS = 2;

/** Value of a BCD byte from `low` to `high`, or -1. */
function fromBcd(byte: number, low: number, high: number): number {
  const value = (byte >> 4) * 10 + (byte & 15);
  return (byte & 15) > 9 || value < low || value > high ? -1 : value;
}

function toBcd(value: number): number {
  return ((value / 10) | 0) * 16 + (value % 10);
}

/** Days of a year before the first of a month, 1 to 12; `leap` is 1 or 0. */
function daysBefore(month: number, leap: number): number {
  return (((275 * month) / 9) | 0) - (month > 2 ? 2 - leap : 0) - 30;
}

/** The time in the registers from STATUS on, in UTC seconds; 0 for what is no time. */
function decode(registers: Uint8Array): number {
  const second = fromBcd(registers[4]!, 0, 59);
  const minute = fromBcd(registers[5]!, 0, 59);
  const hour = fromBcd(registers[6]!, 0, 23);
  const date = fromBcd(registers[8]!, 1, 31);
  const month = fromBcd(registers[9]!, 1, 12);
  const year = fromBcd(registers[10]!, 0, 99);
  if (second < 0 || minute < 0 || hour < 0 || date < 0 || month < 0 || year < 0) return 0;
  const leap = year & 3 ? 0 : 1;
  if (date > (month === 2 ? 28 + leap : 30 + ((month + (month >> 3)) & 1))) return 0;
  const days = DAYS_1970_TO_2000 + year * 365 + ((year + 3) >> 2) + daysBefore(month, leap) + date - 1;
  return days * 86400 + hour * 3600 + minute * 60 + second;
}

/** The pointer to SECONDS and the seven registers of a time in UTC seconds. */
function encode(utcSeconds: number): string {
  const days = Math.floor(utcSeconds / 86400);
  const second = utcSeconds - days * 86400;
  let date = days - DAYS_1970_TO_2000;
  const year = ((date * 4) / 1461) | 0;
  const leap = year & 3 ? 0 : 1;
  date -= year * 365 + ((year + 3) >> 2);
  let month = 12;
  while (daysBefore(month, leap) > date) month--;
  return String.fromCharCode(
    0,
    toBcd(second % 60),
    toBcd(((second / 60) | 0) % 60),
    toBcd((second / 3600) | 0),
    ((days + 3) % 7) + 1,
    toBcd(date - daysBefore(month, leap) + 1),
    toBcd(month),
    toBcd(year),
  );
}

export function open(options: BusOptions): Clock {
  const bus = openBus(options);
  let registers: Uint8Array;
  let control = 0;
  let latestSeconds = 0;
  /** Engine time at which `latestSeconds` was first read. */
  let changedAt = 0;
  /** The clock stood still with OSF at 0, so that it has lost time and does not know it. */
  let stood = false;

  /** Reads the part; whether it is one. Bits that a DS3231 has at 0, and a temperature from -40 to 85 degrees, tell it from others. */
  const look = (): boolean => {
    const first = exchange(bus, options, ADDRESS, AT_STATUS, 11);
    const last = first && exchange(bus, options, ADDRESS, AT_CONTROL, 1);
    if (!first || !last) clock.fault = PART_STUCK;
    else {
      registers = first;
      control = last[0]!;
      const degrees = first[2]!;
      if (control === 0xff) clock.fault = PART_MISSING;
      else if (first[0]! & 0x70 || first[3]! & 0x3f || (degrees > 85 && degrees < 216)) clock.fault = PART_NONSENSE;
      else clock.fault = PART_OK;
    }
    return clock.fault === PART_OK;
  };

  const clock: Clock = {
    fault: PART_OK,

    utcSeconds() {
      if (!look()) return 0;
      const now = getTime();
      const seconds = decode(registers);
      if (seconds !== latestSeconds) {
        latestSeconds = seconds;
        changedAt = now;
      }
      const still = now - changedAt >= STILL_SECONDS;
      if (registers[0]! & OSF) clock.fault = PART_FORGOT;
      else if (control & EOSC) clock.fault = PART_STUCK;
      else if (!seconds) clock.fault = PART_NONSENSE;
      else if (still) {
        clock.fault = PART_STUCK;
        stood = true;
      } else if (stood) clock.fault = PART_FORGOT;
      return clock.fault ? 0 : seconds;
    },

    setUtcSeconds(utcSeconds) {
      const seconds = Math.floor(utcSeconds);
      if (!(seconds >= FIRST_UTC_SECONDS && seconds <= LAST_UTC_SECONDS) || !look()) return false;
      for (const bytes of [BEGIN, encode(seconds)]) {
        exchange(bus, options, ADDRESS, bytes, 1);
        if (!look()) return false;
        if (!(control & EOSC)) {
          clock.fault = PART_NONSENSE;
          return false;
        }
      }
      if (decode(registers) !== seconds) {
        clock.fault = PART_NONSENSE;
        return false;
      }
      exchange(bus, options, ADDRESS, END, 1);
      latestSeconds = 0;
      stood = false;
      const now = clock.utcSeconds();
      return now === seconds || now === seconds + 1;
    },
  };
  return clock;
}
