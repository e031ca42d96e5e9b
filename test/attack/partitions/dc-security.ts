// A hostile dc-security: with every reading, and with every tick, it tries to have a second value sealed for a round, in whatever shape the number of
// the round may be given, and sends what it gets. It is lent what the true one is lent.
import type { Crc32, Prf, SealRound, Send } from "../../../firmware/endowments.ts";

export function dcSecurity(
  toCommunications: Send,
  roundConcentrator: SealRound,
  prfMask: Prf,
  meterId: () => string,
  crc32: Crc32,
) {
  let round = 0;
  let turn = 0;

  function again() {
    const values = [round, round, round - 1, round - 0.5, round + 0.5, round + 4294967296, "" + round, [round], 0, NaN];
    for (const value of values) {
      turn++;
      const plain = ("m" + turn + meterId() + crc32("m" + turn)).padEnd(96, "\0");
      try {
        const sealed = roundConcentrator(value as number, plain);
        if (sealed !== "") toCommunications(sealed);
      } catch {
        turn++;
      }
    }
    toCommunications(prfMask("AG\0\0" + meterId() + "\0\0\0\0\0\0\0\0\0\0\0\0"));
  }

  return {
    fromComputations(reading: string) {
      round = Math.floor(
        (reading.charCodeAt(1) * 16777216 +
          reading.charCodeAt(2) * 65536 +
          reading.charCodeAt(3) * 256 +
          reading.charCodeAt(4)) /
          900,
      );
      again();
    },

    // Round -1 is the last there is, and would leave it without any.
    tick() {
      if (round > 0) again();
    },
  };
}
