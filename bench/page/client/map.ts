// The map of both processors: partitions, the channels between them, and what moves along these while it runs. Layout and lanes are those of the
// policy's own picture. What goes along a wire is what the kernel's queues and the ports have counted; a fault is one that the kernel recorded.

import type { PartitionState, State } from "../shape.ts";
import type { BoxShape, MapShape, WireShape } from "../shape-about.ts";
import { announce, byId, el, reducedMotion, setData, setText, svg } from "./dom.ts";
import { showTables, tables } from "./inside-tables.ts";
import { count } from "./words.ts";

const FLIGHT_MS = 700;
const LIVE_MS = 500;
const FAULT_MS = 8000;
const MOST_DOTS = 24;
/** Of the picture that is drawn on paper: room for what stands beside it here. */
const TITLE = 44;
const LEGEND = 60;

interface Wire {
  readonly line: SVGPathElement;
  flows: readonly [number, number];
  liveMs: number;
}

interface Dot {
  readonly node: SVGCircleElement;
  readonly along: SVGPathElement;
  readonly length: number;
  readonly back: boolean;
  readonly startMs: number;
}

interface Box {
  readonly node: SVGGElement;
  readonly badge: SVGTextElement;
  faults: number;
  faultMs: number;
}

let wires: Wire[] = [];
const boxes = new Map<string, Box>();
let dots: Dot[] = [];
let layer: SVGGElement | undefined;
let isFirst = true;

export function buildMap(map: MapShape): void {
  boxes.clear();
  dots = [];
  isFirst = true;
  layer = svg("g", { class: "dots" });
  const picture = svg("svg", {
    viewBox: `0 ${TITLE} ${map.width} ${map.height - TITLE - LEGEND}`,
    class: "map",
    role: "img",
    "aria-labelledby": "map-title",
  });
  picture.append(
    svg(
      "title",
      { id: "map-title" },
      "Partitions of both processors, the channels between them and what moves along these now",
    ),
    markers(),
  );
  for (const { x, y, width, height, title } of map.frames)
    picture.append(
      svg("rect", { x, y, width, height, rx: 10, class: "board" }),
      svg("text", { x: x + 14, y: y + 21, class: "board-title" }, title),
    );
  picture.append(...map.boxes.map(drawnBox));
  wires = map.wires.map((wire) => drawnWire(picture, wire));
  picture.append(layer);
  const scroll = el(
    "div",
    { class: "scroll map-scroll", tabindex: 0, role: "group", "aria-label": "Map of the partitions" },
    picture,
  );
  byId("sheet-inside").replaceChildren(legend(), scroll, tables());
}

function legend(): HTMLElement {
  const names = ["frames", "readings", "state", "orders", "link"];
  const carried = names.map((name) => el("span", { class: `carries ${name}` }, name));
  return el("p", { class: "says legend" }, "What channels carry: ", ...carried, "A red bar: holds readings in clear.");
}

function markers(): SVGDefsElement {
  const arrow = (name: string) =>
    svg(
      "marker",
      {
        ...{ id: `arrow-${name}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerUnits: "userSpaceOnUse" },
        ...{ markerWidth: 9, markerHeight: 9, orient: "auto-start-reverse", class: name },
      },
      svg("path", { d: "M0 1L10 5L0 9z" }),
    );
  return svg("defs", {}, ...["frames", "readings", "state", "orders", "link"].map(arrow));
}

function drawnBox({ id, x, y, width, height, title, lines, hover, kind, holdsReadings }: BoxShape): SVGGElement {
  const badge = svg("text", { x: x + width - 10, y: y + 19, class: "badge", "text-anchor": "end" });
  const node = svg("g", { class: `box ${kind}` });
  node.append(
    svg("title", {}, `${title}: ${hover}`),
    svg("rect", { x, y, width, height, rx: kind === "port" ? 16 : 4 }),
  );
  if (holdsReadings) node.append(svg("rect", { x, y: y + 4, width: 4, height: height - 8, class: "holds" }));
  node.append(svg("text", { x: x + 10, y: y + 19, class: "name" }, title));
  node.append(
    ...lines.map((line, place) => svg("text", { x: x + 10, y: y + 35 + place * 15, class: "fact" }, line)),
    badge,
  );
  boxes.set(id, { node, badge, faults: 0, faultMs: -Infinity });
  return node;
}

function drawnWire(picture: SVGSVGElement, { path, carries, title, headAt }: WireShape): Wire {
  const arrow = `url(#arrow-${carries})`;
  const line = svg("path", {
    d: path,
    class: "line",
    "marker-start": headAt.start ? arrow : undefined,
    "marker-end": headAt.end ? arrow : undefined,
  });
  picture.append(svg("g", { class: `wire ${carries}` }, svg("title", {}, title), line));
  return { line, flows: [0, 0], liveMs: -Infinity };
}

function fly(wire: Wire, back: boolean, nowMs: number): void {
  if (layer === undefined || reducedMotion.matches || dots.length >= MOST_DOTS) return;
  const node = svg("circle", { r: 4.5, class: "dot" });
  layer.append(node);
  dots.push({ node, along: wire.line, length: wire.line.getTotalLength(), back, startMs: nowMs });
}

function move(): void {
  const nowMs = performance.now();
  dots = dots.filter(({ node, along, length, back, startMs }) => {
    const part = (nowMs - startMs) / FLIGHT_MS;
    if (part >= 1) node.remove();
    else {
      const { x, y } = along.getPointAtLength(length * (back ? 1 - part : part));
      node.setAttribute("cx", String(x));
      node.setAttribute("cy", String(y));
    }
    return part < 1;
  });
  if (dots.length > 0) requestAnimationFrame(move);
}

function showWires({ flows }: State, isShown: boolean): void {
  const nowMs = performance.now();
  const wasStill = dots.length === 0;
  for (const [i, wire] of wires.entries()) {
    const flow = flows[i] ?? [0, 0];
    for (const way of [0, 1] as const) {
      if (flow[way] <= wire.flows[way] || isFirst) continue;
      wire.liveMs = nowMs;
      if (isShown) fly(wire, way === 1, nowMs);
    }
    wire.flows = flow;
    setData(wire.line, "live", nowMs - wire.liveMs < LIVE_MS ? "yes" : "no");
  }
  if (wasStill && dots.length > 0) move();
}

function showBox({ id, faults, held, restarts }: PartitionState): void {
  const box = boxes.get(id);
  if (box === undefined) return;
  if (faults > box.faults && !isFirst) {
    box.faultMs = performance.now();
    announce(`${id}: fault ${count(faults)}`);
  }
  box.faults = faults;
  const isFresh = performance.now() - box.faultMs < FAULT_MS;
  setData(box.node, "state", held ? "held" : isFresh ? "fault" : "well");
  setText(box.badge, held ? "held" : faults === 0 ? "" : `${count(faults)} faults, ${count(restarts)} restarts`);
}

export function showMap(state: State, isShown: boolean): void {
  showWires(state, isShown);
  for (const one of [...(state.partitions.meter ?? []), ...(state.partitions.offSwitch ?? [])]) showBox(one);
  if (isShown) showTables(state);
  isFirst = false;
}
