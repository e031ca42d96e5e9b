// What stands between a board's pins and a part, as data: rows of wires, and on each what is soldered to it on the way. The pins come from the
// board's description, so that they are those of the firmware; resistors and their like are those of the boards' pages.

import type { Canvas, Way } from "./canvas.ts";

/** Something on a wire: in it, from it up to a supply, from it down to ground, or from it down to the next row. */
export interface Slot {
  readonly series?: string;
  readonly up?: string;
  readonly down?: readonly ["resistor" | "capacitor" | "clamp", value: string];
  readonly across?: string;
}

export interface Row {
  /** A pin of the board; a row without one hangs on a rail, or on another row. */
  readonly pin?: string;
  /** What the wire is, for who cannot see it. */
  readonly says?: string;
  /** At the box. */
  readonly label: string;
  readonly slots?: readonly Slot[];
  readonly rail?: "GND" | "3.3 V" | "5 V";
  /** Joined with that row (by its index) of the same circuit, by a wire down from it. */
  readonly from?: number;
}

/** Draws what is in the box of a circuit: `x` is its edge at the wires, `ys` the heights of the rows. */
export type Inside = (canvas: Canvas, x: number, way: Way, ys: readonly number[]) => void;

export interface Circuit {
  /** Devices of system.ts, or "memory". */
  readonly devices: readonly string[];
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
  /** Index of a row -> a box of its own begins there, with this title. */
  readonly boxes?: Readonly<Record<number, { readonly title: string; readonly notes: readonly string[] }>>;
  readonly inside?: Inside;
  /** Width of the box; default: that of its texts. */
  readonly width?: number;
}
