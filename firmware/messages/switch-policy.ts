// Within which bounds the off-switch processor moves its relay, as the central system orders it and the processor stores it.
//
//   0 window 4: seconds within which an opening falls · 4 rest 2: seconds between two moves of the relay · 6 moves 2: the most within 24 h ·
//   8 armed 4: seconds for which the button closes
//
// A policy that allows more than the one in force, in any of the four, counts a day later: whoever stole the key cannot do at once what
// the policy is there to prevent.

import { readU16, readU32, u16, u32 } from "./bytes.ts";

export const POLICY_BYTES = 12;
export const MOST_WINDOW_SECONDS = 86400;
/** No policy keeps a switch from being closed again for a day: who could order one has a weapon. Half of the moves may follow each other. */
export const MOST_REST_SECONDS = 3600;
export const FEWEST_MOVES = 4;
export const LEAST_ARMED_SECONDS = 60;

export function encodePolicy(windowSeconds: number, restSeconds: number, moves: number, armedSeconds: number): string {
  return u32(windowSeconds) + u16(restSeconds) + u16(moves) + u32(armedSeconds);
}

export function isPolicy(bytes: string): boolean {
  if (bytes.length !== POLICY_BYTES || windowSeconds(bytes) > MOST_WINDOW_SECONDS) return false;
  if (restSeconds(bytes) > MOST_REST_SECONDS || moves(bytes) < FEWEST_MOVES) return false;
  return armedSeconds(bytes) >= LEAST_ARMED_SECONDS;
}

export function windowSeconds(policy: string): number {
  return readU32(policy, 0);
}
export function restSeconds(policy: string): number {
  return readU16(policy, 4);
}
export function moves(policy: string): number {
  return readU16(policy, 6);
}
export function armedSeconds(policy: string): number {
  return readU32(policy, 8);
}

/** Whether `policy` allows nothing that `inForce` does not. */
export function isTighter(policy: string, inForce: string): boolean {
  const sooner = windowSeconds(policy) < windowSeconds(inForce) || restSeconds(policy) < restSeconds(inForce);
  return !sooner && moves(policy) <= moves(inForce) && armedSeconds(policy) <= armedSeconds(inForce);
}
