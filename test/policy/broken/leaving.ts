// I3 and I8: ways out that must not exist, and readings on them.

import { addChannel, addPort, channel, device, key, partition } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const leaving: readonly Broken[] = [
  {
    title: "I3 computations sends to communications",
    breaks: ({ meter }) => {
      addChannel(meter, "computations", "communications", "frames");
    },
    messages: [
      "I3 meter: computations -> communications: what leaves the meter leaves a security module first; only cs-security, dc-security and off-switch-link may send to communications",
      "I8 meter: computations -> communications: computations holds readings and has no key to seal with, so it may send no frames",
    ],
  },
  {
    title: "I3 display sends to communications",
    breaks: ({ meter }) => {
      addChannel(meter, "display", "communications", "frames");
    },
    messages: [
      "I3 meter: display -> communications: what leaves the meter leaves a security module first; only cs-security, dc-security and off-switch-link may send to communications",
      "I8 meter: display -> communications: display holds readings (by computations -> display) and has no key to seal with, so it may send no frames",
    ],
  },
  {
    title: "I3 credit-balance sends to communications",
    breaks: ({ meter }) => {
      addChannel(meter, "credit-balance", "communications", "state");
    },
    messages: [
      "I3 meter: credit-balance -> communications: what leaves the meter leaves a security module first; only cs-security, dc-security and off-switch-link may send to communications",
      "I5 meter: credit-balance -> communications: credit-balance asks for the switch through off-switch-link; it may send only to off-switch-link, display and cs-security",
      'I8 meter: credit-balance -> communications: credit-balance holds readings (by computations -> credit-balance), so what it sends to communications is sealed frames, not "state"',
    ],
  },
  {
    title: "I3 consumer-port is told by computations",
    breaks: ({ meter }) => {
      addChannel(meter, "computations", "consumer-port", "readings");
    },
    messages: [
      "I3 meter: computations -> consumer-port: what leaves at the HAN comes from cs-security; nobody else may send to consumer-port",
    ],
  },
  {
    title: "I3 consumer-port is told by communications",
    breaks: ({ meter }) => {
      addChannel(meter, "communications", "consumer-port", "frames");
    },
    messages: [
      "I2 meter: communications -> consumer-port: what enters from outside meets a security module first; communications may send only to cs-security, dc-security and off-switch-link",
      "I3 meter: communications -> consumer-port: what leaves at the HAN comes from cs-security; nobody else may send to consumer-port",
    ],
  },
  {
    title: "I3 cs-security owns a port that only speaks",
    breaks: ({ meter }) => {
      const wan = device(meter, "wan");
      wan.owner = "cs-security";
      wan.direction = "out";
      delete wan.depth;
    },
    messages: [
      "I3 meter: wan: an outside port that speaks belongs to communications, not to cs-security",
      "I8 meter: wan: cs-security holds readings (by computations -> cs-security), so it may own no outside port",
    ],
  },
  {
    title: "I3 communications owns the HAN port",
    breaks: ({ meter }) => {
      device(meter, "han").owner = "communications";
    },
    messages: [
      "I1 meter: communications -> cs-security: communications owns the HAN port han; nothing may enter at the HAN, so it may send to nobody inside",
      "I1 meter: communications -> dc-security: communications owns the HAN port han; nothing may enter at the HAN, so it may send to nobody inside",
      "I1 meter: communications -> off-switch-link: communications owns the HAN port han; nothing may enter at the HAN, so it may send to nobody inside",
      "I3 meter: han: the HAN port belongs to consumer-port, not to communications",
    ],
  },
  {
    title: "I8 cs-security holds readings and nothing to seal with",
    breaks: ({ meter }) => {
      meter.keys = meter.keys.filter((one) => one.owner !== "cs-security");
    },
    messages: [
      "I8 meter: cs-security -> communications: cs-security holds readings (by computations -> cs-security) and has no key to seal with, so it may send no frames",
    ],
  },
  {
    title: "I8 dc-security can mask and not seal",
    breaks: ({ meter }) => {
      key(meter, "concentrator").uses = ["prf"];
    },
    messages: [
      "I8 meter: dc-security -> communications: dc-security holds readings (by computations -> dc-security) and has no key to seal with, so it may send no frames",
    ],
  },
  {
    title: "I8 readings slip to the link as state and from there out unsealed",
    breaks: ({ meter }) => {
      addChannel(meter, "computations", "off-switch-link", "state");
    },
    messages: [
      "I8 meter: off-switch-link -> communications: off-switch-link holds readings (by computations -> off-switch-link) and has no key to seal with, so it may send no frames",
      "W5 meter: computations -> off-switch-link: not on the list of channels",
    ],
  },
  {
    title: "I8 credit-balance calls its orders state",
    breaks: ({ meter }) => {
      channel(meter, "credit-balance", "off-switch-link").carries = "state";
    },
    messages: [
      "I8 meter: off-switch-link -> communications: off-switch-link holds readings (by computations -> credit-balance -> off-switch-link) and has no key to seal with, so it may send no frames",
      'W5 meter: credit-balance -> off-switch-link: it carries "state"; on the list of channels it carries "orders"',
    ],
  },
  {
    title: "I8 orders for the off-switch are long enough for a load profile",
    breaks: ({ meter }) => {
      channel(meter, "credit-balance", "off-switch-link").maxBytes = 96;
    },
    messages: [
      "I8 meter: credit-balance -> off-switch-link: credit-balance holds readings (by computations -> credit-balance), and what it sends here leaves unsealed, so a message has at most 16 bytes, not 96",
    ],
  },
  {
    title: "I8 a sealing partition sends its readings as state",
    breaks: ({ meter }) => {
      channel(meter, "dc-security", "communications").carries = "state";
    },
    messages: [
      'I8 meter: dc-security -> communications: dc-security holds readings (by computations -> dc-security), so what it sends to communications is sealed frames, not "state"',
    ],
  },
  {
    title: "I8 cs-security sends orders to communications",
    breaks: ({ meter }) => {
      channel(meter, "cs-security", "communications").carries = "orders";
    },
    messages: [
      'I8 meter: cs-security -> communications: cs-security holds readings (by computations -> cs-security), so what it sends to communications is sealed frames, not "orders"',
    ],
  },
  {
    title: "I8 the WAN port is declared to carry readings in clear",
    breaks: ({ meter }) => {
      device(meter, "wan").carries = "readings";
    },
    messages: ["I8 meter: wan: an outside port carries frames; readings in clear come only from other-utility"],
  },
  {
    title: "W6 a pulse input is declared to carry state",
    breaks: ({ meter }) => {
      device(meter, "import-pulses").carries = "state";
    },
    messages: ['W6 meter: import-pulses: a pulse-input carries "readings", not "state"'],
  },
  {
    title: "I8 a port of its own for the meter's readings",
    breaks: (draft) => {
      addPort(draft, "computations", "second-wan", "outside");
      partition(draft.meter, "computations").purpose = "counts energy and uploads it";
    },
    messages: [
      "I2 meter: second-wan: an outside port that is heard belongs to communications, not to computations",
      "I3 meter: second-wan: an outside port that speaks belongs to communications, not to computations",
      "I8 meter: second-wan: computations holds readings, so it may own no outside port",
    ],
  },
];
