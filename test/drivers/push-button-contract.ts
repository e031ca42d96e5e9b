// What every push button does: the contract of hal/push-button.ts as steps.

import { PART_OK, PART_STUCK } from "../../hal/part-fault.ts";
import type { Case, Step } from "./driven-steps.ts";

const fault = (number: number): Step => ({ fault: number });
const press: readonly Step[] = [{ act: "press" }, { waitMs: 100 }, { posted: "\x01" }];
const MOST_TENTHS = 255;

/** After it was held for so long, the settling of its contact apart. */
function heldFor(ms: number): readonly [number, number] {
  const tenths = Math.floor(ms / 100);
  return [Math.min(tenths - 1, MOST_TENTHS), Math.min(tenths + 1, MOST_TENTHS)];
}

const release = (afterMs: number): readonly Step[] => [
  { act: "release" },
  { waitMs: 100 },
  { posted: "\x00", tenths: heldFor(afterMs) },
];

/** Acts: `press` and `release`; `wedge`, the finger does not come back; `short` and `cut` the wire, `join` it again. */
export const pushButtonCases: readonly Case[] = [
  { title: "posts nothing by itself", steps: [{ waitMs: 500 }, { posted: "" }, fault(PART_OK)] },
  {
    title: "posts when it is pressed and when it is let go",
    steps: [...press, ...release(100), ...press, ...release(100)],
  },
  {
    title: "says for how long it was held",
    steps: [...press, { waitMs: 1900 }, ...release(2000), ...press, { waitMs: 9900 }, ...release(10_000)],
  },
  {
    title: "takes a press of half a minute for a press",
    steps: [...press, { waitMs: 30_000 }, fault(PART_OK), ...release(30_100), fault(PART_OK)],
  },
  {
    title: "tells of a button that is held for more than a minute, posts no more for it, and works when it is let go",
    steps: [
      ...press,
      { act: "wedge" },
      { waitMs: 71_000 },
      fault(PART_STUCK),
      { waitMs: 100_000 },
      fault(PART_STUCK),
      { posted: "" },
      ...release(171_100),
      fault(PART_OK),
      ...press,
      ...release(100),
    ],
  },
  {
    title: "tells of a shorted wire after a minute",
    steps: [
      { act: "short" },
      { waitMs: 100 },
      { posted: "\x01" },
      { waitMs: 71_000 },
      fault(PART_STUCK),
      { act: "join" },
      { waitMs: 100 },
      fault(PART_OK),
      { posted: "\x00", tenths: heldFor(71_100) },
    ],
  },
  {
    title: "cannot tell a cut wire from a button that nobody presses, and works when it is joined",
    steps: [
      { act: "cut" },
      { act: "press" },
      { waitMs: 71_000 },
      { posted: "" },
      fault(PART_OK),
      { act: "release" },
      { waitMs: 100 },
      { act: "join" },
      ...press,
      ...release(100),
    ],
  },
];
