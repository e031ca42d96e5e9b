// The vocabulary in which a whole system is described as data: partitions, channels, devices, keys and segments.
// A description (firmware/*/system.ts) is read three times: the build decides the policy on it, the kernel runs the table
// made of it, `hasm policy` prints it. Types and one number: nothing here runs, on a board or elsewhere.

/** How a device meets the world. `outside` is a wire that leaves the meter, `home` the consumer's HAN port. */
export type Exposure = "outside" | "home" | "inside";

/** What travels on a channel or a device: the class decides invariants I8 and I9. */
export type Content =
  /** Frames and pieces of them, sealed or of unknown origin: what anybody on the wire may see or send. */
  | "frames"
  /** Readings of the household in clear. */
  | "readings"
  /** State of the switch, of the credit, of the meter: no reading of the household. */
  | "state"
  /** Orders from one partition to another. */
  | "orders";

/** One isolated program. Its place in the list is its place in the cycle. */
export interface Partition {
  readonly name: string;
  readonly purpose: string;
  /** Steps (loop heads and function entries) that one call of a handler may take before it is ended. */
  readonly stepBudget: number;
  /** Its `tick` handler runs once in this many milliseconds; absent: it has none. */
  readonly periodMs?: number;
}

/** A one-way queue of byte strings. The message that finds the queue full is dropped and counted. */
export interface Channel {
  readonly from: string;
  readonly to: string;
  readonly carries: Content;
  /** Messages that may wait. */
  readonly depth: number;
  /** Bytes of the longest message; sending a longer one is a fault of the sender. */
  readonly maxBytes: number;
  /** Why the edge exists. */
  readonly reason: string;
}

/** A part of the board, of a class that has a contract in hal/, lent to exactly one partition. */
export interface Device {
  readonly name: string;
  readonly owner: string;
  /** File name of the contract in hal/. */
  readonly contract: string;
  readonly exposure: Exposure;
  readonly carries: Content;
  /** `in`: the owner hears from it. `out`: the owner acts on it. */
  readonly direction: "in" | "out" | "both";
  /** Input that may wait for the owner; only where the device speaks up by itself (a port, a button). */
  readonly depth?: number;
  readonly reason: string;
}

/**
 * What the kernel lends of a key: `seal` encryption towards the peer, `open` decryption of what comes from it, each message once; `round`
 * encryption under a number that is used once; `prf` a pseudo-random function; `change` the right to replace it.
 */
export type KeyUse = "seal" | "open" | "round" | "prf" | "change";

/** A secret that the kernel holds. The owner gets functions bound to it and never the key. */
export interface Key {
  readonly name: string;
  readonly owner: string;
  /** Who holds the other copy. */
  readonly peer: string;
  readonly uses: readonly KeyUse[];
  readonly reason: string;
}

/** A range of the flash part (firmware/store, docs/flash-format.md). */
export interface Segment {
  readonly name: string;
  /** What its headers say it is, 1 to 31: never given to another segment of the same processor. */
  readonly number: number;
  readonly kind: "log" | "image" | "values";
  readonly writer: string;
  readonly readers: readonly string[];
  readonly baseAddress: number;
  readonly bytes: number;
  /** Size of a slot: 64 or 128 for a log, 32 to 256 for values, 0 for an image. */
  readonly slotBytes: number;
  /** How many values there are; 0 but for values. */
  readonly values: number;
  /** The most that is written in a day: records of a log, changes of values, images. From it follows the wear. */
  readonly writesPerDay: number;
  readonly reason: string;
}

/** The whole of one processor. */
export interface System {
  readonly name: "meter" | "off-switch";
  /** Grid of the schedule: a cycle starts at a multiple of this many milliseconds. */
  readonly cycleMs: number;
  /** Size of the flash part that holds the segments; 0 where there is none. */
  readonly flashBytes: number;
  readonly partitions: readonly Partition[];
  readonly channels: readonly Channel[];
  readonly devices: readonly Device[];
  readonly keys: readonly Key[];
  readonly segments: readonly Segment[];
  /**
   * Values segment of which the first 32 numbers are the kernel's, for the counters of its keys (firmware/keys/keys.ts): the number 0 of
   * a partition is the 33rd. Absent where no key is used.
   */
  readonly counters?: string;
}

/** How many numbers of the segment `counters` are the kernel's. */
export const KERNEL_VALUES = 32;
