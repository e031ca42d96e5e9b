// What is in the box of a circuit that is more than terminals: the coils of the relay with their transistors, and the HAN port's way out of
// the meter over an opto-coupler. Drawn from the edge of the box inwards, in either direction.

import type { Canvas, TextStyle, Way } from "./canvas.ts";
import { FAINT, FIVE_VOLTS, INK, SUPPLY } from "./canvas.ts";

type Points = readonly (readonly [x: number, y: number])[];

/** A box of `width` x `height` whose near edge is at `x`, with a text in the middle. */
function block(
  canvas: Canvas,
  x: number,
  y: number,
  way: Way,
  [width, height]: readonly [number, number],
  text: string,
) {
  canvas.rect(way > 0 ? x : x - width, y - height / 2, width, height, `fill="#ffffff" stroke="${INK}"`);
  canvas.text(x + (way * width) / 2, y + 4, text, { size: 11, anchor: "middle" });
}

const away = (way: Way): NonNullable<TextStyle["anchor"]> => (way > 0 ? "start" : "end");

/** One N-channel transistor that pulls one coil to ground; `y` is the gate's wire. */
function coil(canvas: Canvas, x: number, way: Way, y: number, name: string, transistor: string): void {
  const at = (distance: number): number => x + way * distance;
  const wire = (...points: Points): void => canvas.wire(points.flat(), INK, 1.6);
  wire([x, y], [at(24), y]);
  block(canvas, at(24), y, way, [56, 30], transistor);
  canvas.text(at(20), y - 5, "G", { size: 10, anchor: way > 0 ? "end" : "start" });
  wire([at(52), y + 15], [at(52), y + 24]);
  canvas.text(at(64), y + 27, "S", { size: 10, anchor: away(way) });
  canvas.ground(at(52), y + 24);
  wire([at(80), y], [at(130), y]);
  canvas.text(at(86), y - 5, "D", { size: 10, anchor: away(way) });
  block(canvas, at(130), y, way, [84, 22], name);
  wire([at(214), y], [at(270), y], [at(270), y - 12]);
  canvas.supply(at(270), y - 12, "12 V");
  const near = at(114);
  const far = at(232);
  wire([near, y], [near, y + 26], [far, y + 26], [far, y]);
  canvas.dot(near, y, INK);
  canvas.dot(far, y, INK);
  const middle = at(172);
  canvas.rect(middle - 12, y + 21, 24, 10, `fill="#ffffff" stroke="${INK}"`);
  canvas.rect(way > 0 ? middle + 5 : middle - 9, y + 21, 4, 10, `fill="${INK}"`);
  canvas.text(middle, y + 43, "1N4007, ring to 12 V", { size: 10, anchor: "middle", colour: FAINT });
}

export function relayInside(canvas: Canvas, x: number, way: Way, ys: readonly number[]): void {
  const at = (distance: number): number => x + way * distance;
  const [contact = 0, opening = 0, closing = 0] = ys;
  canvas.wire([x, contact, at(80), contact], INK, 1.6);
  canvas.circle(at(84), contact, 4, `fill="#ffffff" stroke="${INK}"`);
  canvas.wire([at(88), contact - 2, at(118), contact - 14], INK, 1.6);
  canvas.circle(at(124), contact, 4, `fill="#ffffff" stroke="${INK}"`);
  canvas.wire([at(128), contact, at(160), contact, at(160), contact + 8], INK, 1.6);
  canvas.ground(at(160), contact + 8);
  canvas.text(at(180), contact + 4, "auxiliary contact", { size: 11, anchor: away(way) });
  coil(canvas, x, way, opening, "coil: reset", "MOSFET");
  coil(canvas, x, way, closing, "coil: set", "MOSFET");
}

const RJ12: readonly (readonly [coupler: string, socket: string])[] = [
  ["VCC 8", "1: +5 V, isolated"],
  ["EN 7", "2: request"],
  ["OUT 6", "5: data"],
  ["GND 5", "3, 6: ground"],
];

export function hanInside(canvas: Canvas, x: number, way: Way, [y = 0]: readonly number[]): void {
  const at = (distance: number): number => x + way * distance;
  const wire = (colour: string, ...points: Points): void => canvas.wire(points.flat(), colour, 1.6);
  wire(INK, [x, y], [at(14), y]);
  block(canvas, at(14), y, way, [44, 26], "NPN");
  wire(INK, [at(36), y + 13], [at(36), y + 22]);
  canvas.ground(at(36), y + 22);
  wire(INK, [at(58), y], [at(130), y]);
  canvas.text(at(126), y + 12, "3", { size: 10, anchor: way > 0 ? "end" : "start" });
  canvas.resistorDown(at(82), y - 62, y - 30, "150 Ω");
  wire(INK, [at(82), y - 30], [at(82), y - 24], [at(130), y - 24]);
  canvas.text(at(126), y - 12, "2", { size: 10, anchor: way > 0 ? "end" : "start" });
  canvas.supply(at(82), y - 62, "3.3 V");
  canvas.rect(way > 0 ? at(130) : at(210), y - 50, 80, 92, `fill="#ffffff" stroke="${INK}"`);
  canvas.text(at(136), y + 36, "6N137", { size: 11, anchor: away(way), isBold: true });
  for (const [i, [coupler, socket]] of RJ12.entries()) {
    const height = y - 36 + i * 22;
    canvas.text(at(206), height + 4, coupler, { size: 10, anchor: way > 0 ? "end" : "start" });
    wire(i === 0 ? FIVE_VOLTS : i === 2 ? SUPPLY : INK, [at(210), height], [at(232), height]);
    canvas.text(at(236), height + 4, socket, { size: 10.5, anchor: away(way) });
  }
  canvas.text(at(214), y - 58, "RJ12 of the consumer", { size: 11, anchor: away(way), isBold: true });
}
