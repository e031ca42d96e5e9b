// What every pulse input does: the contract of hal/pulse-input.ts as steps.

import { PART_NONSENSE, PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import type { Case, Step } from "./driven-steps.ts";

const pulse: readonly Step[] = [{ act: "pulse" }, { waitMs: 700 }];
const count = (gives: number): Step => ({ call: "count", gives });
const settle = (pulses: number): Step => ({ call: "settle", values: [pulses], gives: null });
const fault = (number: number): Step => ({ fault: number });
const seconds = (n: number): Step[] =>
  Array.from({ length: n }, (): Step[] => [{ waitMs: 1000 }, { call: "count", gives: 0 }]).flat();

/** Acts: `pulse`, one of 40 ms from now on; `stick`, the contact closes for good; `free`; `rattle`, for 8 s; `cut` and `join` the wire. */
export const pulseInputCases: readonly Case[] = [
  { title: "has counted nothing at first", steps: [count(0), { call: "spacingMs", gives: 0 }, fault(PART_OK)] },
  { title: "counts a pulse, which has no spacing", steps: [...pulse, count(1), { call: "spacingMs", gives: 0 }] },
  {
    title: "says the spacing of two pulses, and then how long there was none",
    steps: [
      ...pulse,
      count(2),
      { call: "spacingMs", gives: [650, 2500] },
      { waitMs: 2500 },
      { call: "spacingMs", gives: [2500, 20_000] },
      fault(PART_OK),
    ],
  },
  {
    title: "settles what is stored, no more than there is and nothing for what is no number of pulses, and counts on",
    steps: [
      settle(1),
      count(1),
      settle(0),
      settle(-5),
      count(1),
      settle(1_000_000),
      count(0),
      ...pulse,
      ...pulse,
      count(2),
      settle(2),
    ],
  },
  {
    title: "tells of a contact that sticks, counts nothing for it, and counts on when it is free",
    steps: [
      { act: "stick" },
      { waitMs: 11_000 },
      count(0),
      fault(PART_STUCK),
      { act: "free" },
      { waitMs: 300 },
      ...pulse,
      count(1),
      fault(PART_OK),
      settle(1),
    ],
  },
  {
    title: "tells of a loose wire, counts nothing for it, and counts on when it holds again",
    steps: [
      { act: "rattle" },
      ...seconds(7),
      fault(PART_NONSENSE),
      ...seconds(10),
      fault(PART_OK),
      ...pulse,
      count(1),
      settle(1),
    ],
  },
  {
    title: "cannot tell a cut wire from a household that uses nothing, and counts on when it is joined",
    steps: [
      { act: "cut" },
      { act: "pulse" },
      ...seconds(12),
      fault(PART_OK),
      { act: "join" },
      ...pulse,
      count(1),
      settle(1),
    ],
  },
];
