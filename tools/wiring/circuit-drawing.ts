// Draws one circuit beside a board: its rows, with what is soldered to each, and the boxes behind them.

import type { Canvas, Way } from "./canvas.ts";
import { FAINT, FIVE_VOLTS, INK, SUPPLY } from "./canvas.ts";
import type { Circuit, Row, Slot } from "./circuit.ts";

const SLOT = 62;
const HEAD = 24;
const NOTE = 14;
const FOOT = 12;
/** Between the last slot and the box. */
const LEAD = 30;
/** How far a row needs place above and below it. */
const PLAIN = 15;
const UP = 52;
const DOWN = 50;
const INSIDE_ABOVE = 84;
const INSIDE_BELOW = 58;

function above({ slots = [] }: Row): number {
  return slots.some(({ up }) => up !== undefined) ? UP : slots.some(({ series }) => series !== undefined) ? 22 : PLAIN;
}

function below({ slots = [] }: Row): number {
  return slots.some(({ down }) => down !== undefined) ? DOWN : PLAIN;
}

function headHeight(notes: readonly string[]): number {
  return HEAD + notes.length * NOTE + 4;
}

/** How far from the start of a circuit its box is, at the least. */
export function slotsWidth({ rows }: Circuit): number {
  return Math.max(0, ...rows.map(({ slots = [] }) => slots.length)) * SLOT + LEAD;
}

/** The height of each row of a circuit that begins at `y`; behind them that of its end. */
function lay(circuit: Circuit, y: number): number[] {
  let at = y + headHeight(circuit.notes);
  const ys: number[] = [];
  for (const [i, row] of circuit.rows.entries()) {
    const box = circuit.boxes?.[i];
    if (box !== undefined) at += FOOT + 10 + headHeight(box.notes);
    // What is inside a box has its own size.
    const isRich = circuit.inside !== undefined && row.label === "";
    at += isRich && circuit.rows.length === 1 ? INSIDE_ABOVE : above(row);
    ys.push(at);
    at += isRich ? Math.max(INSIDE_BELOW, below(row)) : below(row);
  }
  return [...ys, at + FOOT];
}

export function rowHeights(circuit: Circuit, y: number): number[] {
  return lay(circuit, y).slice(0, -1);
}

export function heightOf(circuit: Circuit): number {
  return lay(circuit, 0).at(-1) ?? 0;
}

export interface Where {
  /** Where its wires arrive. */
  readonly start: number;
  readonly way: Way;
  /** From there to its boxes. */
  readonly zone: number;
  readonly width: number;
  readonly colours: ReadonlyMap<string, string>;
}

function drawSlot(canvas: Canvas, slot: Slot, x: number, y: number, next: number, colour: string): void {
  if (slot.series !== undefined) canvas.resistor(x, y, slot.series);
  if (slot.up !== undefined) {
    canvas.resistorDown(x, y - 34, y, slot.up);
    canvas.supply(x, y - 34, "3.3 V");
  }
  if (slot.down !== undefined) {
    const [kind, value] = slot.down;
    if (kind === "resistor") canvas.resistorDown(x, y, y + 34, value);
    else if (kind === "capacitor") canvas.capacitorDown(x, y, y + 34, value);
    else canvas.diodeDown(x, y, y + 34, value);
    canvas.ground(x, y + 34);
  }
  if (slot.across !== undefined) {
    canvas.resistorDown(x, y, next, slot.across);
    canvas.dot(x, next, INK);
  }
  if (slot.up !== undefined || slot.down !== undefined || slot.across !== undefined) canvas.dot(x, y, colour);
}

function drawRail(canvas: Canvas, { rail }: Row, x: number, y: number, way: Way): void {
  const end = x - way * 26;
  const colour = rail === "3.3 V" ? SUPPLY : rail === "5 V" ? FIVE_VOLTS : INK;
  canvas.wire([x, y, end, y], colour, 1.8);
  if (rail === "GND") canvas.ground(end, y);
  else
    canvas.text(end - way * 4, y + 4, rail ?? "", {
      size: 11,
      colour,
      anchor: way > 0 ? "end" : "start",
      isBold: true,
    });
}

function drawBox(
  canvas: Canvas,
  title: string,
  notes: readonly string[],
  x: number,
  [from, to]: readonly [number, number],
  { way, width }: Where,
) {
  canvas.rect(way > 0 ? x : x - width, from, width, to - from, `rx="5" fill="#f4f6f8" stroke="${FAINT}"`);
  const left = way > 0 ? x + 10 : x - width + 10;
  canvas.text(left, from + 18, title, { size: 13, isBold: true });
  for (const [i, note] of notes.entries()) canvas.text(left, from + 34 + i * NOTE, note, { size: 11, colour: FAINT });
}

function drawBoxes(canvas: Canvas, circuit: Circuit, ys: readonly number[], x: number, where: Where): void {
  const starts = [0, ...Object.keys(circuit.boxes ?? {}).map(Number)];
  for (const [i, first] of starts.entries()) {
    const row = circuit.rows[first];
    const next = starts[i + 1];
    const { title, notes } = circuit.boxes?.[first] ?? circuit;
    const isRich = circuit.inside !== undefined && circuit.rows.length === 1;
    const from = (ys[first] ?? 0) - (isRich ? INSIDE_ABOVE : row === undefined ? 0 : above(row)) - headHeight(notes);
    const last = (next ?? circuit.rows.length) - 1;
    const room =
      circuit.inside !== undefined
        ? INSIDE_BELOW + 4
        : circuit.rows[last] === undefined
          ? 0
          : below(circuit.rows[last]);
    drawBox(canvas, title, notes, x, [from, (ys[last] ?? 0) + room + FOOT / 2], where);
  }
}

export function drawCircuit(canvas: Canvas, circuit: Circuit, ys: readonly number[], where: Where): void {
  const { start, way, zone, colours } = where;
  const x = start + way * zone;
  drawBoxes(canvas, circuit, ys, x, where);
  const colourOf = ({ pin, from }: Row): string =>
    colours.get(pin ?? (from === undefined ? "" : (circuit.rows[from]?.pin ?? ""))) ?? INK;
  for (const [i, row] of circuit.rows.entries()) {
    const y = ys[i] ?? 0;
    const colour = colourOf(row);
    if (row.rail !== undefined) drawRail(canvas, row, x, y, way);
    else if (row.from !== undefined) {
      const down = x - way * (row.from % 2 === 0 ? 62 : 74);
      const top = ys[row.from] ?? 0;
      canvas.wire([down, top, down, y, x, y], colour);
      canvas.dot(down, top, colour);
    } else {
      const from = row.pin === undefined ? start + way * (SLOT - 30) : start;
      canvas.wire([from, y, x, y], colour);
    }
    for (const [at, slot] of (row.slots ?? []).entries())
      drawSlot(canvas, slot, start + way * (at * SLOT + 36), y, ys[i + 1] ?? y, colour);
    if (row.label !== "") canvas.text(x + way * 10, y + 4, row.label, { anchor: way > 0 ? "start" : "end" });
  }
  circuit.inside?.(canvas, x, way, ys);
}
