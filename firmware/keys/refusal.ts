// What a processor does in place of its work when it has no keys, or the memory of another meter: it says so, again and again, to whoever
// looks or listens. No partition runs, so nothing moves the relay and nothing is written; only a reset leads out of it.

import type { Processor } from "../../hal/processor.ts";
import { openKeyFile, PROVISIONED } from "./key-file.ts";

export const KEY_FILE_MISSING = 1;
export const KEY_FILE_DAMAGED = 2;
export const KEY_FILE_LACKS_KEY = 3;
export const MEMORY_FOREIGN = 4;

const PERIOD_MS = 1000;
const SAY_EVERY = 10;

/** Why `openKeyFile` found none. */
export function keyFileRefusal(processor: Processor): number {
  if (openKeyFile(processor, [])) return KEY_FILE_LACKS_KEY;
  return processor.readFile(PROVISIONED) === "" ? KEY_FILE_MISSING : KEY_FILE_DAMAGED;
}

/**
 * From now on puts the reason on rows 0 and 1 of a display (`write`) and on a port (`send`) every 10 s, where there are such. Kicks the
 * watchdog once a second: a reset would find the same.
 */
export function refuse(
  processor: Processor,
  reason: number,
  write?: (row: number, text: string) => void,
  send?: (bytes: string) => void,
): { readonly refused: number } {
  /** By reason; a row of a display each. */
  const texts = ["", "key file missing", "key file damaged", "key file lacks a key", "of another meter"];
  const title = reason === MEMORY_FOREIGN ? "WRONG MEMORY" : "NO KEYS";
  let wait = 0;
  function tick() {
    // Whatever a driver does, there is a next time.
    processor.after(tick, PERIOD_MS);
    processor.kickWatchdog();
    if (wait-- > 0) return;
    wait = SAY_EVERY - 1;
    if (send) send(title + ": " + texts[reason] + " (" + reason + ")\r\n");
    if (write) {
      write(0, title);
      write(1, texts[reason]!);
    }
  }
  processor.after(tick, 0);
  return { refused: reason };
}
