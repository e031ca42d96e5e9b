// W19, and the one list of all that hangs on a board's pins: its parts and its memory, which is no device and belongs to no
// partition. Whether the memory is what it says the driver finds out; whether the segments fit in it, I6.

import type { Board, Part } from "../../boards/board.ts";
import type { System } from "../../firmware/kernel/description.ts";
import { violation } from "./violation.ts";
import type { Violation } from "./violation.ts";

/** Parts of a board by name, the memory last and under the name "memory". */
export function partsOf(board: Board): readonly (readonly [name: string, part: Part])[] {
  const parts = Object.entries(board.parts);
  return board.memory === undefined ? parts : [...parts, ["memory", board.memory]];
}

/** W19. */
export function* memoryHolds(system: System, board: Board): Generator<Violation> {
  const needed = system.segments.length > 0;
  if (needed && board.memory === undefined) {
    const why = `it has no memory; the segments of ${system.name} would be nowhere`;
    yield violation("W19", system.name, board.name, why);
  }
  if (board.memory === undefined) return;
  if (!needed) {
    const why = `that of ${board.name} holds no segment; a driver would run for nothing`;
    yield violation("W19", system.name, "memory", why);
    return;
  }
  const { bytes } = board.memory.options;
  if (typeof bytes === "number" && Number.isInteger(bytes) && bytes >= system.flashBytes) return;
  const given = bytes === undefined ? "missing" : typeof bytes === "number" ? String(bytes) : JSON.stringify(bytes);
  const why = `its option bytes on ${board.name} is ${given}; it must be a whole number and no less than the ${system.flashBytes} of the system`;
  yield violation("W19", system.name, "memory", why);
}
