// DC security: the energy of each billing interval, masked so that the data concentrator learns the sum of many meters and nothing
// else, and sealed for it. One value a round: the kernel seals no round twice, and what is sent again is the identical bytes. It hears
// nobody outside: the concentrator can ask for nothing.

import type { Crc32, Prf, SealRound, Send } from "../endowments.ts";
import { readU32 } from "../messages/bytes.ts";
import {
  READING_BYTES,
  READING_INTERVAL,
  readingIntervalWh,
  readingStatus,
  readingUtcSeconds,
  STATUS_PARTIAL,
} from "../messages/reading.ts";
import { encodeRound, ROUND_SECONDS, maskNonce, MOST_WH } from "../messages/round.ts";

export function dcSecurity(
  toCommunications: Send,
  roundConcentrator: SealRound,
  prfMask: Prf,
  meterId: () => string,
  crc32: Crc32,
) {
  let latest = "";

  function send() {
    if (latest !== "") toCommunications(latest);
  }

  return {
    fromComputations(reading: string) {
      if (reading.length !== READING_BYTES || reading[0] !== READING_INTERVAL) return;
      const energyWh = readingIntervalWh(reading);
      latest = "";
      // What is not the whole interval's, or does not fit, would spoil the sum: this meter misses the round.
      if ((readingStatus(reading) & STATUS_PARTIAL) > 0 || energyWh > MOST_WH) return;
      const round = Math.floor(readingUtcSeconds(reading) / ROUND_SECONDS);
      const mask = readU32(prfMask(maskNonce(crc32(meterId()), round)), 0);
      latest = roundConcentrator(round, encodeRound(round, energyWh, mask));
      send();
    },

    tick() {
      send();
    },
  };
}
