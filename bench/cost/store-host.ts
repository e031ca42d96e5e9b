// The store's own code on cells of the host: what a part holds before it is measured on the engine, and how much of it
// the store reads.

import type { Segment } from "../../firmware/kernel/description.ts";
import { storeWork } from "../../firmware/store/lend.ts";
import { appendEntry, openLog } from "../../firmware/store/log.ts";
import type { Log } from "../../firmware/store/log.ts";
import { logState, openMedium, valuesState } from "../../firmware/store/store.ts";
import { openValues, putValue } from "../../firmware/store/values.ts";
import type { Values } from "../../firmware/store/values.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";
import type { Processor } from "../../hal/processor.ts";
import { crc32, fromByteString, toByteString } from "../byte-string.ts";
import { arrayFlash, chainRoot } from "../flash-part.ts";
import { FIXED_KEYS } from "../key-file.ts";
import type { NorArray } from "../parts/nor-array.ts";

/** More than an erase takes of cycles without time. */
const CYCLES_BETWEEN = 3;

/** As much of a processor as the store asks for. */
const HOST = { crc32, toBytes: fromByteString, toText: toByteString } as unknown as Processor;

export type Place = Pick<Segment, "number" | "baseAddress" | "bytes" | "slotBytes" | "values">;

/** A log as it opens, under the fixed keys. */
export function openHostLog(flash: NorFlash, { number, baseAddress, bytes, slotBytes }: Place): Log {
  const root = chainRoot(FIXED_KEYS.meterLogs);
  const log = logState(openMedium(HOST, flash), number, baseAddress, bytes, slotBytes, root);
  if (!openLog(log)) throw new Error(`log ${number} cannot be opened`);
  return log;
}

export function openHostValues(
  flash: NorFlash,
  { number, baseAddress, bytes, slotBytes, values: count }: Place,
): Values {
  const values = valuesState(openMedium(HOST, flash), number, baseAddress, bytes, slotBytes, count);
  if (!openValues(values)) throw new Error(`values ${number} cannot be opened`);
  return values;
}

export interface CountedFlash {
  readonly flash: NorFlash;
  reads: number;
  readBytes: number;
}

/** The cells as a part that counts what is read of it. */
export function countedFlash(array: NorArray): CountedFlash {
  const plain = arrayFlash(array);
  const counted: CountedFlash = {
    reads: 0,
    readBytes: 0,
    flash: {
      ...plain,
      read: (address, length) => {
        counted.reads++;
        counted.readBytes += length;
        return plain.read(address, length);
      },
    },
  };
  return counted;
}

/** Appends so many records, with the idle time in between that keeps a blank sector ahead. */
export function appendMany(log: Log, records: number, entry: string): void {
  for (let record = 0; record < records; record++) {
    if (!appendEntry(log, entry, 1)) throw new Error(`record ${record} of ${records} was not appended`);
    for (let cycle = 0; cycle < CYCLES_BETWEEN; cycle++) storeWork([log], [], [], 0);
  }
}

/** The same with changes of values, each in its turn. */
export function putMany(values: Values, changes: number, value: string): void {
  for (let change = 0; change < changes; change++) {
    if (!putValue(values, change % values.slots.length, value)) throw new Error(`change ${change} was not made`);
    for (let cycle = 0; cycle < CYCLES_BETWEEN; cycle++) storeWork([], [values], [], 0);
  }
}
