// A masked reading for the data concentrator, as it stands inside the seal under the concentrator's key: Castelluccia, Mykletun and
// Tsudik, "Efficient Aggregation of encrypted data in Wireless Sensor Networks" (MobiQuitous 2005). The concentrator adds the masked values
// of a round modulo 2^32; without the sum of the masks it learns nothing of any of them.
//
//   0 "m" · 1 round 4: UTC seconds of the end of the billing interval, by 300 · 5 masked energy in Wh 4 · zero to 96
//
// The mask is the first 4 bytes of XSalsa20 under the mask key and the nonce below. It leaves the meter once, as the counter of its
// message is the round: the kernel seals no round twice.

import { u32 } from "./bytes.ts";
import { padded } from "./sealed.ts";

export const ROUND = "m";
/** Rounds are numbered by what every length of a billing interval is a multiple of, so that a number stays with its time if that is changed. */
export const ROUND_SECONDS = 300;
/** 65 536 meters of so much energy each add up to less than 2^32. */
export const MOST_WH = 65535;

/** Nonce of a mask: "AG" 2 · zero 2 · CRC-32 of the meter id 4 · round 4 · zero 12. */
export function maskNonce(meterNumber: number, round: number): string {
  return "AG\0\0" + u32(meterNumber) + u32(round) + "\0\0\0\0\0\0\0\0\0\0\0\0";
}

/** `energyWh` is at most MOST_WH, `mask` below 2^32. */
export function encodeRound(round: number, energyWh: number, mask: number): string {
  return padded(ROUND + u32(round) + u32((energyWh + mask) % 4294967296));
}
