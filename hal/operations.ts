// The operations of every contract by name and sense, for the build: it lends `<device><Operation>` only where the contract has the
// operation and the device's direction allows it.

export interface ContractOperations {
  /** Whether the part speaks up by itself, so that its owner has an `on<Device>` handler; a stream's pieces have no borders. */
  readonly posts: "nothing" | "messages" | "stream";
  readonly operations: Readonly<Record<string, "in" | "out">>;
}

export const contracts: Readonly<Record<string, ContractOperations>> = {
  "serial-port": { posts: "stream", operations: { send: "out" } },
  "pulse-input": { posts: "nothing", operations: { count: "in", spacingMs: "in" } },
  clock: { posts: "nothing", operations: { utcSeconds: "in" } },
  "text-display": { posts: "nothing", operations: { write: "out" } },
  relay: { posts: "nothing", operations: { drive: "out", isClosed: "in" } },
  "push-button": { posts: "messages", operations: {} },
  // The kernel itself: one byte, the kind of the fault, for each fault of a partition.
  "fault-record": { posts: "messages", operations: {} },
};
