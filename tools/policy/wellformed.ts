// W1 to W6: names, and the lists of what there may be. W4 to W6 are the floor under the invariants: what no invariant names
// and no list allows is refused here.

import type { Device, System } from "../../firmware/kernel/description.ts";
import type { Board } from "../../boards/board.ts";
import { CHANNELS, DEVICES, PARTITIONS, listedAs } from "./allowed.ts";
import { edgeName } from "./graph.ts";
import { listed, violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** W1: every partition that a channel, device, key or segment names is one of this system, and the counters of its keys have a segment. */
export function* namesAreDeclared(system: System): Generator<Violation> {
  const known = new Set(system.partitions.map((partition) => partition.name));
  const uses = [
    ...system.channels.flatMap((channel) => [
      { subject: edgeName(channel), role: "its sender", name: channel.from },
      { subject: edgeName(channel), role: "its receiver", name: channel.to },
    ]),
    ...system.devices.map((device) => ({ subject: device.name, role: "its owner", name: device.owner })),
    ...system.keys.map((key) => ({ subject: key.name, role: "its owner", name: key.owner })),
    ...system.segments.flatMap((segment) => [
      { subject: segment.name, role: "its writer", name: segment.writer },
      ...segment.readers.map((name) => ({ subject: segment.name, role: "its reader", name })),
    ]),
  ];
  for (const { subject, role, name } of uses) {
    if (known.has(name)) continue;
    yield violation("W1", system.name, subject, `${role} ${name} is no partition of this system`);
  }
  const { counters } = system;
  if (counters === undefined && system.keys.length > 0) {
    const why = "it has keys and names no segment for their counters; after a reset it would take everything again";
    yield violation("W1", system.name, system.name, why);
  }
  if (counters !== undefined && !system.segments.some(({ name }) => name === counters))
    yield violation("W1", system.name, system.name, `its counters are in ${counters}, which is no segment of it`);
}

interface Named {
  readonly what: string;
  readonly name: string;
}

/** W2 within a system: names of one kind, and edges. */
export function* namesAreSingle(system: System): Generator<Violation> {
  const kinds: readonly (readonly Named[])[] = [
    system.partitions.map(({ name }) => ({ what: "a partition", name })),
    system.devices.map(({ name }) => ({ what: "a device", name })),
    system.keys.map(({ name }) => ({ what: "a key", name })),
    system.segments.map(({ name }) => ({ what: "a segment", name })),
  ];
  for (const kind of kinds) {
    for (const { what, name } of kind) {
      if (/^[a-z][A-Za-z0-9]*(-[a-z0-9]+)*$/.test(name)) continue;
      yield violation(
        "W2",
        system.name,
        name,
        `it names ${what} and is no word of letters and digits, or several joined by hyphens`,
      );
    }
    for (const { what, name } of repeated(kind)) {
      yield violation("W2", system.name, name, `it names ${what} twice; a name stands for one thing`);
    }
  }
  for (const segment of system.segments) {
    for (const { name } of repeated(segment.readers.map((reader) => ({ what: "a reader", name: reader })))) {
      yield violation("W2", system.name, segment.name, `it lists its reader ${name} twice`);
    }
  }
  for (const { name } of repeated(system.channels.map((channel) => ({ what: "a channel", name: edgeName(channel) })))) {
    yield violation(
      "W2",
      system.name,
      name,
      "the channel is declared twice; two partitions share one queue a direction",
    );
  }
}

/** W2 over everything: systems and boards. */
export function* wholesAreSingle(systems: readonly System[], boards: readonly Board[]): Generator<Violation> {
  for (const { name } of repeated(systems.map((system) => ({ what: "a system", name: system.name })))) {
    yield violation("W2", name, name, "the system is described twice; a policy is decided on one description of it");
  }
  for (const { name } of repeated(boards.map((board) => ({ what: "a board", name: board.name })))) {
    const system = boards.find((board) => board.name === name)?.system ?? "";
    yield violation("W2", system, name, "it names a board twice; a name stands for one thing");
  }
}

function repeated(names: readonly Named[]): readonly Named[] {
  return names.filter((one, place) => names.findIndex((other) => other.name === one.name) < place);
}

/** W3. */
export function* channelsLeadOn(system: System): Generator<Violation> {
  for (const channel of system.channels) {
    if (channel.from !== channel.to) continue;
    yield violation(
      "W3",
      system.name,
      edgeName(channel),
      "a channel leads to another partition, not back to its sender",
    );
  }
}

/** W4 and W5. */
export function* graphIsListed(system: System): Generator<Violation> {
  for (const { name } of system.partitions) {
    if (PARTITIONS[system.name].includes(name)) continue;
    const why = `not on the list of partitions; this processor may run ${listed(PARTITIONS[system.name])}`;
    yield violation("W4", system.name, name, why);
  }
  for (const channel of system.channels) {
    const allowed = CHANNELS[system.name].find((one) => one.from === channel.from && one.to === channel.to);
    if (allowed === undefined) {
      yield violation("W5", system.name, edgeName(channel), "not on the list of channels");
    } else if (!allowed.carries.includes(channel.carries)) {
      const why = `it carries "${channel.carries}"; on the list of channels it carries ${quoted(allowed.carries)}`;
      yield violation("W5", system.name, edgeName(channel), why);
    }
  }
}

/** W6. */
export function* devicesAreListed(system: System): Generator<Violation> {
  for (const device of system.devices) {
    const why = whyNotListed(device);
    if (why !== undefined) yield violation("W6", system.name, device.name, why);
  }
}

function whyNotListed(device: Device): string | undefined {
  const allowed = listedAs(DEVICES, device.contract);
  if (allowed === undefined) return `its contract ${device.contract} is not on the list of devices`;
  if (!allowed.owners.includes(device.owner)) {
    return `a ${device.contract} belongs to ${listed(allowed.owners, "or")}, not to ${device.owner}`;
  }
  if (!allowed.carries.includes(device.carries)) {
    return `a ${device.contract} carries ${quoted(allowed.carries)}, not "${device.carries}"`;
  }
  return undefined;
}

function quoted(contents: readonly string[]): string {
  return listed(
    contents.map((content) => `"${content}"`),
    "or",
  );
}
