// W8 to W11: numbers, memory, queues, and partitions that never run.

import { channel, device, partition, segment } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const sizing: readonly Broken[] = [
  {
    title: "W8 queues of no, half and too many messages",
    breaks: ({ meter }) => {
      channel(meter, "computations", "display").depth = 0;
      channel(meter, "computations", "dc-security").depth = 1.5;
      channel(meter, "credit-balance", "display").depth = 65;
      device(meter, "top-up").depth = -1;
    },
    messages: [
      "W8 meter: computations -> dc-security: its depth is 1.5; it must be a whole number from 1 to 64",
      "W8 meter: computations -> display: its depth is 0; it must be a whole number from 1 to 64",
      "W8 meter: credit-balance -> display: its depth is 65; it must be a whole number from 1 to 64",
      "W8 meter: top-up: its depth is -1; it must be a whole number from 1 to 64",
    ],
  },
  {
    title: "W8 messages of no length and of too much",
    breaks: ({ meter }) => {
      channel(meter, "computations", "display").maxBytes = NaN;
      channel(meter, "cs-security", "consumer-port").maxBytes = 1025;
    },
    messages: [
      "W8 meter: cs-security -> consumer-port: its maxBytes is 1025; it must be a whole number from 1 to 1024",
      "W8 meter: computations -> display: its maxBytes is NaN; it must be a whole number from 1 to 1024",
    ],
  },
  {
    title: "W8 a partition that may loop for a minute and one that may do nothing",
    breaks: ({ meter }) => {
      partition(meter, "communications").stepBudget = 1_000_000;
      partition(meter, "display").stepBudget = 0;
    },
    messages: [
      "W8 meter: communications: its stepBudget is 1000000; it must be a whole number from 1 to 20000",
      "W8 meter: display: its stepBudget is 0; it must be a whole number from 1 to 20000",
    ],
  },
  {
    title: "W8 periods that no schedule can keep",
    breaks: ({ meter }) => {
      partition(meter, "display").periodMs = 0;
      partition(meter, "computations").periodMs = 105;
    },
    messages: [
      "W8 meter: display: its periodMs is 0; it must be a whole number from 1 to 86400000",
      "W8 meter: computations: its periodMs 105 is no multiple of the cycle of 10 ms and cannot be kept",
    ],
  },
  {
    title: "W8 a cycle of no time",
    breaks: ({ offSwitch }) => {
      offSwitch.cycleMs = 0;
      delete partition(offSwitch, "off-switch-security").periodMs;
    },
    messages: ["W8 off-switch: off-switch: its cycleMs is 0; it must be a whole number from 1 to 1000"],
  },
  {
    title: "W8 a flash part of half a byte",
    breaks: ({ meter }) => {
      meter.flashBytes += 0.5;
    },
    messages: [
      "W8 meter: meter: its flashBytes is 4194304.5; it must be a whole number, 0 where there is no flash part",
      "W19 meter: memory: its option bytes on discovery is 4194304; it must be a whole number and no less than the 4194304.5 of the system",
    ],
  },
  {
    title: "W8 segments under no, half and too high a number",
    breaks: ({ meter, offSwitch }) => {
      segment(meter, "credit").number = 0;
      segment(meter, "tariffs").number = 4.5;
      segment(offSwitch, "switch-log").number = 32;
    },
    messages: [
      "W8 meter: tariffs: its number is 4.5; it must be a whole number from 1 to 31",
      "W8 meter: credit: its number is 0; it must be a whole number from 1 to 31",
      "W8 off-switch: switch-log: its number is 32; it must be a whole number from 1 to 31",
    ],
  },
  {
    title: "W9 queues that take the heap",
    breaks: ({ meter }) => {
      channel(meter, "communications", "cs-security").depth = 16;
    },
    messages: [
      "W9 meter: meter: its queues, full, hold 8480 bytes; more than 8192 would starve a heap of about 69 KiB that cannot report its end",
    ],
  },
  {
    title: "W9 a flood of chunks that takes the heap",
    breaks: ({ offSwitch }) => {
      device(offSwitch, "meter-uart").depth = 64;
      channel(offSwitch, "link", "off-switch-security").depth = 64;
    },
    messages: [
      "W9 off-switch: off-switch: its queues, full, hold 10640 bytes; more than 8192 would starve a heap of about 69 KiB that cannot report its end",
    ],
  },
  {
    title: "W10 a port that is heard and has no queue",
    breaks: ({ meter }) => {
      delete device(meter, "wan").depth;
    },
    messages: ["W10 meter: wan: a serial-port that is heard speaks up by itself and needs a depth for what waits"],
  },
  {
    title: "W10 a port that only speaks and has a queue",
    breaks: ({ meter }) => {
      device(meter, "han").depth = 4;
    },
    messages: ['W10 meter: han: a serial-port with direction "out" never speaks up by itself and has no depth'],
  },
  {
    title: "W10 a clock with a queue",
    breaks: ({ meter }) => {
      device(meter, "clock").depth = 1;
    },
    messages: ['W10 meter: clock: a clock with direction "in" never speaks up by itself and has no depth'],
  },
  {
    title: "W11 a partition that nothing wakes",
    breaks: ({ meter }) => {
      meter.channels = meter.channels.filter(({ to }) => to !== "consumer-port");
    },
    messages: [
      "W11 meter: consumer-port: it has no period, no channel into it and no device that speaks: nothing ever wakes it",
    ],
  },
  {
    title: "W11 a partition with devices that never speak up",
    breaks: ({ meter }) => {
      meter.channels = meter.channels.filter(({ to }) => to !== "computations");
      delete partition(meter, "computations").periodMs;
    },
    messages: [
      "W11 meter: computations: it has no period, no channel into it and no device that speaks: nothing ever wakes it",
    ],
  },
];
