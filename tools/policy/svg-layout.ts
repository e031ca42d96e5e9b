// Where the boxes of the drawing stand: ports to the world at the left, the meter's partitions in columns by how far they are
// from it, the off-switch board and the home at the right. All measures are multiples of a cell, so that wires find lanes.
// Text is wrapped by an estimate of its width, wide enough for the usual sans-serif fonts.

import type { Device, Partition, System } from "../../firmware/kernel/description.ts";

/** Side of a cell, in pixels. */
export const CELL = 12;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Box extends Rectangle {
  /** "system/partition" or "system:device". */
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly hover: string;
  readonly kind: "partition" | "port";
  readonly system: System["name"];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly frames: readonly (Rectangle & { readonly title: string })[];
}

const PORTS = 0;
const OTHER_BOARD = 5;

interface Place {
  readonly column: number;
  readonly row: number;
}

const PLACES: Readonly<Record<string, Place>> = {
  "meter/communications": { column: 1, row: 0 },
  "meter/cs-security": { column: 2, row: 0 },
  "meter/dc-security": { column: 2, row: 1 },
  "meter/off-switch-link": { column: 2, row: 2 },
  "meter/computations": { column: 3, row: 1 },
  "meter/credit-balance": { column: 3, row: 2 },
  "meter/consumer-port": { column: 4, row: 0 },
  "meter/display": { column: 4, row: 1 },
  "off-switch/off-switch-security": { column: OTHER_BOARD, row: 1 },
  "off-switch/link": { column: OTHER_BOARD, row: 2 },
};
const WIDTHS = [9, 12, 16, 16, 16, 17].map((cells) => cells * CELL);
/** Left of each column. */
const GAPS = [2, 7, 7, 9, 7, 7].map((cells) => cells * CELL);
const ROW_GAP = 6 * CELL;
const TOP = 8 * CELL;
const LEGEND = 5 * CELL;
const TITLE_HEIGHT = 24;
const LINE_HEIGHT = 15;
const CHARACTER = 6.3;

interface Draft extends Place {
  readonly box: Omit<Box, "x" | "y" | "width" | "height">;
  readonly least: number;
}

export function layOut(systems: readonly System[]): Layout {
  const drafts = systems.flatMap((system) => partitionDrafts(system));
  const ports = systems.flatMap((system) => system.devices.filter(leadsOut).map((device) => portDraft(system, device)));
  const columns = columnEdges([...drafts, ...ports]);
  const rows = rowEdges([...drafts, ...ports.filter(({ column }) => column !== PORTS)]);
  const bottom = rows.end;
  const partitions = drafts.map((draft) => placed(draft, columns, rows, bottom));
  const boxes = [...partitions, ...ports.map((port) => placedPort(port, ports, columns, bottom))];
  const frames = systems.map((system) => frame(system, partitions));
  const width = Math.max(...[...boxes, ...frames].map((one) => one.x + one.width), 60 * CELL) + 2 * CELL;
  return { width, height: bottom + 7 * CELL + LEGEND, boxes, frames };
}

export const leadsOut = (device: Device): boolean => device.exposure !== "inside";

function partitionDrafts(system: System): Draft[] {
  let strangers = 0;
  return system.partitions.map((partition) => {
    const id = `${system.name}/${partition.name}`;
    const known = Object.hasOwn(PLACES, id) ? PLACES[id] : undefined;
    const spare = strangers;
    if (known === undefined) strangers++;
    const { column, row } = known ?? strangerPlace(system, spare);
    const lines = facts(system, partition, Math.floor(((WIDTHS[column] ?? 0) - 16) / CHARACTER));
    const box = {
      id,
      title: partition.name,
      lines,
      hover: partition.purpose,
      kind: "partition",
      system: system.name,
    } as const;
    return { column, row, box, least: TITLE_HEIGHT + lines.length * LINE_HEIGHT + CELL };
  });
}

/** A partition that has no place of its own stands below the others. */
function strangerPlace(system: System, spare: number): Place {
  if (system.name === "off-switch") return { column: OTHER_BOARD, row: 3 + spare };
  return { column: 2 + (spare % 3), row: 3 + Math.floor(spare / 3) };
}

function facts(system: System, { name }: Partition, characters: number): string[] {
  const has = (word: string, all: readonly { name: string }[]): string[] =>
    all.length === 0 ? [] : wrapped(`${word}: ${all.map((one) => one.name).join(", ")}`, characters);
  return [
    ...has(
      "devices",
      system.devices.filter((device) => device.owner === name && !leadsOut(device)),
    ),
    ...has(
      "keys",
      system.keys.filter(({ owner }) => owner === name),
    ),
    ...has(
      "writes",
      system.segments.filter(({ writer }) => writer === name),
    ),
    ...has(
      "reads",
      system.segments.filter(({ readers }) => readers.includes(name)),
    ),
  ];
}

function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > characters) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function portDraft(system: System, device: Device): Draft {
  const column = device.exposure === "home" ? OTHER_BOARD : PORTS;
  const hover = `${device.reason} (${device.contract}, ${device.direction})`;
  const lines = [device.exposure];
  const id = `${system.name}:${device.name}`;
  return {
    column,
    row: 0,
    box: { id, title: device.name, lines, hover, kind: "port", system: system.name },
    least: 4 * CELL,
  };
}

const toCell = (pixels: number): number => Math.ceil(pixels / CELL) * CELL;

function columnEdges(drafts: readonly Draft[]): readonly number[] {
  let x = 0;
  return WIDTHS.map((width, column) => {
    const used = drafts.some((draft) => draft.column === column);
    const left = x + (used ? (GAPS[column] ?? 0) : 0);
    x = used ? left + width : x;
    return left;
  });
}

interface Rows {
  readonly tops: readonly number[];
  readonly heights: readonly number[];
  readonly end: number;
}

const spans = (draft: Draft): boolean => draft.box.id === "meter/communications";

function rowEdges(drafts: readonly Draft[]): Rows {
  const count = Math.max(1, ...drafts.map(({ row }) => row + 1));
  const tops: number[] = [];
  const heights: number[] = [];
  let y = TOP;
  for (let row = 0; row < count; row++) {
    const inRow = drafts.filter((draft) => draft.row === row && !spans(draft));
    const homes = inRow.filter(({ box }) => box.kind === "port").length;
    const height = toCell(Math.max(0, homes * 5 * CELL, ...inRow.map(({ least }) => least)));
    tops.push(y);
    heights.push(height);
    y += height === 0 ? 0 : height + ROW_GAP;
  }
  const least = toCell(Math.max(0, ...drafts.filter(spans).map((draft) => draft.least)));
  return { tops, heights, end: Math.max(y - ROW_GAP, TOP + Math.max(least, 24 * CELL)) };
}

function placed(draft: Draft, columns: readonly number[], rows: Rows, bottom: number): Box {
  const y = rows.tops[draft.row] ?? TOP;
  const height = spans(draft) ? bottom - TOP : (rows.heights[draft.row] ?? draft.least);
  return { ...draft.box, x: columns[draft.column] ?? 0, y, width: WIDTHS[draft.column] ?? 0, height };
}

/** Ports of one side share its height evenly; those of the home stand above the other board. */
function placedPort(port: Draft, ports: readonly Draft[], columns: readonly number[], bottom: number): Box {
  const side = ports.filter(({ column }) => column === port.column);
  const place = side.indexOf(port);
  const step = port.column === PORTS ? Math.floor((bottom - TOP) / side.length / CELL) * CELL : 5 * CELL;
  const inset = port.column === PORTS ? Math.floor((step - port.least) / 2 / CELL) * CELL : 0;
  const y = TOP + place * step + inset;
  return { ...port.box, x: columns[port.column] ?? 0, y, width: WIDTHS[PORTS] ?? 0, height: port.least };
}

function frame(system: System, boxes: readonly Box[]): Rectangle & { readonly title: string } {
  const own = boxes.filter((box) => box.system === system.name);
  const title = `${system.name} board`;
  if (own.length === 0) return { title, x: 2 * CELL, y: TOP - 3 * CELL, width: 12 * CELL, height: 3 * CELL };
  const x = Math.min(...own.map((box) => box.x)) - 2 * CELL;
  const y = Math.min(...own.map((box) => box.y)) - 3 * CELL;
  const right = Math.max(...own.map((box) => box.x + box.width)) + 2 * CELL;
  const bottom = Math.max(...own.map((box) => box.y + box.height)) + 5 * CELL;
  return { title, x, y, width: right - x, height: bottom - y };
}
