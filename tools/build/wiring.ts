// The trusted half of a bundle: an entry that opens the board's parts, reads the keys, and tells the kernel which capability is the
// n-th parameter of which partition. It refuses a name that system.ts does not give.

import type { Board } from "../../boards/board.ts";
import type { Device, Partition, Segment, System } from "../../firmware/kernel/description.ts";
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

/** Key file number of the secret under all chains of a processor's logs. */
const LOG_ROOT = 3;

/** What a partition can be lent of a segment: who may, and the call that makes it. */
const SEGMENT_OPERATIONS: Readonly<
  Record<Segment["kind"], Readonly<Record<string, readonly ["writer" | "reader", string]>>>
> = {
  log: {
    append: ["writer", "lendAppend(SEGMENT)"],
    merge: ["writer", "lendMerge(SEGMENTMerger, processor)"],
    acknowledge: ["writer", "lendAcknowledge(SEGMENT)"],
    read: ["reader", "lendRead(SEGMENT)"],
    closing: ["reader", "lendClosing(SEGMENT)"],
  },
  values: { put: ["writer", "lendPut(SEGMENT)"], get: ["reader", "lendGet(SEGMENT)"] },
  image: {},
};

/** The call that lends `endowment` of `segment`, or undefined where it is not one that `partition` may have. */
function segmentCall(segment: Segment, partition: string, endowment: string): string | undefined {
  for (const [operation, [who, call]] of Object.entries(SEGMENT_OPERATIONS[segment.kind])) {
    if (prefixed(camel(segment.name), operation) !== endowment) continue;
    const may = segment.writer === partition || (who === "reader" && segment.readers.includes(partition));
    return may ? call.replaceAll("SEGMENT", camel(segment.name)) : undefined;
  }
  return undefined;
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
  for (const segment of system.segments) {
    const call = segmentCall(segment, partition.name, endowment);
    if (call !== undefined) return call;
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

/** The segments that some partition is lent something of: the others are only places kept free. */
function usedSegments(system: System, endowments: readonly (readonly string[])[]): Segment[] {
  return system.segments.filter((segment) =>
    system.partitions.some((partition, i) =>
      endowments[i]?.some((endowment) => segmentCall(segment, partition.name, endowment) !== undefined),
    ),
  );
}

/** Statements that open the part and its segments, once all devices are open: no pulse waits for a segment. */
function storing(system: System, board: Board, segments: readonly Segment[], lent: readonly string[]): string[] {
  const memory = board.memory;
  if (segments.length === 0) return [];
  if (!memory) throw new BuildError("board", `${board.name}: has no flash part for the segments of ${system.name}`);
  const merged = (segment: Segment) => lent.some((one) => one.includes(`${camel(segment.name)}Merger`));
  const state: Readonly<Record<Segment["kind"], (one: Segment) => string[]>> = {
    log: (one) => [
      `logState(medium, ${one.number}, ${one.baseAddress}, ${one.bytes}, ${one.slotBytes}, chainRoot)`,
      ...(merged(one) ? [`const ${camel(one.name)}Merger = { log: ${camel(one.name)}, kinds: [] };`] : []),
    ],
    values: (one) => [
      `valuesState(medium, ${one.number}, ${one.baseAddress}, ${one.bytes}, ${one.slotBytes}, ${one.values})`,
    ],
    image: (one) => [`imagesState(medium, ${one.number}, ${one.baseAddress}, ${one.bytes})`],
  };
  return [
    `const memory = openMemory(${JSON.stringify(memory.options)});`,
    `const medium = openMedium(processor, memory);`,
    ...(segments.some(({ kind }) => kind === "log")
      ? [
          `const chainRoot = { processor: processor, sealBox: (p, plain, nonce, key) => secretBox(p, true, plain, nonce, key), meterId: keys.meterId, root: keys.secret(${LOG_ROOT}).substr(0, 16) };`,
        ]
      : []),
    ...segments.flatMap((one) => {
      const [made, ...then] = state[one.kind](one);
      return [`const ${camel(one.name)} = ${made};`, ...then];
    }),
  ];
}

/** The parts whose faults are told of: devices that have a driver of their own, the memory, and the segments, in the order of system.ts. */
export function watchedParts(system: System, segments: readonly Segment[]): string[] {
  const devices = system.devices.filter(({ contract }) => contract !== "fault-record" && contract !== "serial-port");
  return [
    ...devices.map(({ name }) => name),
    ...(segments.length > 0 ? ["memory", ...segments.map(({ name }) => name)] : []),
  ];
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
  const segments = usedSegments(system, endowments);
  const ringOf = (segment: Segment): string => camel(segment.name) + (segment.kind === "image" ? "" : ".ring");
  const parts = watchedParts(system, segments).map((name) => {
    const segment = segments.find((one) => one.name === name);
    return segment ? ringOf(segment) : camel(name);
  });
  const ofKind = (kind: Segment["kind"]): string =>
    segments
      .filter((one) => one.kind === kind)
      .map(({ name }) => camel(name))
      .join(", ");
  const store = storing(system, board, segments, lent);
  const mergers = store.flatMap((line) => /^const (\w+Merger) /.exec(line)?.slice(1) ?? []);
  const keyNumbers = [
    ...system.keys.map((key) => keyNumber(key.name)),
    ...(segments.some(({ kind }) => kind === "log") ? [LOG_ROOT] : []),
  ];
  const lines = [
    `import { start } from "./firmware/kernel/kernel.ts";`,
    `import { watchParts } from "./firmware/kernel/parts.ts";`,
    `import { open as openProcessor } from "./hal/drivers/espruino.ts";`,
    ...drivers.map((driver) => `import { open as ${prefixed("open", driver)} } from "./hal/drivers/${driver}.ts";`),
    ...(keyNumbers.length > 0 ? [`import { readKeys } from "./firmware/kernel/keys.ts";`] : []),
    ...(segments.length > 0
      ? [`import { open as openMemory } from "./hal/drivers/${board.memory?.driver}.ts";`, ...STORE_IMPORTS]
      : []),
    `export function boot(factories) {`,
    `  const processor = openProcessor();`,
    `  processor.closeConsole();`,
    ...(keyNumbers.length > 0
      ? [
          `  const keys = readKeys(processor, processor.readFile("hasm.keys"), ${JSON.stringify(keyNumbers)});`,
          `  if (!keys) return { refused: "key file missing or damaged" };`,
        ]
      : []),
    `  return start(processor, ${JSON.stringify(table)}, factories, (ends) => {`,
    ...devices.map((device) => {
      const driver = prefixed("open", board.parts[device.name]?.driver ?? "");
      return `    ${opening(system, board, slots, device, driver)}`;
    }),
    ...store.map((line) => `    ${line}`),
    `    const watch = watchParts([${parts.join(", ")}], ends.tell);`,
    ...(segments.length > 0
      ? [
          `    const logs = [${ofKind("log")}];`,
          `    const values = [${ofKind("values")}];`,
          `    const mergers = [${mergers.join(", ")}];`,
          `    openSegments(logs, values);`,
        ]
      : []),
    `    return { endowments: [${lent.join(", ")}], work: (nowMs) => {`,
    `      watch(nowMs);`,
    ...(segments.length > 0 ? [`      storeWork(logs, values, mergers, nowMs);`] : []),
    `    } };`,
    `  });`,
    `}`,
  ];
  return lines.join("\n") + "\n";
}

const STORE_IMPORTS = [
  `import { secretBox } from "./firmware/crypto/secretbox.ts";`,
  `import { imagesState, logState, openMedium, valuesState } from "./firmware/store/store.ts";`,
  `import { lendAcknowledge, lendAppend, lendClosing, lendGet, lendMerge, lendPut, lendRead, openSegments, storeWork } from "./firmware/store/lend.ts";`,
];
