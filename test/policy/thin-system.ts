// The complete system reduced to what takes a reading to the HAN and an order to the relay. It must pass the policy check as well.

import type { Board } from "../../boards/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { meter, meterBoard, offSwitch, offSwitchBoard } from "./complete-system.ts";
import type { Description } from "./complete-system.ts";

const ABSENT = ["dc-security", "credit-balance"];
const FIRST_DEVICES = ["wan", "han", "import-pulses", "clock", "off-switch-uart", "faults", "lcd"];

const thinMeter: System = {
  ...meter,
  partitions: meter.partitions.filter(({ name }) => !ABSENT.includes(name)),
  channels: meter.channels.filter(({ from, to }) => !ABSENT.includes(from) && !ABSENT.includes(to)),
  devices: meter.devices.filter(({ name }) => FIRST_DEVICES.includes(name)),
  keys: meter.keys.filter(({ name }) => name === "central-system"),
  segments: meter.segments
    .filter(({ name }) => name === meter.counters)
    .map((segment) => ({ ...segment, readers: segment.readers.filter((name) => !ABSENT.includes(name)) })),
};

const thinBoard: Board = {
  ...meterBoard,
  parts: Object.fromEntries(Object.entries(meterBoard.parts).filter(([name]) => FIRST_DEVICES.includes(name))),
};

/** No credit, no concentrator, and nothing stored but the counters of the keys. */
export const thin: Description = {
  systems: [
    thinMeter,
    { ...offSwitch, segments: offSwitch.segments.filter(({ name }) => name === offSwitch.counters) },
  ],
  boards: [thinBoard, offSwitchBoard],
};
