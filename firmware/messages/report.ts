// The sealed report of a billing interval to the central system, as it stands inside the seal. One size.
//
//   0 kind 1 ("r") · 1 the reading of the interval (messages/reading.ts without its kind) 18 · 19 faults of the meter board 2 ·
//   21 frames that communications refused 2 · 23 zero 8

import { u16 } from "./bytes.ts";

export const REPORT_BYTES = 31;

export function encodeReport(reading: string, faults: number, refusedFrames: number): string {
  return "r" + reading.substr(1) + u16(faults) + u16(refusedFrames) + "\0\0\0\0\0\0\0\0";
}
