// I9: the two partitions that face the world, with something to lose.

import { addChannel, channel, device, key, segment } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const facing: readonly Broken[] = [
  {
    title: "I9 communications owns a key",
    breaks: ({ meter }) => {
      key(meter, "top-up").owner = "communications";
    },
    messages: [
      "I7 meter: top-up: communications may own no key; only cs-security, dc-security and off-switch-security may",
      "I9 meter: top-up: communications faces the world and holds no key",
    ],
  },
  {
    title: "I9 communications writes a log",
    breaks: ({ meter }) => {
      segment(meter, "security-log").writer = "communications";
    },
    messages: [
      "I6 meter: security-log: its one writer is cs-security, not communications",
      "I9 meter: security-log: communications faces the world and writes and reads no segment",
    ],
  },
  {
    title: "I9 communications reads the parameters",
    breaks: ({ meter }) => {
      segment(meter, "parameters").readers.push("communications");
    },
    messages: [
      "I6 meter: parameters: communications may not read it; only cs-security, dc-security, computations and credit-balance may",
      "I9 meter: parameters: communications faces the world and writes and reads no segment",
    ],
  },
  {
    title: "I9 communications is told readings by cs-security",
    breaks: ({ meter }) => {
      channel(meter, "cs-security", "communications").carries = "readings";
    },
    messages: [
      'I8 meter: cs-security -> communications: cs-security holds readings (by computations -> cs-security), so what it sends to communications is sealed frames, not "readings"',
      "I9 meter: cs-security -> communications: communications faces the world and is told no readings",
    ],
  },
  {
    title: "I9 communications counts the pulses",
    breaks: ({ meter }) => {
      device(meter, "import-pulses").owner = "communications";
    },
    messages: [
      "I9 meter: import-pulses: communications faces the world and owns its ports only; taken over, it must give the wire and nothing more",
    ],
  },
  {
    title: "I9 consumer-port owns a key",
    breaks: ({ meter }) => {
      key(meter, "consumer").owner = "consumer-port";
    },
    messages: [
      "I7 meter: consumer: consumer-port may own no key; only cs-security, dc-security and off-switch-security may",
      "I9 meter: consumer: consumer-port faces the world and holds no key",
    ],
  },
  {
    title: "I9 consumer-port reads tariffs from the store",
    breaks: ({ meter }) => {
      segment(meter, "tariffs").readers.push("consumer-port");
    },
    messages: [
      "I6 meter: tariffs: consumer-port may not read it; only computations and credit-balance may",
      "I9 meter: tariffs: consumer-port faces the world and writes and reads no segment",
    ],
  },
  {
    title: "I9 consumer-port reports its faults to display",
    breaks: ({ meter }) => {
      addChannel(meter, "consumer-port", "display", "state");
    },
    messages: [
      "I1 meter: consumer-port -> display: consumer-port owns the HAN port han; nothing may enter at the HAN, so it may send to nobody inside",
      "I9 meter: consumer-port -> display: consumer-port has no channel back to anyone",
    ],
  },
  {
    title: "I9 consumer-port owns the clock",
    breaks: ({ meter }) => {
      device(meter, "clock").owner = "consumer-port";
    },
    messages: [
      "I9 meter: clock: consumer-port faces the world and owns its ports only; taken over, it must give the wire and nothing more",
    ],
  },
];
