// The trusted half of a bundle: an entry that opens the board's parts, reads the keys, and tells the kernel which capability is the
// n-th parameter of which partition. It refuses a name that system.ts does not give.

import type { Board } from "../../boards/board.ts";
import { KERNEL_VALUES } from "../../firmware/kernel/description.ts";
import type { Device, KeyUse, Partition, Segment, System } from "../../firmware/kernel/description.ts";
import { contracts } from "../../hal/operations.ts";
import { BuildError } from "./errors.ts";
import { KEY_LOG_ROOT, KEY_NUMBERS } from "./key-numbers.ts";
import { camel, prefixed } from "./names.ts";
import type { CycleSlot } from "./slots.ts";

const SERVICES: Readonly<Record<string, string>> = {
  crc32: "processor.crc32",
  toBytes: "processor.toBytes",
  meterId: "meterId",
};

export function keyNumber(name: string): number {
  const number = Object.hasOwn(KEY_NUMBERS, name) ? KEY_NUMBERS[name] : undefined;
  if (number === undefined) throw new BuildError("system", `key ${name}: has no number`);
  return number;
}

/** The call that lends one use of one key. */
const ONE_KEY_CALLS = {
  seal: "lendSeal(keys, { number: NUMBER, last: 0, reserved: 0 })",
  open: "lendOpen(keys, NUMBER)",
  round: "lendRound(keys, NUMBER)",
  prf: "lendPrf(keys, NUMBER)",
} as const satisfies Partial<Record<KeyUse, string>>;
const ONE_KEY_USES = ["seal", "open", "round", "prf"] as const;

/** What a partition can be lent of a segment: who may, and the call that makes it. */
const SEGMENT_OPERATIONS: Readonly<
  Record<Segment["kind"], Readonly<Record<string, readonly ["writer" | "reader", string]>>>
> = {
  log: {
    append: ["writer", "lendAppend(SEGMENT)"],
    merge: ["writer", "lendMerge(SEGMENTMerger, processor)"],
    acknowledge: ["writer", "lendAcknowledge(SEGMENT)"],
    next: ["reader", "lendNext(SEGMENT)"],
    latest: ["reader", "lendLatest(SEGMENT)"],
  },
  values: { put: ["writer", "lendPut(SEGMENT, FIRST)"], get: ["reader", "lendGet(SEGMENT, FIRST)"] },
  image: {
    begin: ["writer", "lendBegin(SEGMENT)"],
    write: ["writer", "lendWrite(SEGMENT)"],
    commit: ["writer", "lendCommit(SEGMENT)"],
    read: ["reader", "lendImage(SEGMENT)"],
  },
};

/** The logs that a partition may read: its own, and those of which it is a reader. */
function readLogs(system: System, partition: string): Segment[] {
  return system.segments.filter(
    ({ kind, writer, readers }) => kind === "log" && (writer === partition || readers.includes(partition)),
  );
}

/** The call that lends `endowment` of `segment`, or undefined where it is not one that `partition` may have. */
function segmentCall(system: System, segment: Segment, partition: string, endowment: string): string | undefined {
  for (const [operation, [who, call]] of Object.entries(SEGMENT_OPERATIONS[segment.kind])) {
    if (prefixed(camel(segment.name), operation) !== endowment) continue;
    const may = segment.writer === partition || (who === "reader" && segment.readers.includes(partition));
    const first = system.counters === segment.name ? KERNEL_VALUES : 0;
    return may ? call.replaceAll("SEGMENT", camel(segment.name)).replace("FIRST", String(first)) : undefined;
  }
  return undefined;
}

/** The expression that lends `endowment` to `partition`. */
function capability(system: System, slots: readonly CycleSlot[], partition: Partition, endowment: string): string {
  const service = Object.hasOwn(SERVICES, endowment) ? SERVICES[endowment] : undefined;
  if (service !== undefined) return service;
  for (const channel of system.channels) {
    if (channel.from !== partition.name || prefixed("to", channel.to) !== endowment) continue;
    return `ends.send.bind(undefined, ${slots.findIndex((slot) => slot.source === `${channel.from} -> ${channel.to}`)})`;
  }
  for (const device of system.devices.filter((device) => device.owner === partition.name)) {
    for (const [operation, sense] of Object.entries(contracts[device.contract]?.operations ?? {}))
      if (
        prefixed(camel(device.name), operation) === endowment &&
        (device.direction === "both" || device.direction === sense)
      )
        return `${camel(device.name)}.${operation}`;
  }
  const keys = system.keys.filter((key) => key.owner === partition.name);
  for (const key of keys)
    for (const use of ONE_KEY_USES)
      if (key.uses.includes(use) && prefixed(use, key.name) === endowment)
        return ONE_KEY_CALLS[use].replace("NUMBER", String(keyNumber(key.name)));
  const changed = keys.filter((key) => key.uses.includes("change")).map((key) => keyNumber(key.name));
  if (endowment === "changeKey" && changed.length > 0) return `lendChange(keys, [${changed.join(", ")}])`;
  const logs = readLogs(system, partition.name).map(({ name }) => camel(name));
  if (endowment === "readLog" && logs.length > 0) return `lendReadLog([${logs.join(", ")}])`;
  if (endowment === "closeLog" && logs.length > 0) return `lendCloseLog([${logs.join(", ")}])`;
  for (const segment of system.segments) {
    const call = segmentCall(system, segment, partition.name, endowment);
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
  const post = slot < 0 ? "" : `, ends.post.bind(undefined, ${slot})`;
  return `const ${camel(device.name)} = ${driver}(${JSON.stringify(part.options)}${post});`;
}

/** Statements that say on the display and on one port why nothing else is opened. The HAN port stays silent. */
function refusing(system: System, board: Board, reason: string): string[] {
  const display = system.devices.find(({ contract }) => contract === "text-display");
  const ports = system.devices.filter(({ contract, direction }) => contract === "serial-port" && direction === "both");
  const port = ports.find(({ name }) => name === "maintenance") ?? ports[0];
  const opened = (device: Device, more: string): string => {
    const { driver, options } = board.parts[device.name] ?? { driver: "", options: {} };
    return `${prefixed("open", driver)}(${JSON.stringify(options)}${more})`;
  };
  const write = display === undefined ? "undefined" : `${opened(display, "")}.write`;
  const send = port === undefined ? "undefined" : `${opened(port, ", () => {}")}.send`;
  return [`    return saidLater(processor, refuse(processor, ${reason}, ${write}, ${send}));`];
}

/** The segments that some partition is lent something of: the others are only places kept free. */
function usedSegments(system: System, endowments: readonly (readonly string[])[]): Segment[] {
  const lends = (segment: Segment, { name }: Partition, endowment: string): boolean =>
    segmentCall(system, segment, name, endowment) !== undefined ||
    (["readLog", "closeLog"].includes(endowment) && readLogs(system, name).includes(segment));
  return system.segments.filter(
    (segment) =>
      segment.name === system.counters ||
      system.partitions.some((partition, i) => endowments[i]?.some((one) => lends(segment, partition, one))),
  );
}

interface Storing {
  /** Open the part, and make the segment of the counters: keys need it, before any device is open. */
  readonly first: string[];
  /** Make the other segments, once all devices are open: no pulse waits for a segment. */
  readonly then: string[];
  readonly mergers: string[];
}

function storing(system: System, board: Board, segments: readonly Segment[], lent: readonly string[]): Storing {
  const memory = board.memory;
  if (segments.length === 0) return { first: [], then: [], mergers: [] };
  if (!memory) throw new BuildError("board", `${board.name}: has no flash part for the segments of ${system.name}`);
  const state: Readonly<Record<Segment["kind"], (one: Segment) => string>> = {
    log: (one) => `logState(medium, ${one.number}, ${one.baseAddress}, ${one.bytes}, ${one.slotBytes}, chainRoot)`,
    values: (one) =>
      `valuesState(medium, ${one.number}, ${one.baseAddress}, ${one.bytes}, ${one.slotBytes}, ${one.values})`,
    image: (one) => `imagesState(medium, ${one.number}, ${one.baseAddress}, ${one.bytes})`,
  };
  const made = (one: Segment): string => `const ${camel(one.name)} = ${state[one.kind](one)};`;
  const merged = segments
    .map(({ name }) => camel(name))
    .filter((name) => lent.some((one) => one.includes(`${name}Merger`)));
  return {
    first: [
      `const memory = openMemory(${JSON.stringify(memory.options)});`,
      `const medium = openMedium(processor, memory);`,
      ...segments.filter(({ name }) => name === system.counters).map(made),
    ],
    then: [
      ...(segments.some(({ kind }) => kind === "log")
        ? [
            `const chainRoot = { processor: processor, secretBox: secretBox, seal: SEAL, meterId: keyFile.meterId, root: keyFile.secret(${KEY_LOG_ROOT}).substr(0, 16) };`,
          ]
        : []),
      ...segments.filter(({ name }) => name !== system.counters).map(made),
      ...merged.map((name) => `const ${name}Merger = { log: ${name}, kinds: [] };`),
    ],
    mergers: merged.map((name) => `${name}Merger`),
  };
}

/** The parts whose faults are told of: devices that have a driver of their own, the memory, and the segments, in the order of system.ts. */
export function watchedParts(system: System, segments: readonly Segment[]): string[] {
  const devices = system.devices.filter(({ contract }) => contract !== "fault-record" && contract !== "serial-port");
  return [
    ...devices.map(({ name }) => name),
    ...(segments.length > 0 ? ["memory", ...segments.map(({ name }) => name)] : []),
  ];
}

/** Numbers as the smallest typed array that holds them: the engine takes two variables for an element of a plain one. */
function column(numbers: readonly number[]): string {
  const most = Math.max(0, ...numbers);
  const bits = most < 2 ** 8 ? 8 : most < 2 ** 16 ? 16 : 32;
  return `new Uint${bits}Array(${JSON.stringify(numbers)})`;
}

/** The kernel's table (firmware/kernel/kernel.ts). A slot is a channel's, with a longest message, or a device's, which may be joined. */
function kernelTable(system: System, board: Board, slots: readonly CycleSlot[]): string {
  const fields = [
    `cycleMs: ${system.cycleMs}`,
    `watchdogSeconds: ${board.watchdogSeconds}`,
    `faultSlot: ${slots.findIndex((slot) => slot.handler === "onFaults")}`,
    `stepBudgets: ${column(system.partitions.map(({ stepBudget }) => stepBudget))}`,
    `owners: ${column(slots.map(({ partition }) => partition))}`,
    `depths: ${column(slots.map(({ depth }) => depth))}`,
    `mostBytes: ${column(slots.map(({ maxBytes, joinBytes }) => maxBytes || joinBytes))}`,
    `periodsMs: ${column(slots.map(({ periodMs }) => periodMs))}`,
  ];
  return `{ ${fields.join(", ")} }`;
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
  const lent = system.partitions.map((partition, i) => {
    const names = endowments[i] ?? [];
    return names.map((name) => `, ${capability(system, slots, partition, name)}`).join("");
  });
  const segments = usedSegments(system, endowments);
  const ringOf = (segment: Segment): string => camel(segment.name) + (segment.kind === "image" ? "" : ".ring");
  const parts = watchedParts(system, segments).map((name) => {
    const segment = segments.find((one) => one.name === name);
    return segment ? ringOf(segment) : camel(name);
  });
  const ofKind = (kind: Segment["kind"]): string[] =>
    segments.filter((one) => one.kind === kind).map(({ name }) => camel(name));
  const allLogs = `[${ofKind("log").join(", ")}]`;
  const counters = segments.find(({ name }) => name === system.counters);
  const countersName = counters === undefined ? "" : camel(counters.name);
  if (system.keys.length > 0 && counters?.kind !== "values")
    throw new BuildError("system", `${system.name}: its keys have no values segment for their counters`);
  const store = storing(system, board, segments, lent);
  const keyNumbers = [
    ...system.keys.map((key) => keyNumber(key.name)),
    ...(segments.some(({ kind }) => kind === "log") ? [KEY_LOG_ROOT] : []),
  ];
  const given = [
    ...["watch", "ends.tell"],
    ...(segments.length > 0 ? ["logs", "values", "mergers"] : []),
    ...(ofKind("image").length > 0 ? ["images"] : []),
  ];
  const isTaken = Object.values(board.parts).some(({ options }) => options["port"] === board.console);
  const lines = [
    `import { start } from "./firmware/kernel/kernel.ts";`,
    `import { lookAtParts, watchParts } from "./firmware/kernel/parts.ts";`,
    `import { saidLater } from "./firmware/kernel/ready.ts";`,
    `import { open as openProcessor } from "./hal/drivers/espruino.ts";`,
    ...drivers.map((driver) => `import { open as ${prefixed("open", driver)} } from "./hal/drivers/${driver}.ts";`),
    ...(keyNumbers.length > 0 ? [`import { openKeyFile } from "./firmware/keys/key-file.ts";`] : []),
    ...(counters === undefined
      ? []
      : [
          `import { isOwnMemory, lendChange, lendOpen, lendPrf, lendRound, lendSeal } from "./firmware/keys/keys.ts";`,
          `import { keyFileRefusal, MEMORY_FOREIGN, refuse } from "./firmware/keys/refusal.ts";`,
          `import { openValues } from "./firmware/store/values.ts";`,
        ]),
    ...(segments.length > 0
      ? [`import { open as openMemory } from "./hal/drivers/${board.memory?.driver}.ts";`, ...STORE_IMPORTS]
      : []),
    // Bound, and no closure in the boot: with it the engine would keep all that the boot has a name for.
    `function work(${["watch", "tell", ...given.slice(2), "nowMs"].join(", ")}) {`,
    `  lookAtParts(watch, tell, nowMs);`,
    ...(segments.length > 0 ? [`  storeWork(logs, values, mergers, nowMs);`] : []),
    ...(ofKind("image").length > 0 ? [`  imageWork(images);`] : []),
    `}`,
    `export function boot(factories) {`,
    `  const processor = openProcessor();`,
    `  processor.closeConsole(${JSON.stringify(isTaken ? board.console : "")});`,
    // Nobody calls it again, and the engine keeps a function for as long as it has a name.
    `  processor.closeConsole = undefined;`,
    ...(keyNumbers.length > 0
      ? [
          `  const keyFile = openKeyFile(processor, ${JSON.stringify(keyNumbers)});`,
          `  if (!keyFile) {`,
          ...refusing(system, board, "keyFileRefusal(processor)"),
          `  }`,
        ]
      : []),
    ...(counters === undefined
      ? []
      : [
          ...store.first.map((line) => `  ${line}`),
          `  openValues(${countersName});`,
          `  if (!isOwnMemory(keyFile, ${countersName})) {`,
          ...refusing(system, board, "MEMORY_FOREIGN"),
          `  }`,
          `  const keys = { processor: processor, file: keyFile, counters: ${countersName} };`,
        ]),
    ...(endowments.flat().includes("meterId") ? [`  const meterId = () => keyFile.meterId;`] : []),
    `  const status = start(processor, ${kernelTable(system, board, slots)}, factories, (ends) => {`,
    ...devices.map((device) => {
      const driver = prefixed("open", board.parts[device.name]?.driver ?? "");
      return `    ${opening(system, board, slots, device, driver)}`;
    }),
    ...[...(counters === undefined ? store.first : []), ...store.then].map((line) => `    ${line}`),
    `    const watch = watchParts([${parts.join(", ")}]);`,
    ...(segments.length > 0
      ? [
          `    const logs = [${ofKind("log").join(", ")}];`,
          `    const values = [${ofKind("values").join(", ")}];`,
          `    const mergers = [${store.mergers.join(", ")}];`,
          ...(ofKind("image").length > 0
            ? [`    const images = [${ofKind("image").join(", ")}];`, `    for (const one of images) openImages(one);`]
            : []),
          `    openSegments(logs, [${ofKind("values")
            .filter((name) => name !== countersName)
            .join(", ")}]);`,
        ]
      : []),
    // In the place of the factory that takes them: the engine keeps its parameters only once.
    ...lent.map(
      (one, i) =>
        `    factories[${i}] = factories[${i}].bind(undefined${one.replaceAll(`Log(${allLogs})`, "Log(logs)")});`,
    ),
    `    return work.bind(undefined, ${given.join(", ")});`,
    `  });`,
    `  processor.startWatchdog = undefined;`,
    `  return saidLater(processor, status);`,
    `}`,
  ];
  return lines.join("\n") + "\n";
}

const STORE_IMPORTS = [
  `import { SEAL, secretBox } from "./firmware/crypto/secretbox.ts";`,
  `import { openImages } from "./firmware/store/image.ts";`,
  `import { imageWork, lendBegin, lendCommit, lendImage, lendWrite } from "./firmware/store/lend.ts";`,
  `import { imagesState, logState, openMedium, valuesState } from "./firmware/store/store.ts";`,
  `import { lendAcknowledge, lendAppend, lendCloseLog, lendGet, lendLatest, lendMerge, lendNext, lendPut, lendReadLog, openSegments, storeWork } from "./firmware/store/lend.ts";`,
];
