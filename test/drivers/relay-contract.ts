// What every relay does: the contract of hal/relay.ts as steps.

import { PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import type { Case, Step } from "./driven-steps.ts";

/** What is driven, what the feedback says, and the fault. */
const drive = (closed: boolean, says: boolean, fault: number): Step[] => [
  { call: "drive", values: [closed], gives: null },
  { waitMs: 300 },
  { call: "isClosed", gives: says },
  { fault },
];

/** Each break from a relay that is closed: a drive that agrees with it where there is one, a drive that it does not follow, and mended. */
const broken = (title: string, act: string, hidden: readonly Step[], seen: readonly Step[]): Case => ({
  title,
  steps: [...drive(true, true, PART_OK), { act }, ...hidden, ...seen, { act: "mend" }, ...drive(true, true, PART_OK)],
});

/** Acts: `weld` the closed contact; `cut-set`, `cut-reset`, `cut-feedback` and `short-feedback`, of the wires; `mend` it all. */
export const relayCases: readonly Case[] = [
  {
    title: "closes, opens and says so",
    steps: [
      ...drive(true, true, PART_OK),
      ...drive(false, false, PART_OK),
      ...drive(false, false, PART_OK),
      ...drive(true, true, PART_OK),
    ],
  },
  {
    title: "obeys the last of some orders that come at once",
    steps: [
      { call: "drive", values: [false], gives: null },
      { call: "drive", values: [true], gives: null },
      ...drive(false, false, PART_OK),
      { call: "drive", values: [true], gives: null },
      { call: "drive", values: [false], gives: null },
      ...drive(true, true, PART_OK),
    ],
  },
  broken("tells of a welded contact", "weld", drive(true, true, PART_OK), drive(false, true, PART_STUCK)),
  broken(
    "tells of an opening coil without power",
    "cut-reset",
    drive(true, true, PART_OK),
    drive(false, true, PART_STUCK),
  ),
  broken(
    "tells of a closing coil without power",
    "cut-set",
    drive(false, false, PART_OK),
    drive(true, false, PART_STUCK),
  ),
  broken("tells of a cut feedback wire", "cut-feedback", drive(false, false, PART_OK), drive(true, false, PART_STUCK)),
  broken(
    "tells of a shorted feedback wire",
    "short-feedback",
    drive(true, true, PART_OK),
    drive(false, true, PART_STUCK),
  ),
  {
    title: "is sound again as soon as the contact follows, without another drive",
    steps: [
      ...drive(true, true, PART_OK),
      { act: "cut-feedback" },
      { call: "isClosed", gives: false },
      { fault: PART_STUCK },
      { act: "mend" },
      { call: "isClosed", gives: true },
      { fault: PART_OK },
    ],
  },
];
