// Who can make bytes arrive where, over one processor or over both joined by their link. Labels of channels play no part
// unless the caller filters by them: a path is a path. It knows no rule.

import type { Channel, Device, System } from "../../firmware/kernel/description.ts";

/** One step of the joined graph; nodes are "system/partition". */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

export function node(system: System, partition: string): string {
  return `${system.name}/${partition}`;
}

export function edgeName(channel: { readonly from: string; readonly to: string }): string {
  return `${channel.from} -> ${channel.to}`;
}

export const isHeard = (device: Device): boolean => device.direction !== "out";
export const isSpokenTo = (device: Device): boolean => device.direction !== "in";

/** The UART to the other processor: the only serial port that stays inside the meter. */
export function isLink(device: Device): boolean {
  return device.contract === "serial-port" && device.exposure === "inside";
}

/** Channels of every system, and the link between the owners of its two ends, both ways. */
export function joinedEdges(systems: readonly System[], keep: (channel: Channel) => boolean = () => true): Edge[] {
  const edges = systems.flatMap((system) =>
    system.channels.filter(keep).map((channel) => ({ from: node(system, channel.from), to: node(system, channel.to) })),
  );
  const ends = systems.flatMap((system) =>
    system.devices.filter(isLink).map((device) => ({ system, at: node(system, device.owner) })),
  );
  for (const one of ends) {
    for (const other of ends) if (one.system.name !== other.system.name) edges.push({ from: one.at, to: other.at });
  }
  return edges;
}

/** Every node that `start` reaches, `start` included, each with a shortest path to it. */
export function pathsFrom(start: string, edges: readonly Edge[]): Map<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>([[start, [start]]]);
  const waiting = [start];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const path = paths.get(at) ?? [];
    for (const edge of edges) {
      if (edge.from !== at || paths.has(edge.to)) continue;
      paths.set(edge.to, [...path, edge.to]);
      waiting.push(edge.to);
    }
  }
  return paths;
}

export function reversed(edges: readonly Edge[]): Edge[] {
  return edges.map((edge) => ({ from: edge.to, to: edge.from }));
}
