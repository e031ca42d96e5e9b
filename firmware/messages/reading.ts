// What computations knows, as it passes inside the meter. It is in clear and never leaves the meter by itself: what leaves is the telegram,
// or a sealed or masked message made from it.
//
//   0 kind 1 · 1 UTC seconds 4 · 5 import Wh 4 · 9 import power W 4 · 13 switch state 1 · 14 import of the interval Wh 4 · 18 status 1 ·
//   19 alarms 1 · 20 export Wh 4 · 24 export power W 4 · 28 rate 1 · 29 import at low rates Wh 4 · 33 price, 1e-5 currency per kWh 4 ·
//   37 charged since ever, 1e-5 currency 6 · 43 local time, quarter hours ahead of UTC, two's complement 1 · 44 summer time 1 ·
//   45 other utility: medium 1, 0 none · 46 volume, litres 4 · 50 UTC seconds of that reading 4 · 54 currency 3 (ISO 4217), zero where no
//   tariff is in force

import { readBalance } from "./credit.ts";
import { readI8, readU32 } from "./bytes.ts";

/** In place of a currency: there is no tariff. */
export const NO_CURRENCY = "\0\0\0";

/** The reading of a moment. */
export const READING_NOW = "n";
/** The reading of an interval that has just ended. */
export const READING_INTERVAL = "i";

export const READING_BYTES = 57;

/** Status bits. The interval did not see its own beginning, or did not last to its end: its energy is that of a part. */
export const STATUS_PARTIAL = 1;
/** The clock was missing or stopped: UTC seconds are 0. */
export const STATUS_NO_CLOCK = 2;
/** What should have been stored could not be: after a power cut the register may be behind. */
export const STATUS_NO_MEMORY = 4;
/** The clock was set since the last whole interval ended: this one may be longer or shorter than its times say. */
export const STATUS_CLOCK_SET = 8;
/** The supply failed, or the processor started anew, since the last whole interval ended. */
export const STATUS_POWER_FAIL = 16;
/** The central system has declared a test: what was metered is not a household's. */
export const STATUS_TEST = 32;

/** Alarm bits: what the clamp around the wire and the pulses say of each other. Current flows that no pulse accounts for. */
export const ALARM_BYPASS = 1;
/** Pulses of generation account for a current where nothing generates. */
export const ALARM_REVERSED = 2;
/** Pulses come where no current flows. */
export const ALARM_PHANTOM = 4;
/** What answers as the other-utility meter is not the one that is bound, or its register fell or rose faster than it can. */
export const ALARM_OTHER = 8;

/** Bits of the rate beside its number. */
export const RATE_NUMBER = 7;
export const RATE_LOW = 0x40;
/** Supply is not to be cut now because credit is used up. */
export const RATE_PROTECTED = 0x80;

export function readingUtcSeconds(reading: string): number {
  return readU32(reading, 1);
}
export function readingImportWh(reading: string): number {
  return readU32(reading, 5);
}
export function readingPowerW(reading: string): number {
  return readU32(reading, 9);
}
/** One character: a state of messages/switch-state.ts. */
export function readingSwitch(reading: string): string {
  return reading.substr(13, 1);
}
export function readingIntervalWh(reading: string): number {
  return readU32(reading, 14);
}
export function readingStatus(reading: string): number {
  return reading.charCodeAt(18);
}
export function readingAlarms(reading: string): number {
  return reading.charCodeAt(19);
}
export function readingExportWh(reading: string): number {
  return readU32(reading, 20);
}
export function readingExportPowerW(reading: string): number {
  return readU32(reading, 24);
}
/** Number of the rate and RATE_ bits. */
export function readingRate(reading: string): number {
  return reading.charCodeAt(28);
}
export function readingLowWh(reading: string): number {
  return readU32(reading, 29);
}
export function readingPrice(reading: string): number {
  return readU32(reading, 33);
}
export function readingCharged(reading: string): number {
  return readBalance(reading, 37);
}
export function readingLocalQuarters(reading: string): number {
  return readI8(reading, 43);
}
export function readingIsSummer(reading: string): boolean {
  return reading[44] === "\x01";
}
/** Device type as in EN 13757-3: 3 gas, 7 water; 0: none is bound, or it was never heard. */
export function readingOtherMedium(reading: string): number {
  return reading.charCodeAt(45);
}
export function readingOtherLitres(reading: string): number {
  return readU32(reading, 46);
}
export function readingOtherUtcSeconds(reading: string): number {
  return readU32(reading, 50);
}
export function readingCurrency(reading: string): string {
  return reading.substr(54, 3);
}
