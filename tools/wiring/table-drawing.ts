// The table of the bench for real boards, as a picture: both boards, the computer and its adapters, the lamp with its relay, the clamp and the
// source of pulses. Pins are those of the boards' descriptions; what is between a pin and its plug is on the picture of the board.

import type { Board } from "../../boards/board.ts";
import { Canvas, FAINT, INK, SUPPLY } from "./canvas.ts";
import { pinName } from "./ports.ts";

type Point = readonly [x: number, y: number];

const WIDTH = 1240;
const HEIGHT = 860;
const USB = "#3c4fc4";
const SEND = "#c2571a";
const RECEIVE = "#1f6fb2";
const SIGNAL = "#8a3fb0";
const LINK = "#2f7d3a";
const LAMP = "#a8243b";

const METER = { x: 570, y: 96, width: 200, height: 440 };
const SWITCH = { x: 570, y: 600, width: 200, height: 150 };
const ADAPTERS = { x: 250, width: 170 };
const COMPUTER = { x: 24, y: 96, width: 130, height: 654 };

class Table {
  readonly canvas = new Canvas();
  readonly #meter: Board;
  readonly #offSwitch: Board;

  constructor(meter: Board, offSwitch: Board) {
    this.#meter = meter;
    this.#offSwitch = offSwitch;
  }

  pin(board: "meter" | "off-switch", device: string, option: string): string {
    const of = board === "meter" ? this.#meter : this.#offSwitch;
    const pin = of.parts[device]?.options[option];
    if (typeof pin !== "string") throw new RangeError(`${of.name}: ${device} has no ${option}`);
    return pin;
  }

  /** A terminal at the edge of a board: its name inside. */
  terminal(
    board: "meter" | "off-switch",
    device: string,
    option: string,
    [x, y]: Point,
    anchor: "start" | "end",
  ): void {
    this.name(board, this.pin(board, device, option), anchor === "start" ? x + 8 : x - 8, y + 4, anchor);
    this.canvas.circle(x, y, 4, `fill="${INK}"`);
  }

  /** The name of a pin beside its wire. */
  name(board: "meter" | "off-switch", pin: string, x: number, y: number, anchor: "start" | "end" = "start"): void {
    const of = board === "meter" ? this.#meter : this.#offSwitch;
    this.canvas.text(x, y, pinName(of, pin), { isBold: true, anchor, more: `data-pin="${board} ${pin}"` });
  }

  box({ x, y, width, height }: typeof METER, title: string, notes: readonly string[] = [], fill = "#f4f6f8"): void {
    this.canvas.rect(x, y, width, height, `rx="6" fill="${fill}" stroke="${FAINT}"`);
    this.canvas.text(x + 10, y + 20, title, { size: 13, isBold: true });
    for (const [i, note] of notes.entries())
      this.canvas.text(x + 10, y + 37 + i * 15, note, { size: 11, colour: FAINT });
  }

  usb(y: number, option: string, to = ADAPTERS.x): void {
    const from = COMPUTER.x + COMPUTER.width;
    this.canvas.wire([from, y, to, y], USB, 3);
    this.canvas.text(from + 8, y - 7, option, { size: 11.5, colour: USB, isBold: true });
  }
}

/** An adapter at a port of the meter: who sends is wired to who receives. */
function adapter(table: Table, y: number, device: string, option: string, title: string): void {
  const { canvas } = table;
  table.box({ ...ADAPTERS, y, height: 84 }, title, ["serial adapter, 3.3 V"]);
  table.usb(y + 42, option);
  const edge = ADAPTERS.x + ADAPTERS.width;
  for (const [label, line, end, colour] of [
    ["RXD", y + 28, "tx", RECEIVE],
    ["TXD", y + 50, "rx", SEND],
  ] as const) {
    canvas.text(edge - 8, line + 4, label, { anchor: "end" });
    canvas.wire([edge, line, METER.x, line], colour);
    table.terminal("meter", device, end, [METER.x, line], "start");
  }
  canvas.text(edge - 8, y + 76, "GND", { anchor: "end" });
  canvas.wire([edge, y + 72, METER.x, y + 72], INK);
  canvas.circle(METER.x, y + 72, 4, `fill="${INK}"`);
  canvas.text(METER.x + 8, y + 76, "GND");
}

function drawComputer(table: Table): void {
  const { canvas } = table;
  table.box(COMPUTER, "Computer", ["npx hasm bench", "./flash.sh"]);
  adapter(table, 130, "wan", "--wan", "WAN");
  adapter(table, 226, "topUp", "--top-up", "Top-up");
  adapter(table, 322, "maintenance", "--maintenance", "Technician");
  table.box({ ...ADAPTERS, y: 418, height: 54 }, "P1 cable", ["RJ12, turns the level round"]);
  table.usb(445, "--han");
  const edge = ADAPTERS.x + ADAPTERS.width;
  canvas.wire([edge, 445, METER.x, 445], RECEIVE);
  canvas.text(edge + 8, 438, "behind the opto-coupler", { size: 11, colour: FAINT });
  table.terminal("meter", "han", "tx", [METER.x, 445], "start");
  table.usb(506, "--meter", METER.x);
  canvas.text(METER.x + 8, 510, "CN5, its own USB");
  table.usb(660, "--off-switch", SWITCH.x);
  canvas.text(SWITCH.x + 8, 664, "CN1, ST-LINK");
}

function drawLink(table: Table): void {
  const { canvas } = table;
  const bottom = METER.y + METER.height;
  for (const [x, end, other, colour] of [
    [METER.x + 40, "tx", "rx", LINK],
    [METER.x + 104, "rx", "tx", LINK],
  ] as const) {
    canvas.wire([x, bottom, x, SWITCH.y], colour);
    const above = table.pin("meter", "link", end);
    const below = table.pin("off-switch", "link", other);
    table.name("meter", above, x + 6, bottom + 18);
    table.name("off-switch", below, x + 6, SWITCH.y - 8);
  }
  canvas.wire([METER.x + 170, bottom, METER.x + 170, SWITCH.y], INK);
  canvas.text(METER.x + 164, bottom + 36, "GND", { anchor: "end" });
}

const RELAY = { x: 880, y: 596, width: 130, height: 104 };
const LOOP_X = 945;

function drawRelay(table: Table): void {
  const { canvas } = table;
  table.box(RELAY, "Relay", ["coils 12 V", "of their own supply"]);
  const edge = SWITCH.x + SWITCH.width;
  for (const [i, [option, label]] of (
    [
      ["setPin", "set"],
      ["resetPin", "reset"],
      ["feedbackPin", "contact"],
    ] as const
  ).entries()) {
    const y = 640 + i * 24;
    canvas.wire([edge, y, RELAY.x, y], SIGNAL);
    canvas.text(edge + 70, y - 5, label, { size: 11, colour: FAINT });
    table.terminal("off-switch", "relay", option, [edge, y], "end");
  }
  const x = SWITCH.x + 60;
  table.box({ x: SWITCH.x, y: 784, width: 200, height: 50 }, "Push button", ["to ground"]);
  canvas.wire([x, SWITCH.y + SWITCH.height, x, 784], SIGNAL);
  table.name("off-switch", table.pin("off-switch", "button", "watchPin"), x + 8, 772);
}

function drawLamp(table: Table): void {
  const { canvas } = table;
  const right = 1170;
  const bottom = 800;
  canvas.wire([RELAY.x + RELAY.width, 648, right, 648, right, 690], LAMP, 3);
  canvas.rect(1070, 640, 40, 16, `fill="#ffffff" stroke="${INK}" stroke-width="1.5"`);
  canvas.text(1090, 632, "fuse 2 A", { size: 11.5, anchor: "middle" });
  canvas.text(1020, 666, "main contact", { size: 11, colour: FAINT });
  table.box({ x: 1100, y: 690, width: 116, height: 52 }, "24 V supply", ["SELV, for lamps"]);
  canvas.wire([LOOP_X, RELAY.y + RELAY.height, LOOP_X, bottom, right, bottom, right, 742], LAMP, 3);
  canvas.circle(1060, bottom, 18, `fill="#fff7d6" stroke="${INK}" stroke-width="1.5"`);
  canvas.wire([1048, bottom - 12, 1072, bottom + 12], INK, 1.6);
  canvas.wire([1048, bottom + 12, 1072, bottom - 12], INK, 1.6);
  canvas.text(1060, bottom + 36, "lamp 24 V", { size: 12, anchor: "middle" });
  canvas.rect(LOOP_X - 20, 742, 40, 22, `rx="10" fill="none" stroke="${SIGNAL}" stroke-width="4"`);
  canvas.text(LOOP_X + 28, 758, "CT clamp", { size: 12, isBold: true });
  canvas.wire([LOOP_X - 20, 753, 820, 753, 820, 330, METER.x + METER.width, 330], SIGNAL);
  table.terminal("meter", "clamp", "analogPin", [METER.x + METER.width, 330], "end");
  canvas.text(830, 348, "jack with burden: plug it in first,", { size: 11, colour: FAINT });
  canvas.text(830, 363, "close the clamp around one insulated wire last", { size: 11, colour: FAINT });
}

function drawPulses(table: Table): void {
  const { canvas } = table;
  const edge = METER.x + METER.width;
  for (const [y, device, title] of [
    [130, "importPulses", "Pulse source"],
    [226, "exportPulses", "Pulse source: generation"],
  ] as const) {
    table.box({ x: 880, y, width: 290, height: 74 }, title, [
      "contact or opto-coupler to ground, 30 ms",
      "or longer; 1000 pulses are a kWh",
    ]);
    canvas.wire([edge, y + 28, 880, y + 28], SIGNAL);
    table.terminal("meter", device, "watchPin", [edge, y + 28], "end");
    canvas.wire([edge, y + 58, 880, y + 58], INK);
    canvas.text(edge - 8, y + 62, "GND", { anchor: "end" });
    canvas.circle(edge, y + 58, 4, `fill="${INK}"`);
  }
}

/** Throws RangeError where a board lacks a device of the table. */
export function tablePicture(meter: Board, offSwitch: Board): string {
  const table = new Table(meter, offSwitch);
  const { canvas } = table;
  canvas.text(24, 36, "The table: two boards under test", { size: 20, isBold: true });
  canvas.text(
    24,
    60,
    "No mains. All that is on the table is extra-low voltage: a lamp of 24 V, and the supply of the boards.",
    {
      size: 13,
      colour: SUPPLY,
      isBold: true,
    },
  );
  canvas.text(24, 80, "What is soldered between a pin and its plug is on the picture of its board.", {
    size: 12,
    colour: FAINT,
  });
  table.box(METER, "Meter board", [], "#eef3ee");
  table.box(SWITCH, "Off-switch board", [], "#eef3ee");
  drawComputer(table);
  drawLink(table);
  drawPulses(table);
  drawRelay(table);
  drawLamp(table);
  const says =
    "A computer is wired by USB to both boards and to the adapters of the meter's ports. The boards are joined by the link and by ground. " +
    "The relay of the off-switch board opens the circuit of a 24 V lamp, with a fuse and the CT clamp in it. A pulse source is at the meter board.";
  return canvas.svg(WIDTH, HEIGHT, "The table of the bench for real boards", says);
}
