// CS security: what leaves for the central system is sealed here, end to end, under a key that the kernel holds and lends. The
// consumer's own readings pass on to the consumer port in clear; they came from inside and cannot come back. It writes the security
// log: faults of partitions and parts, and frames that were refused.

import type { Seal, Send } from "../endowments.ts";
import { readU16 } from "../messages/bytes.ts";
import { ENTRY_FAULT, ENTRY_REFUSED, ENTRY_START } from "../messages/log-entry.ts";
import { READING_BYTES, READING_INTERVAL } from "../messages/reading.ts";
import { encodeReport } from "../messages/report.ts";

const ENTRY_BYTES = 7;
/** As many as the parts of a meter that can fail at once, twice. */
const MOST_OWED = 16;

export function csSecurity(
  toCommunications: Send,
  toConsumerPort: Send,
  sealCentral: Seal,
  securityLogMerge: (entry: string) => boolean,
) {
  let faults = 0;
  let refusedFrames = 0;
  let utcSeconds = "\0\0\0\0";
  /** Entries that the log has not taken yet: its part may be away. */
  let owed = "";
  let started = false;

  function settleOwed() {
    while (owed !== "" && securityLogMerge(owed.substr(0, ENTRY_BYTES))) owed = owed.substr(ENTRY_BYTES);
  }

  function log(entry: string) {
    if (owed.length < MOST_OWED * ENTRY_BYTES) owed += entry;
    settleOwed();
  }

  return {
    fromComputations(reading: string) {
      if (reading.length !== READING_BYTES) return;
      utcSeconds = reading.substr(1, 4);
      if (!started) log(utcSeconds + ENTRY_START + "\0\0");
      else settleOwed();
      started = true;
      if (reading[0] === READING_INTERVAL) {
        const sealed = sealCentral(encodeReport(reading, faults, refusedFrames));
        if (sealed !== "") toCommunications(sealed);
      } else toConsumerPort(reading);
    },

    fromCommunications(count: string) {
      if (count.length !== 2) return;
      refusedFrames = readU16(count, 0);
      log(utcSeconds + ENTRY_REFUSED + "\0\0");
    },

    onFaults(fault: string) {
      faults = (faults + 1) & 65535;
      log(utcSeconds + ENTRY_FAULT + fault.substr(0, 2));
    },
  };
}
