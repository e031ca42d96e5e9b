// Makes firm what a power cut may have left between its levels: in a slot and in a place for an image alike.

import { programAndHolds, programAt, readAt } from "./port.ts";
import type { Port } from "./port.ts";
import { COMMITTED, FIRM, isCommitted, STATE } from "./slot.ts";

/**
 * Writes a body again as it was read, so that every zero is one and nothing that was read can read otherwise; then commits it and calls it firm.
 * The commit has to stand before: who finds it firm looks no further. It may be on its way there already. `marksOffset`: where the
 * void mark lies, with the state behind it.
 */
export function harden(port: Port, bodyOffset: number, body: string, marksOffset: number): boolean {
  return (
    programAndHolds(port, bodyOffset, body) &&
    programAt(port, marksOffset + STATE, COMMITTED) &&
    isCommitted(readAt(port, marksOffset, STATE + 1)) &&
    programAndHolds(port, marksOffset + STATE, FIRM)
  );
}
