// Properties of the trusted half that nothing outside of it reads: the build gives them names of one or two characters. The engine
// takes a variable more for a name longer than four. No name here may be one of the engine's own, of an option of a driver, of the table that the wiring prints, or of what
// the kernel shows (`name`, `calls`, `starts`, `faults`, `held` of a partition, `dropped` of a slot, the fields of a fault).

const names = [
  // kernel: partitions, slots, table, ends
  "factory handlers faultsInARow lastFaultMs resumeMs",
  "periodMs maxBytes joinBytes dueMs endowments",
  // processor and keys
  "nowMs after cancel startWatchdog closeConsole readFile crc32 toBytes toText secret meterId processor",
  // store
  "flash baseAddress blankPage number slotBytes soundBytes sectors sequence begun unsure spare spareSlot failures writing record",
  "damaged waited keyOffset acknowledged announced oldest headers place erasedBytes writtenBytes sums kinds entry windowMs endMs sector",
  // drivers
  "fault program isErasing utcSeconds setUtcSeconds spacingMs settle isClosed onEdge debounceMs",
];

/** These the bench reads: it asks for them under the name that they have on the board. */
export const SHORT_NAMES = { owner: "own", stepBudget: "cap", mostSteps: "most", queue: "que" } as const;

export const PRIVATE_NAMES = new RegExp(
  `^(${[...names.join(" ").split(" "), ...Object.keys(SHORT_NAMES)].join("|")})$`,
);
