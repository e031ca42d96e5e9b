// The policy as a picture for `hasm policy --svg`: boxes are partitions and ports, wires are channels, coloured by what they
// carry; the reason of each is its hover text. One self-contained file, the same for the same input. It draws what is
// described, allowed or not, and decides nothing.

import type { Content, Device, System } from "../../firmware/kernel/description.ts";
import { edgeName, isHeard, isLink, isSpokenTo } from "./graph.ts";
import { holdersOfReadings } from "./readings.ts";
import { layOut, leadsOut } from "./svg-layout.ts";
import type { Box, Layout } from "./svg-layout.ts";
import { Router } from "./svg-route.ts";
import type { Point } from "./svg-route.ts";

const COLOURS: Readonly<Record<Content, string>> = {
  frames: "#4a6078",
  readings: "#c8372d",
  state: "#2f7d3a",
  orders: "#7a45b0",
};
const LINK_COLOUR = "#1d232b";

interface Wire {
  readonly from: string;
  readonly to: string;
  readonly colour: string;
  readonly title: string;
  readonly headAt: { readonly start: boolean; readonly end: boolean };
  readonly wide?: true;
}

export function policySvg(systems: readonly System[]): string {
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
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height}" width="${layout.width}" height="${layout.height}" font-family="Helvetica, Arial, sans-serif">`,
    ...head(),
    `<rect width="100%" height="100%" fill="#fbfcfd"/>`,
    `<text x="24" y="34" font-size="18" font-weight="bold" fill="#1d232b">Who may tell what to whom</text>`,
    ...layout.frames.flatMap(drawnFrame),
    ...layout.boxes.flatMap((box) => drawnBox(box, holders.has(box.id))),
    ...wires,
    ...legend(layout),
    "</svg>",
    "",
  ].join("\n");
}

function wiresOf(system: System): Wire[] {
  const channels = system.channels.map((channel): Wire => {
    const { carries, depth, maxBytes, reason } = channel;
    return {
      from: `${system.name}/${channel.from}`,
      to: `${system.name}/${channel.to}`,
      colour: COLOURS[carries],
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
  const colour = COLOURS[device.carries];
  return { from: owner, to: port, colour, title, headAt: { start: isHeard(device), end: isSpokenTo(device) } };
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
        colour: LINK_COLOUR,
        title: `the link between the boards: ${one.owner} and ${other.owner}`,
        headAt: { start: true, end: true },
        wide: true as const,
      })),
  );
}

function distance(one: Box | undefined, other: Box | undefined): number {
  if (!one || !other) return 0;
  const gap = (low: number, size: number, otherLow: number, otherSize: number): number =>
    Math.max(0, otherLow - low - size, low - otherLow - otherSize);
  return gap(one.x, one.width, other.x, other.width) + gap(one.y, one.height, other.y, other.height);
}

function drawnWire(wire: Wire, boxes: ReadonlyMap<string, Box>, router: Router): string {
  const from = boxes.get(wire.from) as Box;
  const to = boxes.get(wire.to) as Box;
  const path = rounded(router.route(from, to) ?? [middle(from), middle(to)]);
  const marker = `arrow-${wire.colour.slice(1)}`;
  const start = wire.headAt.start ? ` marker-start="url(#${marker})"` : "";
  const end = wire.headAt.end ? ` marker-end="url(#${marker})"` : "";
  const width = wire.wide ? 3 : 1.6;
  return [
    `<g class="wire" fill="none" stroke="${wire.colour}"><title>${escaped(wire.title)}</title>`,
    `<path d="${path}" stroke-width="10" stroke-opacity="0"/>`,
    `<path d="${path}" stroke-width="${width}"${start}${end}/></g>`,
  ].join("");
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

function head(): string[] {
  const arrow = (colour: string): string =>
    `<marker id="arrow-${colour.slice(1)}" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path d="M0 1L10 5L0 9z" fill="${colour}"/></marker>`;
  return [
    "<style>.wire:hover path:last-child{stroke-width:4}</style>",
    `<defs>${[...Object.values(COLOURS), LINK_COLOUR].map(arrow).join("")}</defs>`,
  ];
}

function drawnFrame({ x, y, width, height, title }: Layout["frames"][number]): string[] {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="#f0f3f6" stroke="#b9c3ce"/>`,
    `<text x="${x + 14}" y="${y + 21}" font-size="13" font-weight="bold" fill="#5b6774">${escaped(title)}</text>`,
  ];
}

function drawnBox(box: Box, holdsReadings: boolean): string[] {
  const port = box.kind === "port";
  const text = (line: string, place: number): string =>
    `<text x="${box.x + 10}" y="${box.y + 35 + place * 15}" font-size="11" fill="#3a444f">${escaped(line)}</text>`;
  const bar = `<rect x="${box.x}" y="${box.y + 4}" width="4" height="${box.height - 8}" fill="${COLOURS.readings}"/>`;
  return [
    `<g><title>${escaped(`${box.title}: ${box.hover}`)}</title>`,
    `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="${port ? 16 : 4}" fill="${port ? "#fff4d6" : "#ffffff"}" stroke="${port ? "#b58a1e" : "#5b6774"}"/>`,
    ...(holdsReadings ? [bar] : []),
    `<text x="${box.x + 10}" y="${box.y + 19}" font-size="13" font-weight="bold" fill="#1d232b">${escaped(box.title)}</text>`,
    ...box.lines.map(text),
    "</g>",
  ];
}

function legend({ height }: Layout): string[] {
  const y = height - 24;
  const entries = [...Object.entries(COLOURS), ["link between the boards", LINK_COLOUR] as const];
  let x = 24;
  const drawn = entries.map(([name, colour]) => {
    const line = `<path d="M${x} ${y}h28" stroke="${colour}" stroke-width="${colour === LINK_COLOUR ? 3 : 1.6}" marker-end="url(#arrow-${colour.slice(1)})"/>`;
    const text = `<text x="${x + 36}" y="${y + 4}" font-size="12" fill="#3a444f">${name}</text>`;
    x += 36 + name.length * 7 + 24;
    return line + text;
  });
  const bar = `<rect x="${x}" y="${y - 9}" width="4" height="18" fill="${COLOURS.readings}"/>`;
  return [
    ...drawn,
    `${bar}<text x="${x + 12}" y="${y + 4}" font-size="12" fill="#3a444f">holds readings in clear</text>`,
  ];
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
