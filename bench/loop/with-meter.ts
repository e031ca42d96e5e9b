// The folder of a meter, opened for as long as a test takes, with the wires to its ports: nobody else commands it meanwhile.

import type { DiskMemory } from "../central/disk-memory.ts";
import { chooseMeter, findMeters, openLedger, openMemory } from "../send/meters.ts";
import { LoopCentral, peersOf } from "./callers.ts";
import type { LoopClock } from "./clock.ts";
import type { LoopMeter } from "./loop-orders.ts";
import type { LineMap } from "./ports.ts";

/** An answer of a meter takes a second. */
const ANSWER_MS = 10_000;

export interface Opened {
  readonly memory: DiskMemory;
  readonly lines: LineMap;
  readonly meter: LoopMeter;
}

/**
 * Runs with what is open, and closes it. `keys`: a folder of hasm provision. `by`: under whose name the switch is ordered off. Throws SendError and
 * what opening the folder throws.
 */
export async function withMeter<T>(
  keys: string,
  openLines: () => Promise<LineMap>,
  clock: LoopClock,
  by: string,
  run: (opened: Opened) => Promise<T>,
): Promise<T> {
  const meters = findMeters(keys);
  const [id, folder] = chooseMeter(keys, meters, []);
  const memory = openMemory(folder, id);
  try {
    const ledger = openLedger(meters);
    try {
      const lines = await openLines();
      try {
        const central = lines.wan && new LoopCentral(memory, ledger, lines, clock, ANSWER_MS);
        const peers = peersOf(memory, lines, clock, ANSWER_MS);
        const { setAlarm } = clock;
        const meter = { folder, memory, central, peers, timeoutMs: ANSWER_MS, setAlarm, by };
        return await run({ memory, lines, meter });
      } finally {
        for (const line of Object.values(lines)) line.close();
      }
    } finally {
      ledger.close();
    }
  } finally {
    memory.close();
  }
}
