// The operations of every contract by name and sense, for the build: it lends `<device><Operation>` only where the contract has the
// operation and the device's direction allows it.

export interface ContractOperations {
  /** Whether the part speaks up by itself, so that its owner has an `on<Device>` handler; a stream's pieces have no borders. */
  readonly posts: "nothing" | "messages" | "stream";
  readonly operations: Readonly<Record<string, "in" | "out">>;
}

export const contracts: Readonly<Record<string, ContractOperations>> = {
  "serial-port": { posts: "stream", operations: { send: "out" } },
  "pulse-input": { posts: "nothing", operations: { count: "in", settle: "in", spacingMs: "in" } },
  "current-clamp": { posts: "nothing", operations: { milliamperes: "in" } },
  clock: { posts: "nothing", operations: { utcSeconds: "in", setUtcSeconds: "out" } },
  "text-display": { posts: "nothing", operations: { write: "out" } },
  relay: { posts: "nothing", operations: { drive: "out", isClosed: "in" } },
  "push-button": { posts: "messages", operations: {} },
  // The kernel itself, of each fault: who 1 (below 32 a partition, from 32 on a part: firmware/kernel/parts.ts) · kind 1.
  "fault-record": { posts: "messages", operations: {} },
};
