// W18 and W20: a segment by itself, whether the store can run it as it is declared and for how long. Where it lies and whose
// it is, I6 decides.

import { KERNEL_VALUES } from "../../firmware/kernel/description.ts";
import type { Segment, System } from "../../firmware/kernel/description.ts";
import { LIMITS, SLOT_BYTES } from "./allowed.ts";
import { listed, violation } from "./violation.ts";
import type { Violation } from "./violation.ts";
import { inTenths, wearOf } from "./wear.ts";

/** W18. */
export function* slotsFit(system: System): Generator<Violation> {
  for (const segment of system.segments) {
    const { name, kind, slotBytes, values } = segment;
    if (kind === "image" && slotBytes !== 0) {
      yield violation("W18", system.name, name, `its slotBytes is ${slotBytes}; an image has no slots, so it is 0`);
    } else if (kind !== "image" && !SLOT_BYTES[kind].includes(slotBytes)) {
      const why = `its slotBytes is ${slotBytes}; slots of "${kind}" have ${listed(SLOT_BYTES[kind].map(String), "or")}`;
      yield violation("W18", system.name, name, why);
    }
    if (name === system.counters) yield* countersFit(system, segment);
    if (kind === "values") yield* copyLeavesRoom(system, segment);
    else if (values !== 0) {
      const why = `its values is ${values}; a segment of kind "${kind}" has none, so it is 0`;
      yield violation("W18", system.name, name, why);
    }
  }
}

/** Every size of slot has room for a counter (firmware/keys/keys.ts). */
function* countersFit(system: System, { name, kind, values }: Segment): Generator<Violation> {
  if (kind !== "values") {
    const why = `it holds the counters of the keys, so it must be "values", not "${kind}"`;
    yield violation("W18", system.name, name, why);
  } else if (Number.isInteger(values) && values > 0 && values <= KERNEL_VALUES) {
    const why = `its values is ${values}; the counters of the keys take the first ${KERNEL_VALUES}, so it must be more`;
    yield violation("W18", system.name, name, why);
  }
}

function* copyLeavesRoom(system: System, { name, slotBytes, values }: Segment): Generator<Violation> {
  if (!(Number.isInteger(values) && values >= 1 && values <= LIMITS.values)) {
    const why = `its values is ${values}; it must be a whole number from 1 to ${LIMITS.values}`;
    yield violation("W18", system.name, name, why);
  } else if (SLOT_BYTES.values.includes(slotBytes)) {
    const slots = LIMITS.sectorBytes / slotBytes - 1;
    const copied = values + 1;
    if (slots - copied >= slots / 2) return;
    const why = `a copy of its ${values} values takes ${copied} of the ${slots} slots with which a sector is written; at least half are for changes`;
    yield violation("W18", system.name, name, why);
  }
}

/** W20. */
export function* segmentsLast(system: System): Generator<Violation> {
  const { lifeYears, sectorErases, wearMargin } = LIMITS;
  for (const segment of system.segments) {
    const { name, writesPerDay } = segment;
    if (!(writesPerDay > 0 && Number.isFinite(writesPerDay))) {
      const why = `its writesPerDay is ${writesPerDay}; it must be a number above 0, for the wear follows from it`;
      yield violation("W20", system.name, name, why);
    }
    const wear = wearOf(segment);
    if (wear === undefined || wear.margin >= wearMargin) continue;
    const why = `its sectors are erased up to ${wear.erases} times in ${lifeYears} years and take ${sectorErases}, a margin of ${inTenths(wear.margin)}; it must be at least ${wearMargin}`;
    yield violation("W20", system.name, name, why);
  }
}
