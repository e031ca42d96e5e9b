// Both processors with every partition, port, key and segment of the architecture, on two boards. They must pass the policy
// check; broken/ is made from them by small edits, thin-system.ts by leaving out. A fixture, not a product: budgets and
// addresses are plausible, no firmware is built from them.

import type { Board, Part } from "../../boards/board.ts";
import type { Channel, Device, Segment, System } from "../../firmware/kernel/description.ts";

type ChannelRow = readonly [
  from: string,
  to: string,
  carries: Channel["carries"],
  depth: number,
  maxBytes: number,
  reason: string,
];

const channels = (rows: readonly ChannelRow[]): Channel[] =>
  rows.map(([from, to, carries, depth, maxBytes, reason]) => ({ from, to, carries, depth, maxBytes, reason }));

const port = (name: string, depth: number, reason: string): Device => ({
  name,
  owner: "communications",
  contract: "serial-port",
  exposure: "outside",
  carries: name === "other-utility" ? "readings" : "frames",
  direction: "both",
  depth,
  reason,
});

const KIB = 1024;
const PARAMETER_READERS = ["dc-security", "computations", "credit-balance"];

export const meter: System = {
  name: "meter",
  cycleMs: 10,
  flashBytes: 4096 * KIB,
  counters: "parameters",
  partitions: [
    { name: "communications", purpose: "joins and splits frames on the ports that face the world", stepBudget: 2000 },
    { name: "consumer-port", purpose: "sends telegrams out of the HAN port", stepBudget: 1000 },
    { name: "cs-security", purpose: "seals and opens for the central system", stepBudget: 4000, periodMs: 1000 },
    { name: "dc-security", purpose: "masks readings for the concentrator", stepBudget: 2000, periodMs: 1000 },
    { name: "computations", purpose: "counts energy and keeps registers", stepBudget: 2000, periodMs: 100 },
    { name: "credit-balance", purpose: "charges what is used", stepBudget: 1000, periodMs: 1000 },
    { name: "off-switch-link", purpose: "carries orders to the other board", stepBudget: 1000, periodMs: 100 },
    { name: "display", purpose: "shows registers and state", stepBudget: 1000, periodMs: 500 },
  ],
  channels: channels([
    ["communications", "cs-security", "frames", 3, 160, "sealed commands"],
    ["communications", "dc-security", "frames", 2, 96, "rounds of the concentrator"],
    ["communications", "off-switch-link", "frames", 3, 96, "sealed orders for the off-switch, opaque here"],
    ["cs-security", "communications", "frames", 4, 160, "sealed reports"],
    ["dc-security", "communications", "frames", 2, 96, "masked readings"],
    ["off-switch-link", "communications", "frames", 4, 96, "sealed events of the off-switch, opaque here"],
    ["cs-security", "consumer-port", "readings", 1, 1024, "the telegram for the household"],
    ["cs-security", "computations", "orders", 2, 64, "tariffs and intervals"],
    ["computations", "cs-security", "readings", 4, 96, "intervals to be sealed"],
    ["cs-security", "credit-balance", "orders", 2, 64, "top-ups and mode"],
    ["credit-balance", "cs-security", "state", 2, 32, "balance for the telegram and the report"],
    ["computations", "dc-security", "readings", 2, 32, "readings to be masked"],
    ["computations", "credit-balance", "readings", 2, 32, "energy to be charged"],
    ["computations", "display", "readings", 2, 64, "registers to show"],
    ["credit-balance", "off-switch-link", "orders", 2, 8, "off for exhausted credit"],
    ["credit-balance", "display", "state", 2, 32, "balance to show"],
    ["off-switch-link", "credit-balance", "state", 2, 16, "state of the switch"],
    ["off-switch-link", "computations", "state", 2, 16, "state of the switch"],
    ["off-switch-link", "display", "state", 2, 16, "state of the switch"],
  ]),
  devices: [
    port("wan", 12, "the data concentrator and, through it, the central system"),
    port("other-utility", 4, "the gas or water meter"),
    port("top-up", 4, "the credit top-up gateway"),
    port("maintenance", 4, "the technician"),
    {
      name: "han",
      owner: "consumer-port",
      contract: "serial-port",
      exposure: "home",
      carries: "readings",
      direction: "out",
      reason: "the consumer's own equipment",
    },
    inside("import-pulses", "computations", "pulse-input", "readings", "in", "energy from the grid"),
    inside("generation-pulses", "computations", "pulse-input", "readings", "in", "energy made locally"),
    inside("current-clamp", "computations", "current-clamp", "readings", "in", "current past the meter element"),
    inside("clock", "computations", "clock", "state", "in", "time without power"),
    { ...inside("off-switch-uart", "off-switch-link", "serial-port", "frames", "both", "the other board"), depth: 8 },
    { ...inside("faults", "cs-security", "fault-record", "state", "in", "faults for the report"), depth: 8 },
    inside("lcd", "display", "text-display", "readings", "out", "the eyes of the household"),
  ],
  keys: [
    {
      name: "central-system",
      owner: "cs-security",
      peer: "central system",
      uses: ["seal", "open", "change"],
      reason: "reports",
    },
    { name: "top-up", owner: "cs-security", peer: "top-up gateway", uses: ["open"], reason: "credit" },
    { name: "maintenance", owner: "cs-security", peer: "technician", uses: ["seal", "open"], reason: "readout" },
    { name: "consumer", owner: "cs-security", peer: "consumer", uses: ["seal"], reason: "sealed telegram" },
    { name: "concentrator", owner: "dc-security", peer: "concentrator", uses: ["round"], reason: "rounds" },
    { name: "aggregation-mask", owner: "dc-security", peer: "central system", uses: ["prf"], reason: "masks" },
    {
      name: "top-up-code",
      owner: "cs-security",
      peer: "vendor of codes",
      uses: ["prf", "change"],
      reason: "typed codes",
    },
  ],
  segments: segments([
    [1, "metrology-log", "computations", [], 0, 2048, "log", 64, 0, 120, "intervals that were not yet read"],
    [2, "security-log", "cs-security", ["cs-security"], 2048, 512, "log", 128, 0, 200, "what was refused, and whose"],
    [3, "off-switch-log", "off-switch-link", [], 2560, 256, "log", 128, 0, 50, "what the switch did"],
    [4, "tariffs", "computations", ["credit-balance"], 2816, 64, "image", 0, 0, 1, "one in force, one to come"],
    [5, "credit", "credit-balance", [], 2880, 256, "values", 32, 4, 1440, "what was paid for"],
    [6, "parameters", "cs-security", PARAMETER_READERS, 3136, 64, "values", 32, 48, 1000, "what was set from afar"],
    [7, "registers", "computations", [], 3200, 64, "values", 32, 8, 1440, "energy counted since the last interval"],
  ]),
};

export const offSwitch: System = {
  name: "off-switch",
  cycleMs: 10,
  flashBytes: 1024 * KIB,
  counters: "switch-state",
  partitions: [
    { name: "link", purpose: "joins and splits frames of the link", stepBudget: 1000 },
    { name: "off-switch-security", purpose: "decides on the relay", stepBudget: 2000, periodMs: 100 },
  ],
  channels: channels([
    ["link", "off-switch-security", "frames", 4, 96, "orders"],
    ["off-switch-security", "link", "frames", 4, 96, "events and state"],
  ]),
  devices: [
    { ...inside("meter-uart", "link", "serial-port", "frames", "both", "the meter board"), depth: 8 },
    inside("relay", "off-switch-security", "relay", "state", "both", "the contact to the grid"),
    { ...inside("button", "off-switch-security", "push-button", "orders", "in", "the finger that closes"), depth: 4 },
    { ...inside("faults", "off-switch-security", "fault-record", "state", "in", "its own record"), depth: 4 },
    inside("light", "off-switch-security", "status-light", "state", "out", "tells that the button may be pressed"),
  ],
  keys: [
    {
      name: "off-switch",
      owner: "off-switch-security",
      peer: "central system",
      uses: ["seal", "open", "change"],
      reason: "orders end to end",
    },
  ],
  segments: segments([
    [1, "switch-log", "off-switch-security", [], 0, 512, "log", 128, 0, 50, "why the contact moved"],
    [2, "switch-state", "off-switch-security", [], 512, 64, "values", 32, 48, 50, "the contact without power"],
  ]),
};

function inside(
  name: string,
  owner: string,
  contract: string,
  carries: Device["carries"],
  direction: Device["direction"],
  reason: string,
): Device {
  return { name, owner, contract, exposure: "inside", carries, direction, reason };
}

type SegmentRow = readonly [
  number: number,
  name: string,
  writer: string,
  readers: readonly string[],
  baseKib: number,
  kib: number,
  kind: Segment["kind"],
  slotBytes: number,
  values: number,
  writesPerDay: number,
  reason: string,
];

function segments(rows: readonly SegmentRow[]): Segment[] {
  return rows.map(([number, name, writer, readers, baseKib, kib, kind, slotBytes, values, writesPerDay, reason]) => {
    const [baseAddress, bytes] = [baseKib * KIB, kib * KIB];
    return { number, name, writer, readers, baseAddress, bytes, kind, slotBytes, values, writesPerDay, reason };
  });
}

/** On pins that neither board has a use for. */
function norFlash(kib: number): Part {
  const spi = { spi: "SPI2", sck: "B13", miso: "B14", mosi: "B15", selectPin: "B12" };
  return { driver: "w25q", options: { ...spi, baud: 2_000_000, bytes: kib * KIB } };
}

const uart = (serial: string, tx: string, rx: string) => ({
  driver: "uart",
  options: { port: serial, tx, rx, baud: 19200 },
});

const bareMeterBoard: Board = {
  name: "discovery",
  system: "meter",
  engine: "STM32F4DISCOVERY",
  variables: 5450,
  console: "Serial2",
  watchdogSeconds: 5,
  parts: {
    wan: uart("Serial3", "B10", "B11"),
    "other-utility": uart("Serial4", "C10", "C11"),
    "top-up": uart("Serial5", "C12", "D2"),
    maintenance: uart("Serial2", "A2", "A3"),
    han: { driver: "uart", options: { port: "Serial1", tx: "B6", baud: 115200 } },
    "off-switch-uart": uart("Serial6", "C6", "C7"),
    "import-pulses": { driver: "s0-input", options: { watchPin: "E1" } },
    "generation-pulses": { driver: "s0-input", options: { watchPin: "E3" } },
    "current-clamp": { driver: "adc-clamp", options: { pin: "C1" } },
    clock: { driver: "ds3231", options: { scl: "B8", sda: "B9", address: 0x68 } },
    lcd: { driver: "hd44780-pcf8574", options: { scl: "B8", sda: "B9", address: 0x27 } },
  },
};

const bareOffSwitchBoard: Board = {
  name: "nucleo",
  system: "off-switch",
  engine: "NUCLEOF401RE",
  variables: 5376,
  console: "Serial2",
  watchdogSeconds: 5,
  parts: {
    "meter-uart": uart("Serial6", "C6", "C7"),
    relay: { driver: "latching-relay", options: { setPin: "B4", resetPin: "B5", feedbackPin: "B3" } },
    button: { driver: "contact-button", options: { watchPin: "C13" } },
    light: { driver: "led", options: { pin: "A5" } },
  },
};

export const meterBoard: Board = { ...bareMeterBoard, memory: norFlash(4096) };
export const offSwitchBoard: Board = { ...bareOffSwitchBoard, memory: norFlash(1024) };

export interface Description {
  readonly systems: readonly System[];
  readonly boards: readonly Board[];
}

export const complete: Description = { systems: [meter, offSwitch], boards: [meterBoard, offSwitchBoard] };
