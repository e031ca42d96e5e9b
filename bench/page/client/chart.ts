// The power chart: what the meter tells and what flows, over the time that is chosen: one point a telegram, and no point is left out. Where no
// telegram came for long there is a gap.

import type { PowerPoint } from "../shape.ts";
import { byId, canvasById, choice, setText } from "./dom.ts";
import { count, timeOf } from "./words.ts";

const SPANS: readonly (readonly [value: string, label: string])[] = [
  ["900", "15 min"],
  ["7200", "2 h"],
  ["86400", "24 h"],
];
const MOST_POINTS = 8640;
/** Longer than telegrams are apart: nothing is known in between. */
const GAP_S = 60;
const LEFT = 52;
const BOTTOM = 22;
const TOP = 8;
const TICKS_S = [60, 300, 900, 1800, 3600, 10_800, 21_600];

const canvas = canvasById("chart");
const readout = byId("chart-at");
let points: PowerPoint[] = [];
let spanS = 900;
let dirty = true;
let pointerX: number | undefined;
const showSpan = choice(byId("spans"), SPANS, (value) => {
  spanS = Number(value);
  showSpan(value);
  dirty = true;
});
showSpan("900");

export function resetChart(): void {
  points = [];
  dirty = true;
}

export function addPower(fresh: readonly PowerPoint[]): void {
  points.push(...fresh);
  if (points.length > MOST_POINTS) points = points.slice(-MOST_POINTS);
  dirty = true;
}

interface Plot {
  readonly context: CanvasRenderingContext2D;
  readonly shown: readonly PowerPoint[];
  readonly x: (utcS: number) => number;
  readonly y: (watts: number) => number;
  /** Between two lines of the grid. */
  readonly stepW: number;
  readonly lowW: number;
  readonly highW: number;
  readonly fromS: number;
  readonly toS: number;
}

/** Of a round step of 1, 2 or 5 that gives at most five lines. */
function roundStep(range: number): number {
  const rough = range / 4;
  const decade = 10 ** Math.floor(Math.log10(rough));
  return decade * (rough / decade > 5 ? 10 : rough / decade > 2 ? 5 : rough / decade > 1 ? 2 : 1);
}

function plotOf(width: number, height: number): Plot {
  const toS = points.at(-1)?.[0] ?? spanS;
  const fromS = toS - spanS;
  const shown = points.filter(([utcS]) => utcS >= fromS);
  const values = shown.flatMap(([, told, flows]) => [told, flows]);
  const stepW = roundStep(Math.max(200, ...values) - Math.min(0, ...values));
  const lowW = Math.floor(Math.min(0, ...values) / stepW) * stepW;
  const highW = Math.ceil(Math.max(200, ...values) / stepW) * stepW;
  return {
    ...{ shown, stepW, lowW, highW, fromS, toS },
    context: canvas.getContext("2d")!,
    x: (utcS) => LEFT + ((utcS - fromS) / spanS) * (width - LEFT - 6),
    y: (watts) => TOP + ((highW - watts) / (highW - lowW)) * (height - TOP - BOTTOM),
  };
}

function grid(
  { context, x, y, stepW, lowW, highW, fromS, toS }: Plot,
  width: number,
  height: number,
  ink: string,
  line: string,
): void {
  context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
  context.fillStyle = ink;
  context.strokeStyle = line;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (let watts = lowW; watts <= highW; watts += stepW) {
    const at = Math.round(y(watts)) + 0.5;
    context.fillText(count(watts), LEFT - 8, at);
    context.beginPath();
    context.moveTo(LEFT, at);
    context.lineTo(width - 6, at);
    context.stroke();
  }
  const tickS = TICKS_S.find((seconds) => ((width - LEFT) * seconds) / spanS > 74) ?? 43_200;
  context.textAlign = "center";
  for (let utcS = Math.ceil(fromS / tickS) * tickS; utcS <= toS; utcS += tickS)
    if (x(utcS) > LEFT + 16 && x(utcS) < width - 22)
      context.fillText(timeOf(utcS * 1000).slice(0, 5), x(utcS), height - 8);
}

/** Calls `draw` for each stretch without a gap. */
function stretches(shown: readonly PowerPoint[], draw: (stretch: readonly PowerPoint[]) => void): void {
  let from = 0;
  for (let i = 1; i <= shown.length; i++) {
    const isWhole = i < shown.length && shown[i]![0] - shown[i - 1]![0] <= GAP_S;
    if (isWhole) continue;
    draw(shown.slice(from, i));
    from = i;
  }
}

/** What flows, from zero. */
function area({ context, shown, x, y }: Plot, colour: string): void {
  context.fillStyle = colour;
  stretches(shown, (stretch) => {
    context.beginPath();
    context.moveTo(x(stretch[0]![0]), y(0));
    for (const [utcS, , flows] of stretch) context.lineTo(x(utcS), y(flows));
    context.lineTo(x(stretch.at(-1)![0]), y(0));
    context.fill();
  });
}

/** What the meter tells. */
function curve({ context, shown, x, y }: Plot, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.lineJoin = "round";
  stretches(shown, (stretch) => {
    context.beginPath();
    for (const [utcS, told] of stretch) context.lineTo(x(utcS), y(told));
    context.stroke();
  });
}

/** Draws what is new; called once a frame. */
export function drawChart(): void {
  const ratio = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    dirty = true;
  }
  if (!dirty || width === 0) return;
  dirty = false;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const plot = plotOf(width, height);
  plot.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  plot.context.clearRect(0, 0, width, height);
  grid(plot, width, height, colour("--muted"), colour("--line"));
  area(plot, colour("--flows-area"));
  curve(plot, colour("--accent"));
  point(plot, colour("--muted"), height);
  describe(plot);
}

/** What the curve says where the pointer is. */
function point({ context, shown, x }: Plot, ink: string, height: number): void {
  const at = pointerX;
  const nearest = at === undefined ? undefined : shown.findLast(([utcS]) => x(utcS) <= at);
  if (nearest === undefined) {
    setText(readout, "");
    return;
  }
  context.fillStyle = ink;
  context.fillRect(Math.round(x(nearest[0])), TOP, 1, height - TOP - BOTTOM);
  setText(readout, `${timeOf(nearest[0] * 1000)}: ${count(nearest[1])} W told, ${count(nearest[2])} W flow`);
}

function describe({ shown }: Plot): void {
  const told = shown.map(([, watts]) => watts);
  const label = SPANS.find(([value]) => Number(value) === spanS)![1];
  const now = told.at(-1);
  const range =
    now === undefined
      ? "nothing yet"
      : `now ${count(now)} W, lowest ${count(Math.min(...told))} W, highest ${count(Math.max(...told))} W`;
  canvas.setAttribute("aria-label", `Power over the last ${label}: ${range}`);
}

canvas.addEventListener("pointermove", (event) => {
  pointerX = event.offsetX;
  dirty = true;
});
canvas.addEventListener("pointerleave", () => {
  pointerX = undefined;
  dirty = true;
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  dirty = true;
});
