// The circuits of a board's ports: what is between the pins of a UART and the plug.

import { boards } from "../build/build.ts";
import type { Board, Part } from "../../boards/board.ts";
import { BuildError } from "../build/errors.ts";
import type { Circuit, Row, Slot } from "./circuit.ts";
import { hanInside } from "./insides.ts";
import { placeOf, SHAPES } from "./headers.ts";

type Options = Part["options"];

export const GROUND: Row = { label: "GND", rail: "GND" };

export function text(options: Options, name: string): string {
  return String(options[name]);
}

/** "19200 8N1". */
function format({ baud, parity }: Options): string {
  return `${String(baud)} baud 8${parity === "even" ? "E" : parity === "odd" ? "O" : "N"}1, 3.3 V`;
}

/** A pin with its other name, as it is printed: "A9 (D8)". */
export function pinName(board: Board, pin: string): string {
  const alias = SHAPES[board.name]?.alias[pin];
  return alias === undefined ? pin : `${pin} (${alias})`;
}

interface Port {
  readonly title: string;
  readonly rxd: string;
  readonly txd: string;
  readonly toRxd?: readonly Slot[];
  readonly toTxd?: readonly Slot[];
  readonly notes?: readonly string[];
}

const AT_REST: Slot = { up: "10 kΩ" };
const SOCKET: readonly Slot[] = [{ series: "220 Ω" }, { down: ["clamp", "clamp"] }];
const IN_REACH = ["clamp to 3.3 V: PESD3V3 type, at the socket"];

const PORTS: Readonly<Record<string, Port>> = {
  wan: { title: "WAN: concentrator, central system", rxd: "its RXD", txd: "its TXD" },
  topUp: {
    title: "Top-up terminal",
    rxd: "its RXD",
    txd: "its TXD",
    toRxd: [{}, ...SOCKET],
    toTxd: [AT_REST, ...SOCKET],
    notes: IN_REACH,
  },
  maintenance: {
    title: "Technician's cable",
    rxd: "its RXD",
    txd: "its TXD",
    toRxd: [{}, ...SOCKET],
    toTxd: [AT_REST, ...SOCKET],
    notes: IN_REACH,
  },
  "other-utility": {
    title: "M-Bus master: gas or water meter",
    rxd: "transmit input",
    txd: "receive output",
    toTxd: [AT_REST],
    notes: ["level converter, its supply isolated:", "no wire of the bus goes to a pin"],
  },
};

/** The other board's end of the link, by its own description. */
function linkPort(board: Board): Port {
  const other = boards.find(({ name, system }) => name in SHAPES && system !== board.system);
  const options = other?.parts["link"]?.options;
  const shape = other && SHAPES[other.name];
  if (other === undefined || options === undefined || shape === undefined)
    throw new BuildError("board", `${board.name}: nothing is known of the board at the other end of its link`);
  const end = (pin: string): string => `${pinName(other, pin)}, ${placeOf(shape, pin) ?? ""}`;
  return { title: `Link: ${shape.title}`, rxd: end(text(options, "rx")), txd: end(text(options, "tx")) };
}

/** Throws BuildError where nobody knows what is at it. */
export function port(board: Board, device: string, options: Options): Circuit {
  if (options["rx"] === undefined) return han(device, options);
  const known = device === "link" ? linkPort(board) : PORTS[device];
  if (known === undefined) throw new BuildError("board", `${board.name}: no circuit for the port ${device}`);
  const rows: readonly Row[] = [
    { pin: text(options, "tx"), says: `${device}, sends`, label: known.rxd, slots: known.toRxd ?? [] },
    { pin: text(options, "rx"), says: `${device}, receives`, label: known.txd, slots: known.toTxd ?? [] },
  ];
  return {
    devices: [device],
    title: known.title,
    notes: [format(options), ...(known.notes ?? [])],
    rows: [...rows, GROUND],
  };
}

function han(device: string, options: Options): Circuit {
  return {
    devices: [device],
    title: "HAN port (P1)",
    notes: [`${format(options)} at the pin, inverted at the socket`, "high: LED lit, data line low"],
    rows: [{ pin: text(options, "tx"), says: `${device}, sends`, label: "", slots: [{ series: "2.2 kΩ" }] }],
    inside: hanInside,
    width: 350,
  };
}
