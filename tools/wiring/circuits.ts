// The circuits of a board: one for each part of its description, by the driver and the device. A part that nobody has a circuit for is refused,
// so that a new driver cannot be left out of the picture.

import type { Board, Part } from "../../boards/board.ts";
import { BuildError } from "../build/errors.ts";
import type { Circuit, Row, Slot } from "./circuit.ts";
import { relayInside } from "./insides.ts";
import { GROUND, port, text } from "./ports.ts";

type Options = Part["options"];

function pulses(device: string, { watchPin }: Options): Circuit {
  return {
    devices: [device],
    title: device === "exportPulses" ? "S0 output: generation" : "S0 output: meter element",
    notes: ["passive contact, class B; low = closed"],
    rows: [
      {
        pin: String(watchPin),
        says: device,
        label: "S0+",
        slots: [{ up: "1 kΩ", down: ["capacitor", "100 nF"] }],
      },
      { label: "S0−", rail: "GND" },
    ],
  };
}

/** Turns of the transformer: 100 A to 50 mA. */
const TURNS = 2000;

function clamp(device: string, { analogPin, millivoltsPerAmpere }: Options): Circuit {
  const ohms = (Number(millivoltsPerAmpere) * TURNS) / 1000;
  return {
    devices: [device],
    title: "CT clamp, 100 A : 50 mA",
    notes: [
      `${String(millivoltsPerAmpere)} mV/A; clamp to 3.3 V at the pin`,
      "plug it in before it is closed around the wire",
    ],
    rows: [
      {
        pin: String(analogPin),
        says: device,
        label: "tip",
        slots: [{ down: ["clamp", "clamp"] }, { series: "1 kΩ" }, { across: `${ohms} Ω` }],
      },
      {
        label: "sleeve",
        slots: [{ up: "10 kΩ", down: ["resistor", "10 kΩ"] }, { down: ["capacitor", "10 µF"] }, {}],
      },
    ],
  };
}

/** All that hangs on one bit-banged bus. */
function bus(parts: readonly (readonly [device: string, Part])[]): Circuit {
  const [, { options }] = parts[0]!;
  const lcd = parts.find(([, { driver }]) => driver === "hd44780-pcf8574")?.[1].options["address"];
  const line = (option: string, what: string): Row => ({
    pin: text(options, option),
    says: `${parts.map(([device]) => device).join(" and ")}, ${what}`,
    label: what,
    slots: [{ series: "220 Ω" }, { up: "4.7 kΩ" }],
  });
  return {
    devices: parts.map(([device]) => device),
    title: "Clock: DS3231",
    notes: ["CR2032: take out its charging diode"],
    rows: [
      line("scl", "SCL"),
      line("sda", "SDA"),
      { label: "VCC", rail: "3.3 V" },
      GROUND,
      { label: "SCL, low-voltage side", from: 0 },
      { label: "SDA, low-voltage side", from: 1 },
      { label: "LV", rail: "3.3 V" },
      { label: "HV, and VCC of the LCD", rail: "5 V" },
      GROUND,
    ],
    boxes: {
      4: {
        title: "LCD 20x4 behind a level shifter",
        notes: [
          `PCF8574 at 0x${Number(lcd).toString(16)}; BSS138 type shifter,`,
          "high-voltage side to SCL and SDA of the LCD",
        ],
      },
    },
  };
}

const MEBIBIT = 131072;

function flash({ options }: Part): Circuit {
  const row = (option: string, label: string, slots: readonly Slot[] = []): Row => ({
    pin: text(options, option),
    says: `memory, ${option}`,
    label,
    slots,
  });
  const mebibits = Number(options["bytes"]) / MEBIBIT;
  return {
    devices: ["memory"],
    title: `Flash: W25Q${mebibits === 8 ? "80" : String(mebibits)}${mebibits === 8 ? " or larger" : ""}`,
    notes: [`${text(options, "spi")}, ${Number(options["baud"]) / 1e6} MHz; 100 nF from VCC to GND`],
    rows: [
      row("selectPin", "/CS, pin 1", [{ up: "10 kΩ" }]),
      row("sck", "CLK, pin 6"),
      row("miso", "DO, pin 2"),
      row("mosi", "DI, pin 5"),
      { label: "VCC 8, /WP 3, /HOLD 7", rail: "3.3 V" },
      { label: "GND, pin 4", rail: "GND" },
    ],
  };
}

function relay(device: string, options: Options): Circuit {
  const coil = (option: string, what: string): Row => ({
    pin: text(options, option),
    says: `${device}, ${what}`,
    label: "",
    slots: [{ series: "220 Ω" }, { down: ["resistor", "10 kΩ"] }],
  });
  return {
    devices: [device],
    title: "Latching relay, two coils",
    notes: [
      `high for ${text(options, "coilMs")} ms = coil under power`,
      "auxiliary contact: low = main contact closed",
      "MOSFETs: N-channel, logic level, 2 A, 30 V; 12 V: a supply of its own",
    ],
    rows: [
      { pin: text(options, "feedbackPin"), says: `${device}, feedback`, label: "", slots: [{}, { up: "4.7 kΩ" }] },
      coil("resetPin", "opens"),
      coil("setPin", "closes"),
    ],
    inside: relayInside,
    width: 372,
  };
}

function button(device: string, { watchPin }: Options): Circuit {
  return {
    devices: [device],
    title: "Push button",
    notes: ["closes to ground; pull-up in the chip", "low = pressed"],
    rows: [
      {
        pin: String(watchPin),
        says: device,
        label: "one side",
        slots: [{ down: ["capacitor", "100 nF"] }, { series: "1 kΩ" }],
      },
      { label: "other side", rail: "GND" },
    ],
  };
}

const BY_DRIVER: Readonly<Record<string, (device: string, options: Options) => Circuit>> = {
  "s0-pulse": pulses,
  "adc-clamp": clamp,
  "latching-relay": relay,
  "push-button": button,
};
const ON_A_BUS = ["ds3231", "hd44780-pcf8574"];

/** Throws BuildError where a part has no circuit. */
export function circuitsOf(board: Board): Circuit[] {
  const parts = Object.entries(board.parts);
  const shared = parts.filter(([, { driver }]) => ON_A_BUS.includes(driver));
  const own = parts.filter(([, { driver }]) => !ON_A_BUS.includes(driver));
  const circuits = own.map(([device, { driver, options }]) => {
    if (driver === "uart") return port(board, device, options);
    const made = BY_DRIVER[driver]?.(device, options);
    if (made === undefined) throw new BuildError("board", `${board.name}: no circuit for ${device}, a ${driver}`);
    return made;
  });
  if (shared.length > 0) circuits.push(bus(shared));
  if (board.memory !== undefined) circuits.push(flash(board.memory));
  return circuits;
}
