// The policy as lists: which partitions, channels, devices, segments and owners of keys there may be at all. What is on no
// list is refused, so that a new edge is an edit here, in view, and never only an edit of a system. Data, no decisions.

import type { Content, Segment, System } from "../../firmware/kernel/description.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";

export type SystemName = System["name"];

/** The only partitions that may exchange frames with communications. */
export const GATES: readonly string[] = ["cs-security", "dc-security", "off-switch-link"];

/** The only partitions that may own a key. */
export const KEY_OWNERS: readonly string[] = ["cs-security", "dc-security", "off-switch-security"];

/** The only partitions that credit-balance may send to. */
export const CREDIT_RECEIVERS: readonly string[] = ["off-switch-link", "display", "cs-security"];

/** The one outside port that may bring readings in clear: another utility's meter sends them so. */
export const CLEAR_OUTSIDE_PORT = "other-utility";

export const PARTITIONS: Readonly<Record<SystemName, readonly string[]>> = {
  meter: [
    "communications",
    "consumer-port",
    "cs-security",
    "dc-security",
    "computations",
    "credit-balance",
    "off-switch-link",
    "display",
  ],
  "off-switch": ["off-switch-security", "link"],
};

export interface AllowedChannel {
  readonly from: string;
  readonly to: string;
  readonly carries: readonly Content[];
  /**
   * Longest message, in bytes, of a channel that leads out of the readings' side without a seal. It bounds what a hostile
   * sender could smuggle past I8 in the shape of an order.
   */
  readonly unsealedBytes?: number;
}

export const CHANNELS: Readonly<Record<SystemName, readonly AllowedChannel[]>> = {
  meter: [
    ...GATES.map((gate): AllowedChannel => ({ from: "communications", to: gate, carries: ["frames"] })),
    ...GATES.map((gate): AllowedChannel => ({ from: gate, to: "communications", carries: ["frames"] })),
    { from: "cs-security", to: "consumer-port", carries: ["readings"] },
    { from: "cs-security", to: "computations", carries: ["orders"] },
    { from: "computations", to: "cs-security", carries: ["readings"] },
    { from: "cs-security", to: "credit-balance", carries: ["orders"] },
    { from: "credit-balance", to: "cs-security", carries: ["state", "readings"] },
    { from: "computations", to: "dc-security", carries: ["readings"] },
    { from: "computations", to: "credit-balance", carries: ["readings"] },
    { from: "computations", to: "display", carries: ["readings"] },
    { from: "credit-balance", to: "off-switch-link", carries: ["orders"], unsealedBytes: 16 },
    { from: "credit-balance", to: "display", carries: ["state", "readings"] },
    { from: "off-switch-link", to: "credit-balance", carries: ["state"] },
    { from: "off-switch-link", to: "computations", carries: ["state"] },
    { from: "off-switch-link", to: "display", carries: ["state"] },
  ],
  "off-switch": [
    { from: "link", to: "off-switch-security", carries: ["frames"] },
    { from: "off-switch-security", to: "link", carries: ["frames", "state"] },
  ],
};

export interface AllowedDevice {
  /** Who may own a device of this contract, on either processor. */
  readonly owners: readonly string[];
  readonly carries: readonly Content[];
  /** Bytes of the longest message that it posts by itself; 0: the owner asks and it never speaks up. */
  readonly postBytes: number;
  /** It is the kernel itself that speaks: no part of a board. */
  readonly ofKernel?: true;
}

/** By contract of hal/. */
export const DEVICES: Readonly<Record<string, AllowedDevice>> = {
  "serial-port": {
    owners: ["communications", "consumer-port", "off-switch-link", "link"],
    carries: ["frames", "readings"],
    postBytes: 64,
  },
  "pulse-input": { owners: ["computations"], carries: ["readings"], postBytes: 0 },
  "current-clamp": { owners: ["computations"], carries: ["readings"], postBytes: 0 },
  clock: { owners: ["computations"], carries: ["state"], postBytes: 0 },
  "text-display": { owners: ["display"], carries: ["readings", "state"], postBytes: 0 },
  relay: { owners: ["off-switch-security"], carries: ["state", "orders"], postBytes: 0 },
  "push-button": { owners: ["off-switch-security"], carries: ["orders", "state"], postBytes: 2 },
  "fault-record": { owners: ["cs-security", "off-switch-security"], carries: ["state"], postBytes: 2, ofKernel: true },
  "status-light": { owners: ["off-switch-security"], carries: ["state"], postBytes: 0 },
};

/** Engine builds that run emulated only: no pin of theirs is driven, no watchdog bites, and parts are wires. */
export const EMULATED_ENGINES: readonly string[] = ["STM32F405RG"];

/** Drivers of a memory in the processor's RAM, which forgets with the power. */
export const RAM_MEMORY_DRIVERS: readonly string[] = ["ram-nor", "ccm-nor"];

/** The contract of the contact itself: what it can do and what it tells belongs to one partition. */
export const RELAY_CONTRACT = "relay";

/** The partition that owns the link between the boards, on either side of it. */
export const LINK_OWNER: Readonly<Record<SystemName, string>> = { meter: "off-switch-link", "off-switch": "link" };

export interface AllowedSegment {
  readonly kind: Segment["kind"];
  readonly writer: string;
  readonly readers: readonly string[];
}

/** A writer may read its own segment back besides. */
export const SEGMENTS: Readonly<Record<SystemName, Readonly<Record<string, AllowedSegment>>>> = {
  meter: {
    // cs-security reads logs to send them out sealed.
    "metrology-log": { kind: "log", writer: "computations", readers: ["cs-security"] },
    "security-log": { kind: "log", writer: "cs-security", readers: [] },
    "off-switch-log": { kind: "log", writer: "off-switch-link", readers: ["cs-security"] },
    tariffs: { kind: "image", writer: "computations", readers: ["credit-balance"] },
    registers: { kind: "values", writer: "computations", readers: [] },
    tally: { kind: "values", writer: "computations", readers: [] },
    credit: { kind: "values", writer: "credit-balance", readers: [] },
    parameters: {
      kind: "values",
      writer: "cs-security",
      readers: ["dc-security", "computations", "credit-balance"],
    },
  },
  "off-switch": {
    "switch-log": { kind: "log", writer: "off-switch-security", readers: [] },
    "switch-state": { kind: "values", writer: "off-switch-security", readers: [] },
  },
};

/** Sizes of slots that the store knows, each a part of a page; an image has no slots. */
export const SLOT_BYTES: Readonly<Record<Segment["kind"], readonly number[]>> = {
  log: [64, 128],
  values: [32, 64, 128, 256],
  image: [],
};

export const LIMITS = {
  /** Grid of the schedule: slower than this and a button feels dead. */
  cycleMs: 1000,
  /** Steps in one call: at 15 000 to 25 000 operations a second more would outlast the engine's shared event buffer. */
  stepBudget: 20_000,
  periodMs: 86_400_000,
  depth: 64,
  maxBytes: 1024,
  /** All queues of a processor, full: an eighth of a heap of about 69 KiB, which also holds code and every string in use. */
  queueBytes: 8192,
  /** Flash is erased by the sector. */
  sectorBytes: SECTOR_BYTES,
  /** Of a ring, one is being erased and one may just have been begun: what was acknowledged stands in the others. */
  segmentSectors: 4,
  segmentNumber: 31,
  /** As many as the store numbers (firmware/store/store.ts). */
  values: 126,
  /** Erases that a data sheet promises of a sector. */
  sectorErases: 100_000,
  lifeYears: 20,
  /** How many lives of that length a sector has to last. */
  wearMargin: 5,
  /** The most that the independent watchdog of the processor counts to. */
  watchdogSeconds: 26,
} as const;

/** What a list holds under a name, and never what an object has of itself under it. */
export function listedAs<T>(list: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(list, name) ? list[name] : undefined;
}
