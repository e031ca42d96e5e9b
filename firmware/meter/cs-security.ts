// CS security: what leaves for the central system is sealed here, end to end, under a key that the kernel holds and lends. The
// consumer's own readings pass on to the consumer port in clear; they came from inside and cannot come back.

import type { Seal, Send } from "../endowments.ts";
import { readU16 } from "../messages/bytes.ts";
import { READING_BYTES, READING_INTERVAL } from "../messages/reading.ts";
import { encodeReport } from "../messages/report.ts";

export function csSecurity(toCommunications: Send, toConsumerPort: Send, sealCentral: Seal) {
  let faults = 0;
  let refusedFrames = 0;

  return {
    fromComputations(reading: string) {
      if (reading.length !== READING_BYTES) return;
      if (reading[0] === READING_INTERVAL) {
        const sealed = sealCentral(encodeReport(reading, faults, refusedFrames));
        if (sealed !== "") toCommunications(sealed);
      } else toConsumerPort(reading);
    },

    fromCommunications(count: string) {
      if (count.length === 2) refusedFrames = readU16(count, 0);
    },

    onFaults() {
      faults = (faults + 1) & 65535;
    },
  };
}
