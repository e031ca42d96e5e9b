// I4 and I5: a relay within reach of the wrong partition.

import { addChannel, addRelay, channel, device, options, partition } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const switching: readonly Broken[] = [
  {
    title: "I4 the meter board has a relay of its own",
    breaks: ({ meter, meterBoard }) => {
      addRelay(meter, meterBoard, "display", "load-relay");
    },
    messages: [
      "I4 meter: load-relay: the relay is a device of off-switch-security on the off-switch board, not of display on the meter board",
      "I5 meter: load-relay: credit-balance reaches the relay past off-switch-security, by credit-balance -> display",
    ],
  },
  {
    title: "I4 the off-switch board has a second relay",
    breaks: ({ offSwitch, offSwitchBoard }) => {
      addRelay(offSwitch, offSwitchBoard, "off-switch-security", "spare-relay");
    },
    messages: ["I4 off-switch: spare-relay: the relay is relay already; the contact to the grid exists once"],
  },
  {
    title: "I4 there is no relay",
    breaks: ({ offSwitch, offSwitchBoard }) => {
      offSwitch.devices = offSwitch.devices.filter(({ name }) => name !== "relay");
      delete offSwitchBoard.parts["relay"];
    },
    messages: [
      "I4 off-switch: off-switch-security: it has no relay; the contact to the grid is its device and exists once",
    ],
  },
  {
    title: "I4 the status light is wired to a coil",
    breaks: ({ offSwitchBoard }) => {
      offSwitchBoard.parts["light"] = { driver: "led", options: { setPin: "A5" } };
    },
    messages: [
      "I4 off-switch: light: its part on nucleo drives a relay's coil, and it is not the relay; only off-switch-security may move the contact",
    ],
  },
  {
    title: "I4 the meter's clock is a relay driver",
    breaks: ({ meterBoard }) => {
      meterBoard.parts["clock"] = { driver: "latching-relay", options: { pin: "C4" } };
    },
    messages: [
      "I4 meter: clock: its part on discovery drives a relay's coil, and it is not the relay; only off-switch-security may move the contact",
    ],
  },
  {
    title: "I5 link owns the relay",
    breaks: ({ offSwitch }) => {
      device(offSwitch, "relay").owner = "link";
    },
    messages: [
      "I4 off-switch: relay: the relay is a device of off-switch-security on the off-switch board, not of link on the off-switch board",
      "I5 off-switch: relay: link hears the meter board and so owns the link's UART and nothing else; this belongs to off-switch-security",
      "I5 off-switch: relay: credit-balance reaches the relay past off-switch-security, by credit-balance -> off-switch-link -> link",
    ],
  },
  {
    title: "I5 credit-balance owns the relay",
    breaks: ({ meter, meterBoard }) => {
      addRelay(meter, meterBoard, "credit-balance", "prepaid-relay");
    },
    messages: [
      "I4 meter: prepaid-relay: the relay is a device of off-switch-security on the off-switch board, not of credit-balance on the meter board",
      "I5 meter: prepaid-relay: credit-balance reaches the relay past off-switch-security, by credit-balance",
    ],
  },
  {
    title: "I5 credit-balance orders computations about",
    breaks: ({ meter }) => {
      addChannel(meter, "credit-balance", "computations", "orders");
    },
    messages: [
      "I5 meter: credit-balance -> computations: credit-balance asks for the switch through off-switch-link; it may send only to off-switch-link, display and cs-security",
    ],
  },
  {
    title: "I5 credit-balance tells dc-security the balance",
    breaks: ({ meter }) => {
      addChannel(meter, "credit-balance", "dc-security", "state");
    },
    messages: [
      "I5 meter: credit-balance -> dc-security: credit-balance asks for the switch through off-switch-link; it may send only to off-switch-link, display and cs-security",
    ],
  },
  {
    title: "I5 link owns the button",
    breaks: ({ offSwitch }) => {
      device(offSwitch, "button").owner = "link";
    },
    messages: [
      "I5 off-switch: button: link hears the meter board and so owns the link's UART and nothing else; this belongs to off-switch-security",
    ],
  },
  {
    title: "I5 link passes orders to a second partition that has the relay",
    breaks: ({ offSwitch }) => {
      offSwitch.partitions.push({ name: "relay-driver", purpose: "drives the relay", stepBudget: 100 });
      addChannel(offSwitch, "link", "relay-driver", "orders");
      device(offSwitch, "relay").owner = "relay-driver";
    },
    messages: [
      "I4 off-switch: relay: the relay is a device of off-switch-security on the off-switch board, not of relay-driver on the off-switch board",
      "I5 off-switch: link -> relay-driver: what comes over the link goes to off-switch-security and to nobody else",
      "I5 off-switch: relay: credit-balance reaches the relay past off-switch-security, by credit-balance -> off-switch-link -> link -> relay-driver",
      "W4 off-switch: relay-driver: not on the list of partitions; this processor may run off-switch-security and link",
    ],
  },
  {
    title: "I5 a copy of off-switch-security runs on the meter with a relay",
    breaks: ({ meter, meterBoard }) => {
      meter.partitions.push({ ...partition(meter, "display"), name: "off-switch-security" });
      addChannel(meter, "off-switch-link", "off-switch-security", "frames");
      addRelay(meter, meterBoard, "off-switch-security", "near-relay");
    },
    messages: [
      "I4 meter: near-relay: the relay is a device of off-switch-security on the off-switch board, not of off-switch-security on the meter board",
      "I5 meter: near-relay: credit-balance reaches the relay past off-switch-security, by credit-balance -> off-switch-link -> off-switch-security",
      "W4 meter: off-switch-security: not on the list of partitions; this processor may run communications, consumer-port, cs-security, dc-security, computations, credit-balance, off-switch-link and display",
      "W5 meter: off-switch-link -> off-switch-security: not on the list of channels",
    ],
  },
  {
    title: "I4 the feedback of the relay is given to display as a relay of its own",
    breaks: ({ meter, meterBoard }) => {
      addRelay(meter, meterBoard, "display", "contact");
      device(meter, "contact").direction = "in";
      meterBoard.parts["contact"] = { driver: "contact-input", options: { feedbackPin: "C4" } };
      options(meterBoard, "contact")["feedbackPin"] = "C5";
    },
    messages: [
      "I4 meter: contact: the relay is a device of off-switch-security on the off-switch board, not of display on the meter board",
      "I5 meter: contact: credit-balance reaches the relay past off-switch-security, by credit-balance -> display",
    ],
  },
  {
    title: "W5 the off-switch is told orders in place of sealed frames",
    breaks: ({ offSwitch }) => {
      channel(offSwitch, "link", "off-switch-security").carries = "orders";
    },
    messages: [
      'W5 off-switch: link -> off-switch-security: it carries "orders"; on the list of channels it carries "frames"',
    ],
  },
];
