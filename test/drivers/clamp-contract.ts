// What every current clamp does: the contract of hal/current-clamp.ts as steps, for a window of `CLAMP_CALLS` calls.

import { PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import type { Case, Step } from "./driven-steps.ts";

export const CLAMP_CALLS = 4;

const look = (gives: number | readonly [number, number]): Step[] => [{ waitMs: 1000 }, { call: "milliamperes", gives }];
/** A window may be under way; what it began with does not count. */
const settled = (milliamperes: number): Step[] => [
  ...Array.from({ length: 2 * CLAMP_CALLS - 1 }, () => look([-1, 150_000])).flat(),
  ...look([0.97 * milliamperes, 1.03 * milliamperes + 20]),
  { fault: PART_OK },
];
const wrong = (title: string, act: string, fault: number): Case => ({
  title,
  steps: [
    { act: "current", value: 5000 },
    { act },
    ...look(-1),
    { fault },
    ...look(-1),
    { act: "join" },
    { act: "current", value: 7000 },
    ...settled(7000),
  ],
});

/** Acts: `current`, in mA; `overload`, 200 A; `pull`, the clamp out of its jack; `ground`, `raise`, the input to one end of the supply; `unload`, the
 * burden off; `join` it all as it should be. */
export const clampCases: readonly Case[] = [
  { title: "has no value before the first window", steps: [{ call: "milliamperes", gives: -1 }, { fault: PART_OK }] },
  {
    title: "follows the current",
    steps: [500, 3000, 16_000, 60_000, 1000, 0].flatMap((value): Step[] => [
      { act: "current", value },
      ...settled(value),
    ]),
  },
  wrong("tells of an input driven into both its ends, and has a new window after it", "overload", PART_NONSENSE),
  wrong("tells of an input that lies at ground", "ground", PART_STUCK),
  wrong("tells of an input that lies at the supply", "raise", PART_STUCK),
  wrong("tells of a burden that is off", "unload", PART_STUCK),
  {
    title: "cannot tell a clamp that is out of its jack from no current",
    steps: [{ act: "current", value: 5000 }, { act: "pull" }, ...settled(0), { act: "join" }, ...settled(5000)],
  },
];
