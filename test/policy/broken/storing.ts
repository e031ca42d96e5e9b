// W7 and W14 to W20 of the store: segments that it could not run, that would not last, and boards without the right memory.

import { memory, options, segment, withoutKeys } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const storing: readonly Broken[] = [
  {
    title: "W7 a segment without a reason",
    breaks: ({ meter }) => {
      segment(meter, "registers").reason = " ";
    },
    messages: ["W7 meter: registers: its reason is empty; what has no reason is not needed"],
  },
  {
    title: "W14 the memory on pins of another part",
    breaks: ({ meterBoard }) => {
      Object.assign(memory(meterBoard).options, { selectPin: "C1", sck: "B10" });
    },
    messages: [
      "W14 meter: memory: it takes B10 of discovery, which wan has; two parts share neither pin nor UART nor bus address",
      "W14 meter: memory: it takes C1 of discovery, which current-clamp has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 a part that selects itself with the memory",
    breaks: ({ offSwitchBoard }) => {
      options(offSwitchBoard, "light")["pin"] = "B12";
    },
    messages: [
      "W14 off-switch: memory: it takes B12 of nucleo, which light has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W16 a memory on no pin and no SPI",
    breaks: ({ meterBoard, offSwitchBoard }) => {
      Object.assign(memory(meterBoard).options, { selectPin: 12, mosi: "J1" });
      memory(offSwitchBoard).options["spi"] = "I2C1";
    },
    messages: [
      'W16 meter: memory: its option mosi on discovery is "J1", which is no pin',
      "W16 meter: memory: its option selectPin on discovery is 12, which is no pin",
      'W16 off-switch: memory: its option spi on nucleo is "I2C1", which is no bus',
    ],
  },
  {
    title: "W16 a display on an SPI that it calls I2C",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "clock")["i2c"] = "SPI1";
      options(meterBoard, "lcd")["i2c"] = "SPI1";
    },
    messages: [
      'W16 meter: clock: its option i2c on discovery is "SPI1", which is no bus',
      'W16 meter: lcd: its option i2c on discovery is "SPI1", which is no bus',
    ],
  },
  {
    title: "I4 the memory moves the contact",
    breaks: ({ meterBoard, offSwitchBoard }) => {
      memory(meterBoard).options["setPin"] = "C4";
      memory(offSwitchBoard).driver = "latching-relay";
    },
    messages: [
      "I4 meter: memory: its part on discovery drives a relay's coil, and it is not the relay; only off-switch-security may move the contact",
      "I4 off-switch: memory: its part on nucleo drives a relay's coil, and it is not the relay; only off-switch-security may move the contact",
    ],
  },
  {
    title: "W17 real boards that store in their RAM",
    breaks: ({ meterBoard, offSwitchBoard }) => {
      meterBoard.memory = { driver: "ram-nor", options: { bytes: 4096 * 1024, pages: 16 } };
      offSwitchBoard.memory = { driver: "ccm-nor", options: { bytes: 4096 * 1024, pages: 16 } };
    },
    messages: [
      "W17 meter: memory: that of discovery is in its RAM and discovery is not emulated; what was acknowledged would go with the power",
      "W17 off-switch: memory: that of nucleo is in its RAM and nucleo is not emulated; what was acknowledged would go with the power",
    ],
  },
  {
    title: "W18 slots of a size that the store does not know",
    breaks: ({ meter, offSwitch }) => {
      segment(meter, "metrology-log").slotBytes = 32;
      segment(meter, "off-switch-log").slotBytes = 0;
      segment(meter, "tariffs").slotBytes = 256;
      segment(offSwitch, "switch-state").slotBytes = 48;
    },
    messages: [
      'W18 meter: metrology-log: its slotBytes is 32; slots of "log" have 64 or 128',
      'W18 meter: off-switch-log: its slotBytes is 0; slots of "log" have 64 or 128',
      "W18 meter: tariffs: its slotBytes is 256; an image has no slots, so it is 0",
      'W18 off-switch: switch-state: its slotBytes is 48; slots of "values" have 32, 64, 128 or 256',
    ],
  },
  {
    title: "W18 no, half and too many values",
    breaks: ({ meter, offSwitch }) => {
      segment(meter, "credit").values = 0;
      segment(meter, "parameters").values = 2.5;
      segment(offSwitch, "switch-state").values = 127;
    },
    messages: [
      "W18 meter: credit: its values is 0; it must be a whole number from 1 to 126",
      "W18 meter: parameters: its values is 2.5; it must be a whole number from 1 to 126",
      "W18 off-switch: switch-state: its values is 127; it must be a whole number from 1 to 126",
    ],
  },
  {
    title: "W18 values whose copy leaves no half of a sector, by the size of a slot",
    breaks: ({ meter, offSwitch }) => {
      meter.counters = "credit";
      withoutKeys(offSwitch);
      Object.assign(segment(meter, "credit"), { slotBytes: 32, values: 63 });
      Object.assign(segment(meter, "parameters"), { slotBytes: 64, values: 31 });
      Object.assign(segment(meter, "registers"), { slotBytes: 128, values: 15, writesPerDay: 100 });
      Object.assign(segment(offSwitch, "switch-state"), { slotBytes: 256, values: 7 });
    },
    messages: [
      "W18 meter: credit: a copy of its 63 values takes 64 of the 127 slots with which a sector is written; at least half are for changes",
      "W18 meter: parameters: a copy of its 31 values takes 32 of the 63 slots with which a sector is written; at least half are for changes",
      "W18 meter: registers: a copy of its 15 values takes 16 of the 31 slots with which a sector is written; at least half are for changes",
      "W18 off-switch: switch-state: a copy of its 7 values takes 8 of the 15 slots with which a sector is written; at least half are for changes",
    ],
  },
  {
    title: "W18 counters in an image, and where the kernel leaves no value to a partition",
    breaks: ({ meter, offSwitch }) => {
      meter.counters = "tariffs";
      segment(offSwitch, "switch-state").values = 32;
    },
    messages: [
      'W18 meter: tariffs: it holds the counters of the keys, so it must be "values", not "image"',
      "W18 off-switch: switch-state: its values is 32; the counters of the keys take the first 32, so it must be more",
    ],
  },
  {
    title: "W18 values in a log and in an image",
    breaks: ({ meter }) => {
      segment(meter, "security-log").values = 4;
      segment(meter, "tariffs").values = 1;
    },
    messages: [
      'W18 meter: security-log: its values is 4; a segment of kind "log" has none, so it is 0',
      'W18 meter: tariffs: its values is 1; a segment of kind "image" has none, so it is 0',
    ],
  },
  {
    title: "W19 segments and no memory",
    breaks: ({ meterBoard }) => {
      delete meterBoard.memory;
    },
    messages: ["W19 meter: discovery: it has no memory; the segments of meter would be nowhere"],
  },
  {
    title: "W19 a memory and no segments",
    breaks: ({ offSwitch }) => {
      offSwitch.flashBytes = 0;
      offSwitch.segments = [];
      withoutKeys(offSwitch);
    },
    messages: ["W19 off-switch: memory: that of nucleo holds no segment; a driver would run for nothing"],
  },
  {
    title: "W19 a memory smaller than the system takes it for",
    breaks: ({ meterBoard, offSwitchBoard }) => {
      memory(meterBoard).options["bytes"] = 4096 * 1024 - 1;
      memory(offSwitchBoard).options["bytes"] = "1048576";
    },
    messages: [
      "W19 meter: memory: its option bytes on discovery is 4194303; it must be a whole number and no less than the 4194304 of the system",
      'W19 off-switch: memory: its option bytes on nucleo is "1048576"; it must be a whole number and no less than the 1048576 of the system',
    ],
  },
  {
    title: "W19 a memory of an unknown and of an endless size",
    breaks: ({ meterBoard, offSwitchBoard }) => {
      delete memory(meterBoard).options["bytes"];
      memory(offSwitchBoard).options["bytes"] = Infinity;
    },
    messages: [
      "W19 meter: memory: its option bytes on discovery is missing; it must be a whole number and no less than the 4194304 of the system",
      "W19 off-switch: memory: its option bytes on nucleo is Infinity; it must be a whole number and no less than the 1048576 of the system",
    ],
  },
  {
    title: "W20 a log, values and images that are one write a day too many",
    breaks: ({ meter, offSwitch }) => {
      segment(meter, "credit").writesPerDay = 21_378;
      segment(meter, "tariffs").writesPerDay = 6;
      Object.assign(segment(offSwitch, "switch-log"), { bytes: 16_384, writesPerDay: 329 });
    },
    messages: [
      "W20 meter: tariffs: its sectors are erased up to 21915 times in 20 years and take 100000, a margin of 4.5; it must be at least 5",
      "W20 meter: credit: its sectors are erased up to 20001 times in 20 years and take 100000, a margin of 4.9; it must be at least 5",
      "W20 off-switch: switch-log: its sectors are erased up to 20028 times in 20 years and take 100000, a margin of 4.9; it must be at least 5",
    ],
  },
  {
    title: "W20 segments that nobody says how often are written",
    breaks: ({ meter, offSwitch }) => {
      segment(meter, "credit").writesPerDay = 0;
      segment(meter, "registers").writesPerDay = NaN;
      segment(offSwitch, "switch-log").writesPerDay = Infinity;
      segment(offSwitch, "switch-state").writesPerDay = -1;
    },
    messages: [
      "W20 meter: credit: its writesPerDay is 0; it must be a number above 0, for the wear follows from it",
      "W20 meter: registers: its writesPerDay is NaN; it must be a number above 0, for the wear follows from it",
      "W20 off-switch: switch-log: its writesPerDay is Infinity; it must be a number above 0, for the wear follows from it",
      "W20 off-switch: switch-state: its writesPerDay is -1; it must be a number above 0, for the wear follows from it",
    ],
  },
];
