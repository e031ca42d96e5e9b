// I8 and I9: where a household's readings can get to. Labels alone would let a partition that holds readings call them
// "state" and pass them on, so whoever receives anything from a holder is taken for a holder, but for two ways out: frames
// of a partition that can seal, and the short unsealed orders that the list of channels names. What an honest-looking
// order or the timing of a frame may betray is beyond a check of the description. Communications is never counted as a
// holder: each edge into it is judged by itself.

import type { Channel, Device, System } from "../../firmware/kernel/description.ts";
import { CHANNELS, CLEAR_OUTSIDE_PORT } from "./allowed.ts";
import type { AllowedChannel } from "./allowed.ts";
import { edgeName, isHeard, node, pathsFrom } from "./graph.ts";
import { violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** Partition -> the way by which readings in clear come to it, beginning with where they are measured. */
export function holdersOfReadings(system: System): Map<string, readonly string[]> {
  const local = (name: string): string => name.slice(system.name.length + 1);
  const edges = system.channels
    .filter((channel) => channel.carries !== "frames" && channel.to !== "communications")
    .filter((channel) => unsealedWay(system, channel) === undefined)
    .map((channel) => ({ from: node(system, channel.from), to: node(system, channel.to) }));
  const measured = system.devices
    .filter((device) => device.carries === "readings" && device.exposure === "inside" && isHeard(device))
    .map((device) => device.owner);
  const told = system.channels.filter((channel) => channel.carries === "readings").map((channel) => channel.to);
  const holders = new Map<string, readonly string[]>();
  for (const source of [...measured, ...told]) {
    if (holders.has(source) || source === "communications") continue;
    for (const [name, path] of pathsFrom(node(system, source), edges)) {
      if (!holders.has(local(name))) holders.set(local(name), path.map(local));
    }
  }
  return holders;
}

function unsealedWay(system: System, channel: Channel): AllowedChannel | undefined {
  return CHANNELS[system.name].find(
    (allowed) =>
      allowed.unsealedBytes !== undefined &&
      allowed.from === channel.from &&
      allowed.to === channel.to &&
      allowed.carries.includes(channel.carries),
  );
}

/** I8 over the channels and the devices of one system. */
export function* readingsStayInside(system: System): Generator<Violation> {
  const holders = holdersOfReadings(system);
  for (const channel of system.channels) {
    if (!holders.has(channel.from)) continue;
    const why = whyNotFromHolder(system, channel, way(holders, channel.from));
    if (why !== undefined) yield violation("I8", system.name, edgeName(channel), why);
  }
  for (const device of system.devices) {
    const why = whyNotOfHolder(device, holders);
    if (why !== undefined) yield violation("I8", system.name, device.name, why);
  }
}

function way(holders: ReadonlyMap<string, readonly string[]>, partition: string): string {
  const path = holders.get(partition) ?? [];
  return path.length > 1 ? `${partition} holds readings (by ${path.join(" -> ")})` : `${partition} holds readings`;
}

function whyNotFromHolder(system: System, channel: Channel, holds: string): string | undefined {
  const seals = system.keys.some(
    (key) => key.owner === channel.from && (key.uses.includes("seal") || key.uses.includes("round")),
  );
  if (channel.carries === "frames") {
    return seals ? undefined : `${holds} and has no key to seal with, so it may send no frames`;
  }
  if (channel.to === "communications") {
    return `${holds}, so what it sends to communications is sealed frames, not "${channel.carries}"`;
  }
  const most = unsealedWay(system, channel)?.unsealedBytes;
  if (most !== undefined && channel.maxBytes > most) {
    return `${holds}, and what it sends here leaves unsealed, so a message has at most ${most} bytes, not ${channel.maxBytes}`;
  }
  return undefined;
}

function whyNotOfHolder(device: Device, holders: ReadonlyMap<string, readonly string[]>): string | undefined {
  if (device.exposure === "outside" && device.carries === "readings" && device.name !== CLEAR_OUTSIDE_PORT) {
    return `an outside port carries frames; readings in clear come only from ${CLEAR_OUTSIDE_PORT}`;
  }
  if (device.exposure === "inside" || !holders.has(device.owner)) return undefined;
  if (device.exposure === "outside") return `${way(holders, device.owner)}, so it may own no outside port`;
  return device.owner === "consumer-port"
    ? undefined
    : `${way(holders, device.owner)}, and is not consumer-port, so it may own no HAN port`;
}

const PORT_OWNERS = ["communications", "consumer-port"];

/** I9: the two partitions with ports to the world hold nothing else. */
export function* portOwnersHoldNothing(system: System): Generator<Violation> {
  for (const key of system.keys) {
    if (!PORT_OWNERS.includes(key.owner)) continue;
    yield violation("I9", system.name, key.name, `${key.owner} faces the world and holds no key`);
  }
  for (const segment of system.segments) {
    const users = PORT_OWNERS.filter((name) => segment.writer === name || segment.readers.includes(name));
    for (const user of users) {
      yield violation("I9", system.name, segment.name, `${user} faces the world and writes and reads no segment`);
    }
  }
  for (const device of system.devices) {
    if (device.exposure !== "inside" || !PORT_OWNERS.includes(device.owner)) continue;
    const why = `${device.owner} faces the world and owns its ports only; taken over, it must give the wire and nothing more`;
    yield violation("I9", system.name, device.name, why);
  }
  for (const channel of system.channels) {
    if (channel.to === "communications" && channel.carries === "readings") {
      yield violation("I9", system.name, edgeName(channel), "communications faces the world and is told no readings");
    }
    if (channel.from === "consumer-port") {
      yield violation("I9", system.name, edgeName(channel), "consumer-port has no channel back to anyone");
    }
  }
}
