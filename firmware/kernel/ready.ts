// What a processor says once, a second after its start, on the port where the engine's console was: that it runs, or why it does not. It
// is for whoever has just flashed the board (tools/flash); nothing of a household or a key is in it, and nothing is listened to.

import type { Processor } from "../../hal/processor.ts";
import type { Fault } from "./kernel.ts";

const AFTER_MS = 1000;

/** As much of what the boot returns as is told of. */
export interface Started {
  /** The reason of a board that starts nothing (keys/refusal.ts). */
  readonly refused?: number;
  readonly faults?: readonly Fault[];
}

/** Once only, so that nothing of it stays in the heap. */
function say(processor: Processor, started: Started) {
  const faults = started.faults;
  const words = faults ? "ready, faults " + faults.length : "refused " + started.refused;
  if (processor.announce) processor.announce("HASM " + words);
  processor.announce = undefined;
}

/** Says it in a second. Returns `started`. */
export function saidLater<T extends Started>(processor: Processor, started: T): T {
  processor.after(say.bind(undefined, processor, started), AFTER_MS);
  return started;
}
