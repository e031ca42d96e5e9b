// The policy as a picture for `hasm policy --svg`: boxes are partitions and ports, wires are channels, coloured by what they
// carry; the reason of each is its hover text. One self-contained file, the same for the same input. It draws what is
// described, allowed or not, and decides nothing.

import type { Content, System } from "../../firmware/kernel/description.ts";
import { policyDrawing } from "./drawing.ts";
import type { DrawnWire } from "./drawing.ts";
import type { Box, Layout } from "./svg-layout.ts";

const COLOURS: Readonly<Record<Content, string>> = {
  frames: "#4a6078",
  readings: "#c8372d",
  state: "#2f7d3a",
  orders: "#7a45b0",
};
const LINK_COLOUR = "#1d232b";

export function policySvg(systems: readonly System[]): string {
  const { layout, wires, holders } = policyDrawing(systems);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height}" width="${layout.width}" height="${layout.height}" font-family="Helvetica, Arial, sans-serif">`,
    ...head(),
    `<rect width="100%" height="100%" fill="#fbfcfd"/>`,
    `<text x="24" y="34" font-size="18" font-weight="bold" fill="#1d232b">Who may tell what to whom</text>`,
    ...layout.frames.flatMap(drawnFrame),
    ...layout.boxes.flatMap((box) => drawnBox(box, holders.has(box.id))),
    ...wires.map(drawnWire),
    ...legend(layout),
    "</svg>",
    "",
  ].join("\n");
}

function drawnWire({ carries, path, title, headAt }: DrawnWire): string {
  const colour = carries === "link" ? LINK_COLOUR : COLOURS[carries];
  const marker = `arrow-${colour.slice(1)}`;
  const start = headAt.start ? ` marker-start="url(#${marker})"` : "";
  const end = headAt.end ? ` marker-end="url(#${marker})"` : "";
  const width = carries === "link" ? 3 : 1.6;
  return [
    `<g class="wire" fill="none" stroke="${colour}"><title>${escaped(title)}</title>`,
    `<path d="${path}" stroke-width="10" stroke-opacity="0"/>`,
    `<path d="${path}" stroke-width="${width}"${start}${end}/></g>`,
  ].join("");
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
