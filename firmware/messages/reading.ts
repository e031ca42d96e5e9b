// What computations knows of the household at one moment, in clear: it stays inside the meter and goes to the consumer's port.
//
//   0 kind 1 · 1 UTC seconds 4 · 5 import register Wh 4 · 9 import power W 4 · 13 switch state 1 · 14 interval energy Wh 4 · 18 status 1

import { readU32, u32 } from "./bytes.ts";

/** The state of now, for telegram and display. Its interval energy is what the running interval has so far. */
export const READING_NOW = "n";
/** The end of a billing interval: its UTC seconds are the end of the interval. */
export const READING_INTERVAL = "i";

export const READING_BYTES = 19;

/** Status bits. The interval did not see its own beginning: its energy is that of a part. */
export const STATUS_PARTIAL = 1;
/** The clock was missing or stopped: UTC seconds are 0. */
export const STATUS_NO_CLOCK = 2;
/** What should have been stored could not be: after a power cut the register may be behind. */
export const STATUS_NO_MEMORY = 4;
/** The clock was set since the last whole interval ended: this one may be longer or shorter than its times say. */
export const STATUS_CLOCK_SET = 8;

export function encodeReading(
  kind: string,
  utcSeconds: number,
  importWh: number,
  powerW: number,
  switchState: string,
  intervalWh: number,
  status: number,
): string {
  return (
    kind + u32(utcSeconds) + u32(importWh) + u32(powerW) + switchState + u32(intervalWh) + String.fromCharCode(status)
  );
}

export function readingUtcSeconds(reading: string): number {
  return readU32(reading, 1);
}
export function readingImportWh(reading: string): number {
  return readU32(reading, 5);
}
export function readingPowerW(reading: string): number {
  return readU32(reading, 9);
}
export function readingIntervalWh(reading: string): number {
  return readU32(reading, 14);
}
export function readingStatus(reading: string): number {
  return reading.charCodeAt(18);
}
/** One character: a state of messages/switch-state.ts. */
export function readingSwitch(reading: string): string {
  return reading.substr(13, 1);
}
