// The report of a billing interval to the central system, as it stands inside the seal.
//
//   0 "r" · 1 the reading of the interval (messages/reading.ts without its kind) 56 · 57 faults of the meter board 2 ·
//   59 frames and lines that communications refused 2 · 61 messages that did not open 2 · zero to 96

import { u16 } from "./bytes.ts";
import { padded } from "./sealed.ts";

export const REPORT = "r";

export function encodeReport(reading: string, faults: number, refusedFrames: number, refusedMessages: number): string {
  return padded(REPORT + reading.substr(1) + u16(faults) + u16(refusedFrames) + u16(refusedMessages));
}
