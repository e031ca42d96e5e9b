// What our own rings write and erase for the records that bench/cost/storage-append.ts gives to the engine's Storage: the same NOR model, a
// ring of the same size, whole rounds of it so that each sector is erased equally often.

import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";
import { provision } from "../../firmware/store/log.ts";
import { arrayFlash } from "../flash-part.ts";
import { FIXED_KEYS } from "../key-file.ts";
import { NorArray } from "../parts/nor-array.ts";
import { appendMany, openHostLog, openHostValues, putMany } from "./store-host.ts";

export const RING_SECTORS = 4;
const ROUNDS = 4;

export interface AppendFigures {
  readonly records: number;
  /** Bytes given to the part to be programmed. */
  readonly programmedBytes: number;
  /** Of 4096 bytes each. */
  readonly sectorErases: number;
  /** Records that are there at the least, once the ring has been round. */
  readonly keptAtLeast: number;
}

/** The least slot that holds a record of so many bytes. */
const LOG_SLOTS = { 16: 64, 64: 128 } as const;
const VALUES_SLOTS = { 16: 32, 64: 128 } as const;
const VALUES = 4;

const erasesOf = (array: NorArray): number => array.sectorErases.reduce((sum, one) => sum + one, 0);

/** `open` opens a ring on the part; what it returns appends so many records. */
function count(inSector: number, open: (flash: NorFlash) => (records: number) => void): AppendFigures {
  const array = new NorArray(RING_SECTORS * SECTOR_BYTES, () => 0);
  const use = open(arrayFlash(array));
  // A first round on a blank part, then the ones that count.
  use(inSector * RING_SECTORS);
  const erases = erasesOf(array);
  const { programmedBytes } = array;
  const records = inSector * RING_SECTORS * ROUNDS;
  use(records);
  return {
    records,
    programmedBytes: array.programmedBytes - programmedBytes,
    sectorErases: erasesOf(array) - erases,
    // One sector is erased, and one may just have been begun.
    keptAtLeast: (RING_SECTORS - 2) * inSector,
  };
}

const place = (slotBytes: number) => ({
  number: 1,
  baseAddress: 0,
  bytes: RING_SECTORS * SECTOR_BYTES,
  slotBytes,
  values: VALUES,
});

/** Records of 16 or 64 bytes in a log. */
export function logFigures(recordBytes: 16 | 64): AppendFigures {
  const slotBytes = LOG_SLOTS[recordBytes];
  return count(SECTOR_BYTES / slotBytes - 2, (flash) => {
    const log = openHostLog(flash, place(slotBytes));
    if (!provision(log, FIXED_KEYS.meterLogs.firstKeys.get(1)!)) throw new Error("the log could not be begun");
    return (records) => {
      appendMany(log, records, "x".repeat(recordBytes));
    };
  });
}

/** Changes of 16 or 64 bytes in a ring of four values. */
export function valuesFigures(recordBytes: 16 | 64): AppendFigures {
  const slotBytes = VALUES_SLOTS[recordBytes];
  const figures = count(SECTOR_BYTES / slotBytes - 2 - VALUES, (flash) => {
    const values = openHostValues(flash, place(slotBytes));
    return (changes) => {
      putMany(values, changes, "x".repeat(recordBytes));
    };
  });
  // The newest of each, and nothing else.
  return { ...figures, keptAtLeast: VALUES };
}
