// The policy as a drawing: boxes of partitions and ports, wires of channels with the lane that each takes. Whoever shows it (svg.ts, the
// bench's page) gives it colours and letters. The same for the same input; it draws what is described, allowed or not, and decides nothing.

import type { Content, Device, System } from "../../firmware/kernel/description.ts";
import { edgeName, isHeard, isLink, isSpokenTo } from "./graph.ts";
import { holdersOfReadings } from "./readings.ts";
import { layOut, leadsOut } from "./svg-layout.ts";
import type { Box, Layout } from "./svg-layout.ts";
import { Router } from "./svg-route.ts";
import type { Point } from "./svg-route.ts";

interface Wire {
  /** Ids of boxes. */
  readonly from: string;
  readonly to: string;
  readonly carries: Content | "link";
  readonly title: string;
  readonly headAt: { readonly start: boolean; readonly end: boolean };
}

export interface DrawnWire extends Wire {
  /** As in the attribute `d` of a path. */
  readonly path: string;
}

export interface Drawing {
  readonly layout: Layout;
  /** The shortest first. */
  readonly wires: readonly DrawnWire[];
  /** Ids of the boxes that hold readings in clear. */
  readonly holders: ReadonlySet<string>;
}

export function policyDrawing(systems: readonly System[]): Drawing {
  const layout = layOut(systems);
  const boxes = new Map(layout.boxes.map((box) => [box.id, box]));
  const holders = new Set(
    systems.flatMap((one) => [...holdersOfReadings(one).keys()].map((name) => `${one.name}/${name}`)),
  );
  const router = new Router(layout.width, layout.height, layout.boxes);
  const wires = [...linkWires(systems), ...systems.flatMap(wiresOf)]
    .filter(({ from, to }) => from !== to && boxes.has(from) && boxes.has(to))
    .map((wire) => ({ wire, length: distance(boxes.get(wire.from), boxes.get(wire.to)) }))
    .sort((one, other) => one.length - other.length)
    .map(({ wire }) => drawnWire(wire, boxes, router));
  return { layout, wires, holders };
}

function wiresOf(system: System): Wire[] {
  const channels = system.channels.map((channel): Wire => {
    const { carries, depth, maxBytes, reason } = channel;
    return {
      from: `${system.name}/${channel.from}`,
      to: `${system.name}/${channel.to}`,
      carries,
      title: `${edgeName(channel)} (${carries}, ${depth} x ${maxBytes} bytes): ${reason}`,
      headAt: { start: false, end: true },
    };
  });
  return [...system.devices.filter(leadsOut).map((device) => portWire(system, device)), ...channels];
}

function portWire(system: System, device: Device): Wire {
  const owner = `${system.name}/${device.owner}`;
  const port = `${system.name}:${device.name}`;
  const title = `${device.name} (${device.carries}, ${device.direction}): ${device.reason}`;
  return {
    from: owner,
    to: port,
    carries: device.carries,
    title,
    headAt: { start: isHeard(device), end: isSpokenTo(device) },
  };
}

function linkWires(systems: readonly System[]): Wire[] {
  const ends = systems.flatMap((system) => system.devices.filter(isLink).map(({ owner }) => ({ system, owner })));
  return ends.flatMap((one, place) =>
    ends
      .slice(place + 1)
      .filter((other) => other.system.name !== one.system.name)
      .map((other) => ({
        from: `${one.system.name}/${one.owner}`,
        to: `${other.system.name}/${other.owner}`,
        carries: "link" as const,
        title: `the link between the boards: ${one.owner} and ${other.owner}`,
        headAt: { start: true, end: true },
      })),
  );
}

function distance(one: Box | undefined, other: Box | undefined): number {
  if (!one || !other) return 0;
  const gap = (low: number, size: number, otherLow: number, otherSize: number): number =>
    Math.max(0, otherLow - low - size, low - otherLow - otherSize);
  return gap(one.x, one.width, other.x, other.width) + gap(one.y, one.height, other.y, other.height);
}

function drawnWire(wire: Wire, boxes: ReadonlyMap<string, Box>, router: Router): DrawnWire {
  const from = boxes.get(wire.from) as Box;
  const to = boxes.get(wire.to) as Box;
  return { ...wire, path: rounded(router.route(from, to) ?? [middle(from), middle(to)]) };
}

const middle = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** A path with its corners rounded, so that a bend and a crossing look different. */
function rounded(points: readonly Point[]): string {
  const radius = 5;
  const towards = (from: Point, to: Point): Point => {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const part = Math.min(radius, length / 2) / length;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  };
  return points
    .map((at, place) => {
      const before = points[place - 1];
      const after = points[place + 1];
      if (!before) return `M${at.x} ${at.y}`;
      if (!after) return `L${at.x} ${at.y}`;
      const into = towards(at, before);
      const outOf = towards(at, after);
      return `L${into.x} ${into.y}Q${at.x} ${at.y} ${outOf.x} ${outOf.y}`;
    })
    .join("");
}
