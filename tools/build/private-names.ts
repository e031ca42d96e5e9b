// Properties of the trusted half that nothing outside of it reads: the build gives them names of one or two characters. The engine
// takes a variable more for a name longer than four. No name here may be one of the engine's own, of an option of a driver, or of what the kernel
// shows a debugger and the bench (the counters of a partition, `queues` and `dropped` of the slots, the fields of a fault).

const names = [
  // kernel: table, partitions, slots, what is lent
  "cycleMs watchdogSeconds faultSlot stepBudgets owners depths mostBytes periodsMs",
  "lastFaultMs resumeMs handlers dueMs told",
  // processor and keys
  "nowMs after cancel startWatchdog closeConsole announce readFile crc32 toBytes toText secret meterId processor",
  // store
  "medium firstSector flash number slotBytes soundBytes sectors sequence begun refused reserved unsure spare spareSlot failures writing record",
  "damaged waited keyOffset acknowledged announced oldest headers place erasedBytes writtenBytes sums kinds entry windowMs endMs sector",
  // drivers
  "fault program isErasing utcSeconds setUtcSeconds spacingMs settle isClosed onEdge debounceMs",
];

export const PRIVATE_NAMES = new RegExp(`^(${names.join(" ").split(" ").join("|")})$`);
