// Small edits by which broken descriptions are made from a good one. Each works on a deep copy that the runner made; one that
// finds nothing to edit throws, so that no entry can pass by breaking nothing.

import type { Board, Part } from "../../boards/board.ts";
import type { Channel, Content, Device, Key, Partition, Segment, System } from "../../firmware/kernel/description.ts";
import type { Description } from "./complete-system.ts";

type Mutable<T> = T extends (infer Item)[] | readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/** The two processors of a description and their boards, free to be edited. */
export interface Draft {
  meter: Mutable<System>;
  offSwitch: Mutable<System>;
  meterBoard: Mutable<Board>;
  offSwitchBoard: Mutable<Board>;
}

/** One description that must be refused. */
export interface Broken {
  readonly title: string;
  /** Edits a copy of the complete system into the broken one. */
  readonly breaks: (good: Draft) => void;
  /** All that the policy check says of it, in its order. */
  readonly messages: readonly string[];
}

export function broken(good: Description, breaks: (draft: Draft) => void): Description {
  const [meter, offSwitch] = structuredClone(good.systems);
  const [meterBoard, offSwitchBoard] = structuredClone(good.boards);
  if (!meter || !offSwitch || !meterBoard || !offSwitchBoard)
    throw new Error("a description has two systems, two boards");
  const draft = { meter, offSwitch, meterBoard, offSwitchBoard } as Draft;
  breaks(draft);
  return { systems: [draft.meter, draft.offSwitch], boards: [draft.meterBoard, draft.offSwitchBoard] };
}

function found<T>(item: T | undefined, name: string): T {
  if (item === undefined) throw new Error(`${name} is not there to be edited`);
  return item;
}

export function partition(system: Mutable<System>, name: string): Mutable<Partition> {
  return found(
    system.partitions.find((one) => one.name === name),
    name,
  );
}

export function device(system: Mutable<System>, name: string): Mutable<Device> {
  return found(
    system.devices.find((one) => one.name === name),
    name,
  );
}

export function key(system: Mutable<System>, name: string): Mutable<Key> {
  return found(
    system.keys.find((one) => one.name === name),
    name,
  );
}

export function segment(system: Mutable<System>, name: string): Mutable<Segment> {
  return found(
    system.segments.find((one) => one.name === name),
    name,
  );
}

export function channel(system: Mutable<System>, from: string, to: string): Mutable<Channel> {
  return found(
    system.channels.find((one) => one.from === from && one.to === to),
    `${from} -> ${to}`,
  );
}

export function options(board: Mutable<Board>, name: string): Record<string, string | number | boolean> {
  return found(board.parts[name], name).options;
}

export function memory(board: Mutable<Board>): Mutable<Part> {
  return found(board.memory, "memory");
}

/** No key needs a counter then. */
export function withoutKeys(system: Mutable<System>): void {
  system.keys = [];
  delete system.counters;
}

export function addChannel(system: Mutable<System>, from: string, to: string, carries: Content): void {
  system.channels.push({ from, to, carries, depth: 1, maxBytes: 8, reason: "seemed useful" });
}

/** A serial port of the meter and its part, in place of the top-up gateway's. */
export function addPort(draft: Draft, owner: string, name: string, exposure: Device["exposure"]): void {
  draft.meter.devices.push({
    name,
    owner,
    contract: "serial-port",
    exposure,
    carries: "frames",
    direction: "both",
    depth: 1,
    reason: "seemed useful",
  });
  delete draft.meterBoard.parts["top-up"];
  draft.meter.devices = draft.meter.devices.filter((one) => one.name !== "top-up");
  draft.meterBoard.parts[name] = { driver: "uart", options: { port: "Serial5", tx: "C12", rx: "D2", baud: 19200 } };
}

/** A relay and its part, on pins that nothing else has. */
export function addRelay(system: Mutable<System>, board: Mutable<Board>, owner: string, name: string): void {
  const reason = "seemed useful";
  const contract = "relay";
  system.devices.push({ name, owner, contract, exposure: "inside", carries: "state", direction: "both", reason });
  board.parts[name] = { driver: "latching-relay", options: { setPin: "C4", resetPin: "C5", feedbackPin: "C0" } };
}
