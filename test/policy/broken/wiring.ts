// W12 to W17: boards that do not fit their system, their processor or themselves.

import { device, options } from "../edits.ts";
import type { Broken } from "../edits.ts";

export const wiring: readonly Broken[] = [
  {
    title: "W12 a device without a part",
    breaks: ({ meterBoard }) => {
      delete meterBoard.parts["clock"];
    },
    messages: ["W12 meter: clock: no part of discovery is this device"],
  },
  {
    title: "W12 a part without a device",
    breaks: ({ meterBoard }) => {
      meterBoard.parts["radio"] = { driver: "uart", options: { tx: "D8" } };
    },
    messages: ["W12 meter: radio: a part of discovery is no device of this system; a driver would run for nobody"],
  },
  {
    title: "W12 the meter's board is given to the off-switch",
    breaks: (draft) => {
      draft.offSwitchBoard = { ...structuredClone(draft.meterBoard), name: "other", system: "off-switch" };
      draft.offSwitch.devices = [];
    },
    messages: [
      "I4 off-switch: off-switch-security: it has no relay; the contact to the grid is its device and exists once",
      "W12 off-switch: wan: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: other-utility: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: top-up: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: maintenance: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: han: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: off-switch-uart: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: import-pulses: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: generation-pulses: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: current-clamp: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: clock: a part of other is no device of this system; a driver would run for nobody",
      "W12 off-switch: lcd: a part of other is no device of this system; a driver would run for nobody",
    ],
  },
  {
    title: "W13 the link on the meter board's console",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "off-switch-uart")["port"] = "Serial2";
      options(meterBoard, "maintenance")["port"] = "Serial6";
    },
    messages: [
      "W13 meter: off-switch-uart: the link between the boards is on Serial2, the console of discovery, which is a root shell until the firmware closes it",
    ],
  },
  {
    title: "W13 the link on the off-switch board's console",
    breaks: ({ offSwitchBoard }) => {
      options(offSwitchBoard, "meter-uart")["port"] = "Serial2";
    },
    messages: [
      "W13 off-switch: meter-uart: the link between the boards is on Serial2, the console of nucleo, which is a root shell until the firmware closes it",
    ],
  },
  {
    title: "W14 two parts on one pin",
    breaks: ({ offSwitchBoard }) => {
      options(offSwitchBoard, "light")["pin"] = "B4";
    },
    messages: [
      "W14 off-switch: light: it takes B4 of nucleo, which relay has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 two ports on one UART",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "top-up")["port"] = "Serial3";
    },
    messages: [
      "W14 meter: top-up: it takes Serial3 of discovery, which wan has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 two parts at one bus address",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "lcd")["address"] = 0x68;
    },
    messages: [
      "W14 meter: lcd: it takes address 104 on B8 and B9 of discovery, which clock has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 two buses on the same pins",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "lcd")["i2c"] = "I2C2";
    },
    messages: [
      "W14 meter: lcd: it takes B8 of discovery, which clock has; two parts share neither pin nor UART nor bus address",
      "W14 meter: lcd: it takes B9 of discovery, which clock has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W14 a part on one pin twice",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "wan")["rx"] = "B10";
    },
    messages: [
      "W14 meter: wan: it takes B10 of discovery, which wan has; two parts share neither pin nor UART nor bus address",
    ],
  },
  {
    title: "W15 two pulse inputs on pins of one number",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "generation-pulses")["watchPin"] = "D1";
    },
    messages: [
      "W15 meter: generation-pulses: it watches D1 of discovery and import-pulses watches E1; pins of one number share one interrupt line",
    ],
  },
  {
    title: "W16 options that name no pin, no UART and no bus",
    breaks: ({ meterBoard }) => {
      options(meterBoard, "wan")["tx"] = "B16";
      options(meterBoard, "import-pulses")["watchPin"] = 1;
      options(meterBoard, "top-up")["port"] = "USB";
      options(meterBoard, "lcd")["i2c"] = "I2C9";
    },
    messages: [
      "W14 meter: lcd: it takes B8 of discovery, which clock has; two parts share neither pin nor UART nor bus address",
      "W14 meter: lcd: it takes B9 of discovery, which clock has; two parts share neither pin nor UART nor bus address",
      'W16 meter: wan: its option tx on discovery is "B16", which is no pin',
      'W16 meter: top-up: its option port on discovery is "USB", which is no UART',
      "W16 meter: import-pulses: its option watchPin on discovery is 1, which is no pin",
      'W16 meter: lcd: its option i2c on discovery is "I2C9", which is no bus',
    ],
  },
  {
    title: "W16 a board without console, heap or watchdog",
    breaks: ({ offSwitchBoard }) => {
      offSwitchBoard.console = "USB";
      offSwitchBoard.variables = 0;
      offSwitchBoard.watchdogSeconds = 60;
    },
    messages: [
      'W16 off-switch: nucleo: its console is "USB", which is no UART',
      "W16 off-switch: nucleo: its heap of 0 variables must be a positive whole number",
      "W16 off-switch: nucleo: its watchdog of 60 s must be 0 to 26 s, as far as the processor counts",
    ],
  },
  {
    title: "W16 a watchdog of less than no time",
    breaks: ({ meterBoard }) => {
      meterBoard.watchdogSeconds = -1;
    },
    messages: ["W16 meter: discovery: its watchdog of -1 s must be 0 to 26 s, as far as the processor counts"],
  },
  {
    title: "W17 a real board without a watchdog",
    breaks: ({ meterBoard }) => {
      meterBoard.watchdogSeconds = 0;
    },
    messages: [
      "W17 meter: discovery: it has no watchdog and is not emulated; nothing would reset a processor that stops scheduling",
    ],
  },
  {
    title: "W17 pulses and the button of real boards come over wires",
    breaks: ({ meterBoard, offSwitchBoard }) => {
      delete meterBoard.parts["maintenance"];
      meterBoard.parts["import-pulses"] = { driver: "uart-pulse", options: { port: "Serial2", rx: "A3", baud: 9600 } };
      offSwitchBoard.parts["button"] = { driver: "uart-button", options: { port: "Serial2", rx: "A3", baud: 9600 } };
    },
    messages: [
      "W12 meter: maintenance: no part of discovery is this device",
      "W17 meter: import-pulses: a pulse-input of discovery is a wire on Serial2 and discovery is not emulated; whoever reaches the wire would be believed",
      "W17 off-switch: button: a push-button of nucleo is a wire on Serial2 and nucleo is not emulated; whoever reaches the wire would be believed",
    ],
  },
  {
    title: "W12 a device named like a member of every object",
    breaks: ({ meter, meterBoard }) => {
      device(meter, "lcd").name = "constructor";
      delete meterBoard.parts["lcd"];
    },
    messages: ["W12 meter: constructor: no part of discovery is this device"],
  },
];
