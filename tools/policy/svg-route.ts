// Finds a lane for every wire of the drawing: right-angled, around the boxes, never along another wire, crossing others at
// right angles only. A shortest path over cells in which bends and crossings cost extra. Where no lane is left there is none,
// and the caller draws a straight line.

import { CELL } from "./svg-layout.ts";
import type { Rectangle } from "./svg-layout.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

const STEPS = [
  { dx: 1, dy: 0 },
  { dx: 0, dy: 1 },
  { dx: -1, dy: 0 },
  { dx: 0, dy: -1 },
] as const;

const HORIZONTAL = 1;
const VERTICAL = 2;
const BLOCKED = 3;

const BEND = 10;
const CROSSING = 6;
/** Along a box or beside another wire is legible, further away more so. */
const NARROW = 1;

export class Router {
  readonly #columns: number;
  readonly #rows: number;
  /** By cell: which ways are taken. */
  readonly #taken: Uint8Array;

  constructor(width: number, height: number, obstacles: readonly Rectangle[]) {
    this.#columns = Math.ceil(width / CELL);
    this.#rows = Math.ceil(height / CELL);
    this.#taken = new Uint8Array(this.#columns * this.#rows);
    for (const { x, y, width: across, height: down } of obstacles) {
      for (let row = y / CELL; row < (y + down) / CELL; row++) {
        for (let column = x / CELL; column < (x + across) / CELL; column++) this.#take(column, row, BLOCKED);
      }
    }
  }

  /** Corners of the wire, from the border of one box to the border of the other, and takes its lane; undefined: no lane. */
  route(from: Rectangle, to: Rectangle): Point[] | undefined {
    const goals = new Map(sides(to).map(({ cell, way, off }) => [this.#state(cell, (way + 2) % 4), off]));
    const cost = new Float64Array(this.#taken.length * 4).fill(Infinity);
    const before = new Int32Array(cost.length).fill(-1);
    const waiting: number[][] = [];
    const reach = (state: number, price: number, previous: number): void => {
      if (price >= (cost[state] ?? Infinity)) return;
      cost[state] = price;
      before[state] = previous;
      (waiting[price] ??= []).push(state);
    };
    for (const { cell, way, off } of sides(from))
      if (this.#free(cell.x, cell.y, way)) reach(this.#state(cell, way), off, -1);
    let best: { readonly state: number; readonly price: number } | undefined;
    for (let price = 0; price < waiting.length && price < (best?.price ?? Infinity); price++) {
      for (const state of waiting[price] ?? []) {
        if (cost[state] !== price) continue;
        const off = goals.get(state);
        if (off !== undefined && price + off < (best?.price ?? Infinity)) best = { state, price: price + off };
        for (const [next, more] of this.#onward(state)) reach(next, price + more, state);
      }
    }
    if (best === undefined) return undefined;
    const states = [best.state];
    for (let at = before[best.state] ?? -1; at >= 0; at = before[at] ?? -1) states.unshift(at);
    this.#takeAll(states);
    const centres = states.map((state) => this.#centre(state));
    return corners([this.#edge(states[0] ?? best.state, -1), ...centres, this.#edge(best.state, 1)]);
  }

  /** Middle of the side by which a wire in this state enters (-1) or leaves (1) its cell. */
  #edge(state: number, sign: number): Point {
    const { x, y } = this.#centre(state);
    const { dx, dy } = STEPS[state % 4] ?? STEPS[0];
    return { x: x + (sign * dx * CELL) / 2, y: y + (sign * dy * CELL) / 2 };
  }

  #state({ x, y }: Point, way: number): number {
    return (y * this.#columns + x) * 4 + way;
  }

  #centre(state: number): Point {
    const cell = Math.floor(state / 4);
    return { x: ((cell % this.#columns) + 0.5) * CELL, y: (Math.floor(cell / this.#columns) + 0.5) * CELL };
  }

  #at(x: number, y: number): number {
    const inside = x >= 0 && y >= 0 && x < this.#columns && y < this.#rows;
    return inside ? (this.#taken[y * this.#columns + x] ?? BLOCKED) : BLOCKED;
  }

  #free(x: number, y: number, way: number): boolean {
    return (this.#at(x, y) & axis(way)) === 0;
  }

  #take(x: number, y: number, ways: number): void {
    const inside = x >= 0 && y >= 0 && x < this.#columns && y < this.#rows;
    if (inside) this.#taken[y * this.#columns + x] = this.#at(x, y) | ways;
  }

  /** Straight on, or to either side: in a cell that is crossed, a turn leads along the other wire and so into what is taken. */
  *#onward(state: number): Generator<readonly [state: number, cost: number]> {
    const way = state % 4;
    const cell = Math.floor(state / 4);
    const x = cell % this.#columns;
    const y = Math.floor(cell / this.#columns);
    for (const turn of [0, 1, 3]) {
      const onto = (way + turn) % 4;
      const { dx, dy } = STEPS[onto] ?? STEPS[0];
      if (!this.#free(x + dx, y + dy, onto)) continue;
      const crossing = this.#at(x + dx, y + dy) === 0 ? 0 : CROSSING;
      const beside = this.#at(x + dx + dy, y + dy + dx) | this.#at(x + dx - dy, y + dy - dx);
      yield [
        this.#state({ x: x + dx, y: y + dy }, onto),
        1 + (turn === 0 ? 0 : BEND) + crossing + (beside ? NARROW : 0),
      ];
    }
  }

  #takeAll(states: readonly number[]): void {
    for (const [place, state] of states.entries()) {
      const cell = Math.floor(state / 4);
      const next = states[place + 1] ?? state;
      const ways = axis(state % 4) | axis(next % 4);
      this.#take(cell % this.#columns, Math.floor(cell / this.#columns), ways);
    }
  }
}

const axis = (way: number): number => (way % 2 === 0 ? HORIZONTAL : VERTICAL);

/** Cells around a box, each with the way that leads out of the box there and a small price for being off the middle. */
function sides(box: Rectangle): { cell: Point; way: number; off: number }[] {
  const left = box.x / CELL;
  const top = box.y / CELL;
  const right = left + box.width / CELL;
  const bottom = top + box.height / CELL;
  const found: { cell: Point; way: number; off: number }[] = [];
  const off = (at: number, low: number, high: number): number => Math.round(Math.abs(at - (low + high - 1) / 2) / 4);
  for (let y = top + 1; y < bottom - 1; y++) {
    found.push({ cell: { x: right, y }, way: 0, off: off(y, top, bottom) });
    found.push({ cell: { x: left - 1, y }, way: 2, off: off(y, top, bottom) });
  }
  for (let x = left + 1; x < right - 1; x++) {
    found.push({ cell: { x, y: bottom }, way: 1, off: off(x, left, right) });
    found.push({ cell: { x, y: top - 1 }, way: 3, off: off(x, left, right) });
  }
  return found;
}

function corners(points: readonly Point[]): Point[] {
  return points.filter((at, place) => {
    const one = points[place - 1];
    const other = points[place + 1];
    return !one || !other || !((one.x === at.x && at.x === other.x) || (one.y === at.y && at.y === other.y));
  });
}
