// I1 and I2: ways in that must not exist.

import { addChannel, addPort, channel, device, options } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const entering: readonly Broken[] = [
  {
    title: "I1 the HAN port is both ways",
    breaks: ({ meter }) => {
      device(meter, "han").direction = "both";
      device(meter, "han").depth = 2;
    },
    messages: [
      'I1 meter: han: the HAN port has direction "both"; nothing may enter at the HAN, so its only direction is "out"',
    ],
  },
  {
    title: "I1 the HAN port only listens",
    breaks: ({ meter }) => {
      device(meter, "han").direction = "in";
      device(meter, "han").depth = 2;
    },
    messages: [
      'I1 meter: han: the HAN port has direction "in"; nothing may enter at the HAN, so its only direction is "out"',
    ],
  },
  {
    title: "I1 the HAN port has a receive pin",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "han")["rx"] = "B7";
    },
    messages: [
      "I1 meter: han: its part on discovery has the receive pin B7; nothing may enter at the HAN, so no receive pin is configured",
    ],
  },
  {
    title: "I1 the HAN port is on the console's UART",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "han")["port"] = "Serial2";
      options(meterBoard, "maintenance")["port"] = "Serial1";
    },
    messages: [
      "I1 meter: han: its part on discovery is Serial2, the console, which listens until the firmware closes it; nothing may enter at the HAN",
    ],
  },
  {
    title: "I1 the owner of the HAN port tells cs-security something",
    breaks: ({ meter }) => {
      addChannel(meter, "consumer-port", "cs-security", "state");
    },
    messages: [
      "I1 meter: consumer-port -> cs-security: consumer-port owns the HAN port han; nothing may enter at the HAN, so it may send to nobody inside",
      "I9 meter: consumer-port -> cs-security: consumer-port has no channel back to anyone",
    ],
  },
  {
    title: "I1 display owns the HAN port, and computations could be told through it",
    breaks: ({ meter }) => {
      device(meter, "han").owner = "display";
      addChannel(meter, "display", "computations", "orders");
    },
    messages: [
      "I1 meter: display -> computations: display owns the HAN port han; nothing may enter at the HAN, so it may send to nobody inside",
      "I3 meter: han: the HAN port belongs to consumer-port, not to display",
      "I8 meter: han: display holds readings (by computations -> display), and is not consumer-port, so it may own no HAN port",
    ],
  },
  {
    title: "I2 dc-security hears the WAN by itself",
    breaks: ({ meter }) => {
      device(meter, "wan").owner = "dc-security";
    },
    messages: [
      "I2 meter: wan: an outside port that is heard belongs to communications, not to dc-security",
      "I3 meter: wan: an outside port that speaks belongs to communications, not to dc-security",
      "I8 meter: wan: dc-security holds readings (by computations -> dc-security), so it may own no outside port",
    ],
  },
  {
    title: "I2 the technician's port leads straight into computations",
    breaks: ({ meter }) => {
      device(meter, "maintenance").owner = "computations";
    },
    messages: [
      "I2 meter: maintenance: an outside port that is heard belongs to communications, not to computations",
      "I3 meter: maintenance: an outside port that speaks belongs to communications, not to computations",
      "I8 meter: maintenance: computations holds readings, so it may own no outside port",
    ],
  },
  {
    title: "I2 communications passes frames to computations",
    breaks: ({ meter }) => {
      addChannel(meter, "communications", "computations", "frames");
    },
    messages: [
      "I2 meter: communications -> computations: what enters from outside meets a security module first; communications may send only to cs-security, dc-security and off-switch-link",
    ],
  },
  {
    title: "I2 communications tops up credit by itself",
    breaks: ({ meter }) => {
      addChannel(meter, "communications", "credit-balance", "orders");
    },
    messages: [
      "I2 meter: communications -> credit-balance: what enters from outside meets a security module first; communications may send only to cs-security, dc-security and off-switch-link",
    ],
  },
  {
    title: "I2 communications writes on the display",
    breaks: ({ meter }) => {
      addChannel(meter, "communications", "display", "state");
    },
    messages: [
      "I2 meter: communications -> display: what enters from outside meets a security module first; communications may send only to cs-security, dc-security and off-switch-link",
    ],
  },
  {
    title: "I2 a debug port declares itself inside",
    breaks: (draft) => {
      addPort(draft, "computations", "debug", "inside");
    },
    messages: [
      "I2 meter: debug: a serial port inside the meter is the link between the boards and belongs to off-switch-link, not to computations",
    ],
  },
  {
    title: "I2 a second link beside the link",
    breaks: (draft) => {
      addPort(draft, "off-switch-link", "spare-link", "inside");
    },
    messages: [
      "I2 meter: spare-link: off-switch-uart is the link between the boards already; a second serial port inside the meter would be a way past it",
    ],
  },
  {
    title: "I2 the off-switch board listens to the outside too",
    breaks: ({ offSwitch }) => {
      device(offSwitch, "meter-uart").exposure = "outside";
    },
    messages: [
      "I2 off-switch: meter-uart: an outside port that is heard belongs to communications, not to link",
      "I3 off-switch: meter-uart: an outside port that speaks belongs to communications, not to link",
      "I5 off-switch: meter-uart: link hears the meter board and so owns the link's UART and nothing else; this belongs to off-switch-security",
    ],
  },
  {
    title: "W5 what comes in is called orders",
    breaks: ({ meter }) => {
      channel(meter, "communications", "cs-security").carries = "orders";
    },
    messages: [
      'W5 meter: communications -> cs-security: it carries "orders"; on the list of channels it carries "frames"',
    ],
  },
];
