// The policy as a page of text for `hasm policy`: what each partition has, why each channel exists, who reaches which port,
// and the verdict on every rule. It repeats what the check decides and decides nothing itself.

import type { Board, Part } from "../../boards/board.ts";
import type { Device, System } from "../../firmware/kernel/description.ts";
import { LIMITS } from "./allowed.ts";
import { checkPolicy } from "./check.ts";
import { isHeard, isSpokenTo, joinedEdges, node, pathsFrom, reversed } from "./graph.ts";
import { holdersOfReadings } from "./readings.ts";
import { worstQueueBytes } from "./sizes.ts";
import { RULES, listed } from "./violation.ts";
import type { Violation } from "./violation.ts";
import { inTenths, wearOf } from "./wear.ts";

/** Lines of text, each ended by a line feed; the same input gives the same text. */
export function policyReport(systems: readonly System[], boards: readonly Board[]): string {
  const found = checkPolicy({ systems, boards });
  const sections = [
    ...systems.flatMap((system) => [
      [heading(system, boards)],
      ["Partitions", ...table(partitionRows(system))],
      ["Channels", ...table(channelRows(system))],
      ["Devices", ...table(deviceRows(system, boards))],
      ...(system.segments.length === 0 ? [] : storeSections(system, boards)),
      ["Readings in clear", ...readingLines(system)],
    ]),
    ["Reach of the ports, over both boards", ...portLines(systems)],
    ["Rules", ...verdicts(found)],
    [summary(found, systems, boards)],
  ];
  return sections.map((lines) => lines.join("\n") + "\n").join("\n");
}

function heading(system: System, boards: readonly Board[]): string {
  const on = boards.filter((board) => board.system === system.name).map(({ name }) => name);
  const queues = `queues hold at most ${worstQueueBytes(system)} of ${LIMITS.queueBytes} bytes`;
  const title = `${system.name.toUpperCase()}  boards: ${some(on)}; cycle ${system.cycleMs} ms; ${queues}`;
  return `${title}\n${"=".repeat(title.length)}`;
}

type Row = readonly string[];

function partitionRows(system: System): Row[] {
  const names = (all: readonly { name: string }[]): string => some(all.map(({ name }) => name));
  return [
    ["partition", "devices", "keys", "writes", "reads", "purpose"],
    ...system.partitions.map(({ name, purpose }) => [
      name,
      names(system.devices.filter(({ owner }) => owner === name)),
      names(system.keys.filter(({ owner }) => owner === name)),
      names(system.segments.filter(({ writer }) => writer === name)),
      names(system.segments.filter(({ readers }) => readers.includes(name))),
      purpose,
    ]),
  ];
}

function channelRows(system: System): Row[] {
  return [
    ["channel", "carries", "queue", "reason"],
    ...system.channels.map(({ from, to, carries, depth, maxBytes, reason }) => [
      `${from} -> ${to}`,
      carries,
      `${depth} x ${maxBytes}`,
      reason,
    ]),
  ];
}

function deviceRows(system: System, boards: readonly Board[]): Row[] {
  const own = boards.filter((board) => board.system === system.name);
  const on = (name: string, board: Board): string => {
    const part = Object.hasOwn(board.parts, name) ? board.parts[name] : undefined;
    return part === undefined ? "-" : partText(part);
  };
  return [
    ["device", "owner", "contract", "exposure", "way", "carries", ...own.map((board) => `on ${board.name}`)],
    ...system.devices.map(({ name, owner, contract, exposure, direction, carries }) => [
      name,
      owner,
      contract,
      exposure,
      direction,
      carries,
      ...own.map((board) => on(name, board)),
    ]),
  ];
}

function partText(part: Part): string {
  return [part.driver, ...Object.entries(part.options).map(([key, value]) => `${key}=${String(value)}`)].join(" ");
}

function storeSections(system: System, boards: readonly Board[]): string[][] {
  const own = boards.filter((board) => board.system === system.name);
  const memories = own.map(({ name, memory }) => [name, memory === undefined ? "-" : partText(memory)]);
  return [
    ["Segments", ...table(segmentRows(system))],
    [`Wear of the segments in ${LIMITS.lifeYears} years`, ...table(wearRows(system))],
    ...(own.length === 0 ? [] : [["Memory", ...table([["board", "part"], ...memories])]]),
  ];
}

function segmentRows(system: System): Row[] {
  const hex = (address: number): string => "0x" + address.toString(16).padStart(6, "0");
  return [
    ["number", "segment", "kind", "from", "to", "slot", "values", "writer", "readers", "reason"],
    ...system.segments.map((segment) => [
      String(segment.number),
      segment.name,
      segment.kind,
      hex(segment.baseAddress),
      hex(segment.baseAddress + segment.bytes - 1),
      segment.kind === "image" ? "-" : String(segment.slotBytes),
      segment.kind === "values" ? String(segment.values) : "-",
      segment.writer,
      some(segment.readers),
      segment.reason,
    ]),
  ];
}

const WRITES = { log: "records", values: "changes", image: "images" } as const;

/** A lap: every sector is erased once. The margin is to the erases that a sector takes. */
function wearRows(system: System): Row[] {
  return [
    ["segment", "capacity of a lap", "a day", "days a lap", "erases a sector", "margin"],
    ...system.segments.map((segment) => {
      const wear = wearOf(segment);
      const day = String(segment.writesPerDay);
      if (wear === undefined) return [segment.name, "-", day, "-", "-", "-"];
      const { lapWrites, lapDays, erases, margin } = wear;
      const lap = `${lapWrites} ${WRITES[segment.kind]}`;
      return [segment.name, lap, day, inTenths(lapDays), String(erases), inTenths(margin)];
    }),
  ];
}

function readingLines(system: System): string[] {
  const lines = [...holdersOfReadings(system)].map(([name, path]) =>
    path.length > 1 ? `${name}, by ${path.join(" -> ")}` : `${name}, where they come from`,
  );
  return indented(lines.length === 0 ? ["nobody on this processor"] : lines);
}

/** For every port to the world: whom it can make hear something, and whose word can come out of it. */
function portLines(systems: readonly System[]): string[] {
  const edges = joinedEdges(systems);
  const closure = (start: string, along: readonly { from: string; to: string }[]): string => {
    const paths = [...pathsFrom(start, along)].filter(([at]) => at !== start);
    const near = paths.filter(([, path]) => path.length === 2).map(([at]) => at);
    const far = paths.filter(([, path]) => path.length > 2).map(([at]) => at);
    return far.length === 0 ? some(near) : `${some(near)}; through these ${far.join(", ")}`;
  };
  const alike = new Map<string, { names: string[]; device: Device; owner: string }>();
  for (const system of systems) {
    for (const device of system.devices.filter(({ exposure }) => exposure !== "inside")) {
      const owner = node(system, device.owner);
      const kind = [owner, device.exposure, isHeard(device), isSpokenTo(device)].join();
      const group = alike.get(kind) ?? { names: [], device, owner };
      group.names.push(device.name);
      alike.set(kind, group);
    }
  }
  const lines = [...alike.values()].flatMap(({ names, device, owner }) => [
    `${names.join(", ")} (${device.exposure}, of ${owner})`,
    `  reaches        ${isHeard(device) ? closure(owner, edges) : "nobody: it is never heard"}`,
    `  is reached by  ${isSpokenTo(device) ? closure(owner, reversed(edges)) : "nobody: it never speaks"}`,
  ]);
  return indented(lines.length === 0 ? ["no port leads out"] : lines);
}

function verdicts(found: readonly Violation[]): string[] {
  return indented(
    Object.entries(RULES).flatMap(([rule, text]) => {
      const broken = found.filter((one) => one.rule === rule);
      if (broken.length === 0) return [`${rule} holds: ${text}`];
      return [`${rule} BROKEN: ${text}`, ...broken.map(({ message }) => `    ${message}`)];
    }),
  );
}

const PROCESSORS = ["meter", "off-switch"] as const;

/** Says what was not there to be decided on, so that a half is never taken for the whole. */
function summary(found: readonly Violation[], systems: readonly System[], boards: readonly Board[]): string {
  const absent = PROCESSORS.flatMap((name) => [
    ...(systems.some((system) => system.name === name) ? [] : [`no ${name} system`]),
    ...(boards.some((board) => board.system === name) ? [] : [`no ${name} board`]),
  ]);
  const missing = absent.length === 0 ? "" : ` It was decided with ${listed(absent)}: that part is open.`;
  if (found.length === 0) return `The policy holds.${missing}`;
  return `The policy is broken in ${found.length} ${found.length === 1 ? "place" : "places"}.${missing}`;
}

function some(names: readonly string[]): string {
  return names.length === 0 ? "-" : names.join(", ");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** Columns two blanks apart, the first row underlined, nothing after the last column. */
function table(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_head, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: Row): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = rows;
  return indented([line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)]);
}
