// One board with all that is wired to it, as a picture: the board in the middle with its headers, on both sides its circuits in the order of
// their pins, and a wire from each pin to its terminal. Supplies and ground are signs at their ends: any pin of that colour will do.

import type { Board } from "../../boards/board.ts";
import { Canvas, FAINT, FIVE_VOLTS, INK, SUPPLY } from "./canvas.ts";
import type { Way } from "./canvas.ts";
import type { Circuit } from "./circuit.ts";
import { circuitsOf } from "./circuits.ts";
import { drawCircuit, heightOf, rowHeights, slotsWidth } from "./circuit-drawing.ts";
import { placeOf, SHAPES } from "./headers.ts";
import type { BoardShape, Header } from "./headers.ts";

const PITCH = 26;
const BOARD_WIDTH = 344;
const MARGIN = 24;
const TOP = 92;
const TRACK = 11;
const GAP = 16;
const BOX_WIDTH = 250;
const COLOURS = [
  ...["#1f6fb2", "#c2571a", "#2f7d3a", "#8a3fb0", "#a8243b", "#0f7c86"],
  ...["#7a5c14", "#3c4fc4", "#b0348a", "#4d7a10", "#5a4a8a", "#9c4a4a"],
];
/** Circuits that are wired on the other side than where their pins are, for there is more place. */
const MOVED: Readonly<Record<string, Readonly<Record<string, Header["side"]>>>> = {
  "nucleo-f401re": { relay: "left" },
};

interface Wire {
  readonly pin: string;
  readonly says: string;
  readonly colour: string;
  /** Where it leaves its pin, and the height at which it leaves the board. */
  readonly from: readonly [x: number, y: number];
  readonly y: number;
  readonly to: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly isInner: boolean;
  readonly side: Header["side"];
}

export interface Picture {
  readonly svg: string;
  /** Pins in use, as drawn. */
  readonly pins: readonly string[];
}

/** Where a pin is, on a board whose left edge is at `left`. */
function pinPlace(shape: BoardShape, left: number, pin: string): Place | undefined {
  for (const { side, rows } of shape.headers)
    for (const [row, pair] of rows.entries()) {
      const column = pair.indexOf(pin);
      if (column < 0) continue;
      // On both sides the odd pins are in the left column.
      const isInner = (column === 1) === (side === "left");
      const depth = isInner ? 42 : 18;
      return {
        x: side === "left" ? left + depth : left + BOARD_WIDTH - depth,
        y: TOP + 44 + row * PITCH,
        isInner,
        side,
      };
    }
  return undefined;
}

function sideOf(board: Board, shape: BoardShape, circuit: Circuit): Header["side"] {
  const moved = circuit.devices.map((device) => MOVED[board.name]?.[device]).find((side) => side !== undefined);
  if (moved !== undefined) return moved;
  const sides = circuit.rows.flatMap(({ pin }) => (pin === undefined ? [] : [pinPlace(shape, 0, pin)?.side]));
  return sides.filter((side) => side === "right").length * 2 >= sides.length ? "right" : "left";
}

/** Height at which the wire of a pin leaves the board: between two rows, where another pin is in its way. */
function leaving(place: Place, side: Header["side"]): number {
  return place.isInner || place.side !== side ? place.y + PITCH / 2 : place.y;
}

function drawHeader(
  canvas: Canvas,
  shape: BoardShape,
  left: number,
  header: Header,
  colours: ReadonlyMap<string, string>,
) {
  const isLeft = header.side === "left";
  const outer = isLeft ? left + 18 : left + BOARD_WIDTH - 18;
  canvas.text(outer, TOP + 26, header.name, { size: 12, isBold: true, anchor: "middle" });
  for (const [row, pair] of header.rows.entries())
    for (const [column, pin] of pair.entries()) {
      const isInner = (column === 1) === isLeft;
      const x = isLeft ? left + (isInner ? 42 : 18) : left + BOARD_WIDTH - (isInner ? 42 : 18);
      const y = TOP + 44 + row * PITCH;
      const number = 2 * row + column + 1;
      const used = colours.get(pin);
      canvas.circle(x, y, 6, pinStyle(shape, pin, used));
      const alias = shape.alias[pin];
      const name = alias === undefined ? pin : `${pin} (${alias})`;
      const labelX = isLeft ? left + (isInner ? 116 : 56) : left + BOARD_WIDTH - (isInner ? 116 : 56);
      const style = used === undefined ? { size: 9.5, colour: FAINT } : { size: 11.5, isBold: true, colour: used };
      const more = used === undefined ? "" : `data-label="${pin}"`;
      canvas.text(labelX, y + 4, `${number} ${name}`, { ...style, anchor: isLeft ? "start" : "end", more });
    }
}

function pinStyle({ taken }: BoardShape, pin: string, used: string | undefined): string {
  if (used !== undefined) return `fill="${used}" stroke="${INK}"`;
  if (/GND$/.test(pin)) return `fill="${INK}"`;
  if (["3V", "3V3"].includes(pin)) return `fill="${SUPPLY}"`;
  if (pin === "5V") return `fill="${FIVE_VOLTS}"`;
  return taken[pin] === undefined ? `fill="#ffffff" stroke="${FAINT}"` : `fill="#b9c3ce" stroke="${FAINT}"`;
}

function drawBoard(canvas: Canvas, shape: BoardShape, left: number, colours: ReadonlyMap<string, string>): void {
  const rows = shape.headers[0].rows.length;
  const height = 44 + rows * PITCH + 30;
  canvas.rect(left, TOP, BOARD_WIDTH, height, `rx="8" fill="#eef3ee" stroke="${FAINT}" stroke-width="1.5"`);
  canvas.rect(left + BOARD_WIDTH / 2 - 24, TOP - 8, 48, 14, `fill="#d5dbe1" stroke="${FAINT}"`);
  canvas.text(left + BOARD_WIDTH / 2, TOP - 14, shape.top, { size: 11, anchor: "middle" });
  canvas.text(left + BOARD_WIDTH / 2, TOP + 26, shape.title, { size: 14, isBold: true, anchor: "middle" });
  if (shape.bottom !== "") {
    canvas.rect(left + BOARD_WIDTH / 2 - 16, TOP + height - 6, 32, 14, `fill="#d5dbe1" stroke="${FAINT}"`);
    canvas.text(left + BOARD_WIDTH / 2, TOP + height + 22, shape.bottom, { size: 11, anchor: "middle" });
  }
  for (const header of shape.headers) drawHeader(canvas, shape, left, header, colours);
}

/**
 * The track of each wire, 1 next to the board: each has its own. Of those that go down the upper turn farther out, of those that go up the
 * lower, so that wires whose terminals are in the order of their pins do not cross.
 */
function tracksOf(wires: readonly Wire[]): number[] {
  const isUp = wires.map(({ y, to }) => to < y);
  const ups = isUp.filter((one) => one).length;
  let up = 0;
  let down = 0;
  return isUp.map((one) => (one ? ++up : wires.length - ups - down++ + ups));
}

function drawWires(canvas: Canvas, wires: readonly Wire[], edge: number, end: number, way: Way): void {
  const tracks = tracksOf(wires);
  for (const [i, { pin, says, colour, from, y, to }] of wires.entries()) {
    const x = edge + way * (14 + (tracks[i] ?? 0) * TRACK);
    canvas.group(`data-pin="${pin}"`, `${pin}: ${says}`, () => {
      canvas.wire([...from, from[0], y, x, y, x, to, end, to], colour);
    });
  }
}

/** A side of the picture: what is on it from top to bottom, and the wires to it. */
interface Side {
  readonly circuits: readonly Circuit[];
  readonly heights: readonly (readonly number[])[];
  readonly wires: readonly Wire[];
  readonly bottom: number;
}

function laidOut(
  board: Board,
  shape: BoardShape,
  left: number,
  side: Header["side"],
  colours: ReadonlyMap<string, string>,
): Side {
  const placed = (pin: string): Place => {
    const place = pinPlace(shape, left, pin);
    if (place === undefined) throw new RangeError(`${board.name}: ${pin} is on no header`);
    return place;
  };
  const heightOfPin = (pin: string | undefined): number => (pin === undefined ? Infinity : leaving(placed(pin), side));
  const sorted = circuitsOf(board)
    .filter((circuit) => sideOf(board, shape, circuit) === side)
    .map((circuit) => ({
      ...circuit,
      rows:
        circuit.boxes === undefined && circuit.inside === undefined
          ? [...circuit.rows].sort((one, other) => compare(heightOfPin(one.pin), heightOfPin(other.pin)))
          : circuit.rows,
    }))
    .sort((one, other) => compare(mean(one, heightOfPin), mean(other, heightOfPin)));
  let y = TOP;
  const heights = sorted.map((circuit) => {
    const start = y;
    y += heightOf(circuit) + GAP;
    return rowHeights(circuit, start);
  });
  const wires = sorted.flatMap((circuit, i) =>
    circuit.rows.flatMap(({ pin, says }, row): Wire[] => {
      if (pin === undefined) return [];
      const { x, y: at } = placed(pin);
      const to = heights[i]?.[row] ?? 0;
      return [{ pin, says: says ?? "", colour: colours.get(pin) ?? INK, from: [x, at], y: heightOfPin(pin), to }];
    }),
  );
  return { circuits: sorted, heights, wires, bottom: y };
}

/** What a side needs: for the turns of its wires, for what is soldered to them, and for its boxes. */
function room(board: Board, shape: BoardShape, circuits: readonly Circuit[], side: Header["side"]) {
  const own = circuits.filter((circuit) => sideOf(board, shape, circuit) === side);
  const wires = own.flatMap(({ rows }) => rows.filter(({ pin }) => pin !== undefined)).length;
  return {
    channel: 20 + TRACK * (wires + 1),
    zone: Math.max(0, ...own.map(slotsWidth)),
    width: Math.max(BOX_WIDTH, ...own.map(({ width }) => width ?? 0)),
  };
}

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);

function mean({ rows }: Circuit, heightOfPin: (pin: string | undefined) => number): number {
  const ys = rows.flatMap(({ pin }) => (pin === undefined ? [] : [heightOfPin(pin)]));
  return ys.reduce((sum, y) => sum + y, 0) / ys.length;
}

const LEGEND =
  "black pin: GND, any of them · red: 3.3 V · orange: 5 V · grey: taken by the board · wires are joined only where there is a dot";

/** The picture of a board's wiring. Throws BuildError where a part has no circuit, RangeError where a pin is on no header. */
export function boardPicture(board: Board): Picture {
  const shape = SHAPES[board.name];
  if (shape === undefined) throw new RangeError(`${board.name}: nobody knows its headers`);
  const circuits = circuitsOf(board);
  const pins = circuits.flatMap(({ rows }) => rows.flatMap(({ pin }) => (pin === undefined ? [] : [pin])));
  const colours = new Map(pins.map((pin, i) => [pin, COLOURS[i % COLOURS.length] ?? INK]));
  const [onLeft, onRight] = (["left", "right"] as const).map((side) => room(board, shape, circuits, side));
  if (onLeft === undefined || onRight === undefined) throw new RangeError(`${board.name}: has two sides`);
  const left = MARGIN + onLeft.width + onLeft.zone + onLeft.channel;
  const sides = (["left", "right"] as const).map((side) => laidOut(board, shape, left, side, colours));
  const width = left + BOARD_WIDTH + onRight.channel + onRight.zone + onRight.width + MARGIN;
  const boardBottom = TOP + 44 + shape.headers[0].rows.length * PITCH + 60;
  const height = Math.max(boardBottom, ...sides.map(({ bottom }) => bottom)) + MARGIN;
  const canvas = new Canvas();
  canvas.text(MARGIN, 34, `Wiring of the ${board.system} board: ${shape.title}`, { size: 20, isBold: true });
  canvas.text(MARGIN, 56, LEGEND, { size: 12, colour: FAINT });
  drawBoard(canvas, shape, left, colours);
  for (const [i, { circuits: ofSide, heights, wires }] of sides.entries()) {
    const way: Way = i === 0 ? -1 : 1;
    const edge = way < 0 ? left : left + BOARD_WIDTH;
    const { channel, zone, width: boxWidth } = i === 0 ? onLeft : onRight;
    const start = edge + way * channel;
    drawWires(canvas, wires, edge, start, way);
    for (const [at, circuit] of ofSide.entries())
      drawCircuit(canvas, circuit, heights[at] ?? [], { start, way, zone, width: boxWidth, colours });
  }
  const says = circuits.flatMap(({ rows }) =>
    rows.flatMap(({ pin, says }) =>
      pin === undefined ? [] : [`${pin} at ${placeOf(shape, pin) ?? "no header"}: ${says ?? ""}`],
    ),
  );
  return { svg: canvas.svg(width, height, `Wiring of the ${shape.title}`, `${says.join("; ")}.`), pins };
}
