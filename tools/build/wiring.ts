// The trusted half of a bundle: an entry that opens the board's parts, reads the keys, and tells the kernel which capability is the
// n-th parameter of which partition. It refuses a name that system.ts does not give.

import type { Board } from "../../boards/board.ts";
import type { Device, Partition, System } from "../../firmware/kernel/description.ts";
import { contracts } from "../../hal/operations.ts";
import { BuildError } from "./errors.ts";
import { camel, prefixed } from "./names.ts";
import type { CycleSlot } from "./slots.ts";

/** Number of a key in nonce and key file. */
export const KEY_NUMBERS: Readonly<Record<string, number>> = { central: 1, "off-switch": 2 };

const SERVICES: Readonly<Record<string, string>> = {
  crc32: "processor.crc32",
  toBytes: "processor.toBytes",
  meterId: "() => keys.meterId",
};

export function keyNumber(name: string): number {
  const number = Object.hasOwn(KEY_NUMBERS, name) ? KEY_NUMBERS[name] : undefined;
  if (number === undefined) throw new BuildError("system", `key ${name}: has no number`);
  return number;
}

/** The expression that lends `endowment` to `partition`. */
function capability(system: System, slots: readonly CycleSlot[], partition: Partition, endowment: string): string {
  const service = Object.hasOwn(SERVICES, endowment) ? SERVICES[endowment] : undefined;
  if (service !== undefined) return service;
  for (const channel of system.channels) {
    if (channel.from !== partition.name || prefixed("to", channel.to) !== endowment) continue;
    return `ends.send(${slots.findIndex((slot) => slot.source === `${channel.from} -> ${channel.to}`)})`;
  }
  for (const device of system.devices.filter((device) => device.owner === partition.name)) {
    for (const [operation, sense] of Object.entries(contracts[device.contract]?.operations ?? {}))
      if (
        prefixed(camel(device.name), operation) === endowment &&
        (device.direction === "both" || device.direction === sense)
      )
        return `${camel(device.name)}.${operation}`;
  }
  for (const key of system.keys.filter((key) => key.owner === partition.name)) {
    if (key.uses.includes("open") && prefixed("open", key.name) === endowment)
      return `keys.open(${keyNumber(key.name)})`;
    if (key.uses.includes("seal") && prefixed("seal", key.name) === endowment) {
      const clock = system.devices.find((device) => device.contract === "clock");
      if (!clock) throw new BuildError("system", `key ${key.name}: sealing needs a clock, and ${system.name} has none`);
      return `keys.seal(${keyNumber(key.name)}, ${camel(clock.name)}.utcSeconds)`;
    }
  }
  throw new BuildError("partition", `${partition.name}: asks for ${endowment}, which system.ts does not give it`);
}

function opening(system: System, board: Board, slots: readonly CycleSlot[], device: Device, driver: string): string {
  const part = board.parts[device.name];
  if (!part) throw new BuildError("board", `${board.name}: has no part for the device ${device.name}`);
  const slot = slots.findIndex(
    (slot) => slot.source === device.name && system.partitions[slot.partition]?.name === device.owner,
  );
  const post = slot < 0 ? "" : `, ends.post(${slot})`;
  return `const ${camel(device.name)} = ${driver}(${JSON.stringify(part.options)}${post});`;
}

/** The entry module of the trusted half. It exports `boot(factories)`; paths are relative to the root of the repository. */
export function wiring(
  system: System,
  board: Board,
  slots: readonly CycleSlot[],
  endowments: readonly (readonly string[])[],
): string {
  const devices = system.devices.filter((device) => device.contract !== "fault-record");
  const drivers = [...new Set(devices.map((device) => board.parts[device.name]?.driver ?? ""))].filter(
    (name) => name !== "",
  );
  const handlerPlace = (slot: CycleSlot, index: number): number =>
    index - slots.findIndex((other) => other.partition === slot.partition);
  const table = {
    cycleMs: system.cycleMs,
    watchdogSeconds: board.watchdogSeconds,
    partitions: system.partitions.map((one) => [one.name, one.stepBudget]),
    slots: slots.map((slot, i) => [
      slot.partition,
      handlerPlace(slot, i),
      slot.depth,
      slot.maxBytes,
      slot.periodMs,
      slot.joinBytes,
    ]),
    faultSlot: slots.findIndex((slot) => slot.handler === "onFaults"),
  };
  const lent = system.partitions.map((partition, i) => {
    const names = endowments[i] ?? [];
    return `[${names.map((name) => capability(system, slots, partition, name)).join(", ")}]`;
  });
  const lines = [
    `import { start } from "./firmware/kernel/kernel.ts";`,
    `import { open as openProcessor } from "./hal/drivers/espruino.ts";`,
    ...drivers.map((driver) => `import { open as ${prefixed("open", driver)} } from "./hal/drivers/${driver}.ts";`),
    ...(system.keys.length > 0 ? [`import { readKeys } from "./firmware/kernel/keys.ts";`] : []),
    `export function boot(factories) {`,
    `  const processor = openProcessor();`,
    `  processor.closeConsole();`,
    ...(system.keys.length > 0
      ? [
          `  const keys = readKeys(processor, processor.readFile("hasm.keys"), ${JSON.stringify(system.keys.map((key) => keyNumber(key.name)))});`,
          `  if (!keys) return { refused: "key file missing or damaged" };`,
        ]
      : []),
    `  return start(processor, ${JSON.stringify(table)}, factories, (ends) => {`,
    ...devices.map((device) => {
      const driver = prefixed("open", board.parts[device.name]?.driver ?? "");
      return `    ${opening(system, board, slots, device, driver)}`;
    }),
    `    return [${lent.join(", ")}];`,
    `  });`,
    `}`,
  ];
  return lines.join("\n") + "\n";
}
