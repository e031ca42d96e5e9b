// The cycle of a system: for each partition, in the order of system.ts, its queues (channels first, then devices), its period.
// The place among the handlers is the order in which the partition's handlers are printed.

import type { System } from "../../firmware/kernel/description.ts";
import { contracts } from "../../hal/operations.ts";
import { prefixed } from "./names.ts";

export interface CycleSlot {
  readonly partition: number;
  /** Name of the handler in the partition's source. */
  readonly handler: string;
  /** "a -> b" of a channel, name of a device, or "period". */
  readonly source: string;
  readonly depth: number;
  readonly maxBytes: number;
  readonly periodMs: number;
  /** Bytes up to which what a port says is joined; 0: each post is a message of its own. */
  readonly joinBytes: number;
}

/** A chunk of a port is as short as a byte when the processor is idle: joined, a frame takes few steps. */
const STREAM_BYTES = 128;

export function cycleSlots(system: System): CycleSlot[] {
  const slots: CycleSlot[] = [];
  system.partitions.forEach((one, partition) => {
    for (const channel of system.channels.filter((channel) => channel.to === one.name)) {
      const { depth, maxBytes } = channel;
      const source = `${channel.from} -> ${channel.to}`;
      slots.push({
        partition,
        handler: prefixed("from", channel.from),
        source,
        depth,
        maxBytes,
        periodMs: 0,
        joinBytes: 0,
      });
    }
    for (const device of system.devices.filter((device) => device.owner === one.name)) {
      if ((contracts[device.contract]?.posts ?? "nothing") === "nothing" || device.direction === "out") continue;
      const depth = device.depth ?? 0;
      const joinBytes = contracts[device.contract]?.posts === "stream" ? STREAM_BYTES : 0;
      slots.push({
        partition,
        handler: prefixed("on", device.name),
        source: device.name,
        depth,
        maxBytes: 0,
        periodMs: 0,
        joinBytes,
      });
    }
    if (one.periodMs !== undefined)
      slots.push({
        partition,
        handler: "tick",
        source: "period",
        depth: 0,
        maxBytes: 0,
        periodMs: one.periodMs,
        joinBytes: 0,
      });
  });
  return slots;
}
