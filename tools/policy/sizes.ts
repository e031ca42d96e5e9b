// W7 to W11: words that must be there, numbers and their limits, memory that queues may take, and whether each partition can
// run at all. It takes the budgets of a description as they stand; whether they suffice is measured elsewhere.

import type { Device, System } from "../../firmware/kernel/description.ts";
import { DEVICES, LIMITS, listedAs } from "./allowed.ts";
import { edgeName, isHeard } from "./graph.ts";
import { violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** W7. */
export function* wordsAreGiven(system: System): Generator<Violation> {
  const words = [
    ...system.partitions.map((one) => ({ subject: one.name, what: "purpose", text: one.purpose })),
    ...system.channels.map((one) => ({ subject: edgeName(one), what: "reason", text: one.reason })),
    ...system.devices.map((one) => ({ subject: one.name, what: "reason", text: one.reason })),
    ...system.keys.map((one) => ({ subject: one.name, what: "reason", text: one.reason })),
    ...system.keys.map((one) => ({ subject: one.name, what: "peer", text: one.peer })),
    ...system.segments.map((one) => ({ subject: one.name, what: "reason", text: one.reason })),
  ];
  for (const { subject, what, text } of words) {
    if (text.trim() !== "") continue;
    yield violation("W7", system.name, subject, `its ${what} is empty; what has no ${what} is not needed`);
  }
  for (const key of system.keys) {
    if (!key.uses.some((use) => use !== "change"))
      yield violation("W7", system.name, key.name, "it has no use but to be changed; nobody needs such a key");
    if (new Set(key.uses).size !== key.uses.length)
      yield violation("W7", system.name, key.name, "it lists a use twice");
  }
}

interface Quantity {
  readonly subject: string;
  readonly what: string;
  readonly value: number;
  readonly most: number;
}

/** W8. */
export function* numbersAreSound(system: System): Generator<Violation> {
  for (const { subject, what, value, most } of quantities(system)) {
    if (Number.isInteger(value) && value > 0 && value <= most) continue;
    yield violation("W8", system.name, subject, `its ${what} is ${value}; it must be a whole number from 1 to ${most}`);
  }
  for (const { name, periodMs } of system.partitions) {
    if (periodMs === undefined || periodMs % system.cycleMs === 0) continue;
    const why = `its periodMs ${periodMs} is no multiple of the cycle of ${system.cycleMs} ms and cannot be kept`;
    yield violation("W8", system.name, name, why);
  }
  if (!Number.isInteger(system.flashBytes) || system.flashBytes < 0) {
    const why = `its flashBytes is ${system.flashBytes}; it must be a whole number, 0 where there is no flash part`;
    yield violation("W8", system.name, system.name, why);
  }
}

function quantities(system: System): Quantity[] {
  return [
    { subject: system.name, what: "cycleMs", value: system.cycleMs, most: LIMITS.cycleMs },
    ...system.partitions.flatMap(({ name, stepBudget, periodMs }) => [
      { subject: name, what: "stepBudget", value: stepBudget, most: LIMITS.stepBudget },
      ...(periodMs === undefined ? [] : [{ subject: name, what: "periodMs", value: periodMs, most: LIMITS.periodMs }]),
    ]),
    ...system.channels.flatMap((channel) => [
      { subject: edgeName(channel), what: "depth", value: channel.depth, most: LIMITS.depth },
      { subject: edgeName(channel), what: "maxBytes", value: channel.maxBytes, most: LIMITS.maxBytes },
    ]),
    ...system.devices.flatMap(({ name, depth }) =>
      depth === undefined ? [] : [{ subject: name, what: "depth", value: depth, most: LIMITS.depth }],
    ),
    ...system.segments.map(({ name, number }) => ({
      subject: name,
      what: "number",
      value: number,
      most: LIMITS.segmentNumber,
    })),
  ];
}

/** Bytes that wait when every queue of the processor is full of its longest messages. */
export function worstQueueBytes(system: System): number {
  const inChannels = system.channels.reduce((sum, { depth, maxBytes }) => sum + depth * maxBytes, 0);
  const atDevices = system.devices.reduce((sum, device) => sum + (device.depth ?? 0) * postBytes(device), 0);
  return inChannels + atDevices;
}

function postBytes(device: Device): number {
  return listedAs(DEVICES, device.contract)?.postBytes ?? LIMITS.maxBytes;
}

/** W9. */
export function* queuesFit(system: System): Generator<Violation> {
  const bytes = worstQueueBytes(system);
  if (!(bytes > LIMITS.queueBytes)) return;
  const why = `its queues, full, hold ${bytes} bytes; more than ${LIMITS.queueBytes} would starve a heap of about 69 KiB that cannot report its end`;
  yield violation("W9", system.name, system.name, why);
}

/** W10. */
export function* speakersHaveQueues(system: System): Generator<Violation> {
  for (const device of system.devices) {
    if (listedAs(DEVICES, device.contract) === undefined) continue;
    const speaks = isHeard(device) && postBytes(device) > 0;
    if (speaks && device.depth === undefined) {
      const why = `a ${device.contract} that is heard speaks up by itself and needs a depth for what waits`;
      yield violation("W10", system.name, device.name, why);
    }
    if (!speaks && device.depth !== undefined) {
      const why = `a ${device.contract} with direction "${device.direction}" never speaks up by itself and has no depth`;
      yield violation("W10", system.name, device.name, why);
    }
  }
}

/** W11. */
export function* partitionsWake(system: System): Generator<Violation> {
  for (const { name, periodMs } of system.partitions) {
    const told = system.channels.some((channel) => channel.to === name && channel.from !== name);
    const hears = system.devices.some((device) => device.owner === name && isHeard(device) && postBytes(device) > 0);
    if (periodMs !== undefined || told || hears) continue;
    yield violation(
      "W11",
      system.name,
      name,
      "it has no period, no channel into it and no device that speaks: nothing ever wakes it",
    );
  }
}
