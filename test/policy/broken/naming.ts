// W1 to W7: names, lists and words.

import { addChannel, channel, device, key, partition, segment } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const naming: readonly Broken[] = [
  {
    title: "W1 a channel to a partition that is not there",
    breaks: ({ meter }) => {
      channel(meter, "computations", "display").to = "screen";
    },
    messages: ["W1 meter: computations -> screen: its receiver screen is no partition of this system"],
  },
  {
    title: "W1 a channel from a partition of the other processor",
    breaks: ({ meter }) => {
      addChannel(meter, "off-switch-security", "display", "state");
    },
    messages: [
      "W1 meter: off-switch-security -> display: its sender off-switch-security is no partition of this system",
    ],
  },
  {
    title: "W1 a device, a key and a segment of a stranger",
    breaks: ({ meter }) => {
      device(meter, "clock").owner = "stranger";
      key(meter, "consumer").owner = "stranger";
      segment(meter, "credit").writer = "stranger";
      segment(meter, "tariffs").readers = ["stranger"];
    },
    messages: [
      "I6 meter: tariffs: stranger may not read it; only computations and credit-balance may",
      "I6 meter: credit: its one writer is credit-balance, not stranger",
      "I7 meter: consumer: stranger may own no key; only cs-security, dc-security and off-switch-security may",
      "W1 meter: clock: its owner stranger is no partition of this system",
      "W1 meter: consumer: its owner stranger is no partition of this system",
      "W1 meter: tariffs: its reader stranger is no partition of this system",
      "W1 meter: credit: its writer stranger is no partition of this system",
    ],
  },
  {
    title: "W1 keys without counters, and counters in a segment that is not there",
    breaks: ({ meter, offSwitch }) => {
      meter.counters = "numbers";
      delete offSwitch.counters;
    },
    messages: [
      "W1 meter: meter: its counters are in numbers, which is no segment of it",
      "W1 off-switch: off-switch: it has keys and names no segment for their counters; after a reset it would take everything again",
    ],
  },
  {
    title: "W2 two partitions of one name",
    breaks: ({ meter }) => {
      meter.partitions.push(partition(meter, "display"));
    },
    messages: ["W2 meter: display: it names a partition twice; a name stands for one thing"],
  },
  {
    title: "W2 two devices of one name",
    breaks: ({ meter }) => {
      device(meter, "generation-pulses").name = "import-pulses";
    },
    messages: [
      "W2 meter: import-pulses: it names a device twice; a name stands for one thing",
      "W12 meter: generation-pulses: a part of discovery is no device of this system; a driver would run for nobody",
    ],
  },
  {
    title: "W2 a channel twice",
    breaks: ({ meter }) => {
      meter.channels.push(channel(meter, "computations", "display"));
    },
    messages: [
      "W2 meter: computations -> display: the channel is declared twice; two partitions share one queue a direction",
    ],
  },
  {
    title: "W2 a key and a segment twice, a reader twice",
    breaks: ({ meter }) => {
      meter.keys.push(key(meter, "consumer"));
      meter.segments.push({ ...segment(meter, "credit"), baseAddress: 3328 * 1024 });
      segment(meter, "tariffs").readers.push("credit-balance");
    },
    messages: [
      "W2 meter: consumer: it names a key twice; a name stands for one thing",
      "W2 meter: credit: it names a segment twice; a name stands for one thing",
      "W2 meter: tariffs: it lists its reader credit-balance twice",
    ],
  },
  {
    title: "W2 the same processor twice",
    breaks: (draft) => {
      draft.offSwitch = structuredClone(draft.meter);
      draft.offSwitchBoard = { ...structuredClone(draft.meterBoard), name: "other" };
    },
    messages: ["W2 meter: meter: the system is described twice; a policy is decided on one description of it"],
  },
  {
    title: "W2 two boards of one name",
    breaks: ({ meterBoard, offSwitchBoard }) => {
      offSwitchBoard.name = meterBoard.name;
    },
    messages: ["W2 meter: discovery: it names a board twice; a name stands for one thing"],
  },
  {
    title: "W2 a name that cannot stand in an edge",
    breaks: ({ meter, meterBoard }) => {
      device(meter, "lcd").name = "LCD -> 4";
      meterBoard.parts["LCD -> 4"] = meterBoard.parts["lcd"] ?? { driver: "", options: {} };
      delete meterBoard.parts["lcd"];
    },
    messages: [
      "W2 meter: LCD -> 4: it names a device and is no word of letters and digits, or several joined by hyphens",
    ],
  },
  {
    title: "W3 a channel to itself",
    breaks: ({ meter }) => {
      addChannel(meter, "computations", "computations", "readings");
    },
    messages: ["W3 meter: computations -> computations: a channel leads to another partition, not back to its sender"],
  },
  {
    title: "W4 a ninth partition",
    breaks: ({ meter }) => {
      meter.partitions.push({ name: "updater", purpose: "installs firmware", stepBudget: 100, periodMs: 1000 });
    },
    messages: [
      "W4 meter: updater: not on the list of partitions; this processor may run communications, consumer-port, cs-security, dc-security, computations, credit-balance, off-switch-link and display",
    ],
  },
  {
    title: "W4 computations runs on the off-switch board",
    breaks: ({ offSwitch }) => {
      offSwitch.partitions.push({ name: "computations", purpose: "helps out", stepBudget: 100, periodMs: 1000 });
    },
    messages: [
      "W4 off-switch: computations: not on the list of partitions; this processor may run off-switch-security and link",
    ],
  },
  {
    title: "W5 display answers computations",
    breaks: ({ meter }) => {
      addChannel(meter, "display", "computations", "orders");
    },
    messages: ["W5 meter: display -> computations: not on the list of channels"],
  },
  {
    title: "W5 dc-security orders computations about",
    breaks: ({ meter }) => {
      addChannel(meter, "dc-security", "computations", "orders");
    },
    messages: ["W5 meter: dc-security -> computations: not on the list of channels"],
  },
  {
    title: "W5 the two security modules share what they know",
    breaks: ({ meter }) => {
      addChannel(meter, "cs-security", "dc-security", "state");
    },
    messages: ["W5 meter: cs-security -> dc-security: not on the list of channels"],
  },
  {
    title: "W5 readings come from computations as state",
    breaks: ({ meter }) => {
      channel(meter, "computations", "credit-balance").carries = "state";
    },
    messages: [
      'W5 meter: computations -> credit-balance: it carries "state"; on the list of channels it carries "readings"',
    ],
  },
  {
    title: "W6 display owns the clock",
    breaks: ({ meter }) => {
      device(meter, "clock").owner = "display";
    },
    messages: ["W6 meter: clock: a clock belongs to computations, not to display"],
  },
  {
    title: "W6 a class of device that nobody wrote a contract for",
    breaks: ({ meter }) => {
      device(meter, "current-clamp").contract = "microphone";
    },
    messages: ["W6 meter: current-clamp: its contract microphone is not on the list of devices"],
  },
  {
    title: "W6 a class of device named like a member of every object",
    breaks: ({ meter }) => {
      device(meter, "current-clamp").contract = "constructor";
    },
    messages: ["W6 meter: current-clamp: its contract constructor is not on the list of devices"],
  },
  {
    title: "W6 the status light spells out what the button does",
    breaks: ({ offSwitch }) => {
      device(offSwitch, "light").carries = "orders";
    },
    messages: ['W6 off-switch: light: a status-light carries "state", not "orders"'],
  },
  {
    title: "W7 no reason, no purpose, no peer",
    breaks: ({ meter }) => {
      partition(meter, "display").purpose = "";
      channel(meter, "computations", "display").reason = " ";
      device(meter, "lcd").reason = "";
      key(meter, "consumer").reason = "";
      key(meter, "consumer").peer = "";
    },
    messages: [
      "W7 meter: display: its purpose is empty; what has no purpose is not needed",
      "W7 meter: computations -> display: its reason is empty; what has no reason is not needed",
      "W7 meter: lcd: its reason is empty; what has no reason is not needed",
      "W7 meter: consumer: its reason is empty; what has no reason is not needed",
      "W7 meter: consumer: its peer is empty; what has no peer is not needed",
    ],
  },
  {
    title: "W7 a key without a use and one with a use twice",
    breaks: ({ meter }) => {
      key(meter, "top-up").uses = [];
      key(meter, "consumer").uses = ["change"];
      key(meter, "maintenance").uses = ["seal", "open", "seal"];
    },
    messages: [
      "W7 meter: top-up: it has no use but to be changed; nobody needs such a key",
      "W7 meter: maintenance: it lists a use twice",
      "W7 meter: consumer: it has no use but to be changed; nobody needs such a key",
    ],
  },
];
