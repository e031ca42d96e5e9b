// The content of a part as it leaves provisioning, and the logs of a part whose content was read out. It is the store's own code that
// begins and opens them; the bus and the time that a part takes are left out.

import nacl from "tweetnacl";
import type { Segment } from "../firmware/kernel/description.ts";
import type { ChainRoot } from "../firmware/store/chain.ts";
import { openLog, provision } from "../firmware/store/log.ts";
import type { Log } from "../firmware/store/log.ts";
import { STORE_FOREIGN, STORE_WORN } from "../firmware/store/ring.ts";
import { logState, openMedium, valuesState } from "../firmware/store/store.ts";
import { getValue, openValues, putValue } from "../firmware/store/values.ts";
import type { Values } from "../firmware/store/values.ts";
import { PAGE_BYTES, SECTOR_BYTES } from "../hal/nor-flash.ts";
import type { NorFlash } from "../hal/nor-flash.ts";
import { PART_OK } from "../hal/part-fault.ts";
import type { Processor } from "../hal/processor.ts";
import { crc32, fromByteString, toByteString } from "./byte-string.ts";
import type { LogKeys } from "./key-file.ts";
import { NorArray } from "./parts/nor-array.ts";
import { AT_ONCE, installed, SWITCH_STATE } from "./switch-values.ts";
import type { SwitchValues } from "./switch-values.ts";

/** As much of a segment of system.ts as its place and its format need. */
export type PartSegment = Pick<Segment, "name" | "number" | "kind" | "baseAddress" | "bytes" | "slotBytes" | "values">;

/** What keeps a log from being opened. */
export type FlashPartErrorKind = "not-provisioned" | "foreign" | "worn" | "outside";

const SAYS: Readonly<Record<FlashPartErrorKind, string>> = {
  "not-provisioned": "could not be begun: it is not empty, or has no first chain key",
  foreign: "was written in a format, for a use or with slots that are not known here",
  worn: "no longer takes what is written",
  outside: "does not lie within the part",
};

export class FlashPartError extends Error {
  override readonly name = "FlashPartError";
  readonly kind: FlashPartErrorKind;

  constructor(kind: FlashPartErrorKind, segment: PartSegment) {
    super(`segment ${segment.name} ${SAYS[kind]}`);
    this.kind = kind;
  }
}

/** The cells behind the contract of a driver, without a bus: a program and an erase have ended when they return. */
export function arrayFlash(array: NorArray): NorFlash {
  const has = (address: number, length: number): boolean => address >= 0 && address + length <= array.cells.length;
  return {
    fault: PART_OK,
    read: (address, length) => (has(address, length) ? toByteString(array.read(address, length)) : ""),
    program: (address, bytes) => {
      if (!has(address, bytes.length) || (address % PAGE_BYTES) + bytes.length > PAGE_BYTES) return false;
      array.program(address, fromByteString(bytes));
      return true;
    },
    erase: (address) => {
      if (!has(address, SECTOR_BYTES) || address % SECTOR_BYTES !== 0) return false;
      array.erase(address);
      return true;
    },
    isErasing: () => false,
  };
}

/** As much of a processor as the store asks for. */
const HOST = { crc32, toBytes: fromByteString, toText: toByteString } as unknown as Processor;

/** The chain of a processor's logs under the whole of tweetnacl. */
export function chainRoot(keys: LogKeys): ChainRoot {
  return {
    processor: HOST,
    secretBox: (_processor, _seal, plain, nonce, key) =>
      toByteString(nacl.secretbox(fromByteString(plain), fromByteString(nonce), key)),
    seal: 0,
    meterId: keys.meterId,
    root: keys.root,
  };
}

function faultKind(fault: number): FlashPartErrorKind {
  if (fault === STORE_FOREIGN) return "foreign";
  return fault === STORE_WORN ? "worn" : "outside";
}

/** Opens a log on cells: what a power cut left there is mended, as on the board. Throws FlashPartError. */
export function openLogOn(array: NorArray, segment: PartSegment, keys: LogKeys): Log {
  const medium = openMedium(HOST, arrayFlash(array));
  const { number, baseAddress, bytes, slotBytes } = segment;
  const log = logState(medium, number, baseAddress, bytes, slotBytes, chainRoot(keys));
  if (!openLog(log)) throw new FlashPartError(faultKind(log.ring.fault), segment);
  return log;
}

/**
 * A part on which each log of `segments` stands begun under its first chain key, and the state of the switch is set where there is a place for
 * it; all else is blank. Throws FlashPartError.
 */
export function provisionedPart(
  flashBytes: number,
  segments: readonly PartSegment[],
  keys: LogKeys,
  switchValues: SwitchValues = installed(true, AT_ONCE),
): NorArray {
  const array = new NorArray(flashBytes, () => 0);
  for (const segment of segments) {
    if (segment.name === SWITCH_STATE) setValues(array, segment, switchValues);
    if (segment.kind !== "log") continue;
    const log = openLogOn(array, segment, keys);
    const firstKey = keys.firstKeys.get(segment.number);
    if (firstKey === undefined || !provision(log, firstKey)) throw new FlashPartError("not-provisioned", segment);
  }
  return array;
}

/**
 * Opens a log of a part whose content was read out. Works on a copy: what a power cut left half written is completed or given up there, and
 * `content` stays the evidence that it is. Throws FlashPartError.
 */
export function openDumpedLog(content: Uint8Array, segment: PartSegment, keys: LogKeys): Log {
  const copy = new NorArray(content.length, () => 0);
  copy.cells.set(content);
  return openLogOn(copy, segment, keys);
}

function valuesOn(array: NorArray, segment: PartSegment): Values {
  const { number, baseAddress, bytes, slotBytes } = segment;
  const medium = openMedium(HOST, arrayFlash(array));
  const values = valuesState(medium, number, baseAddress, bytes, slotBytes, segment.values);
  if (!openValues(values)) throw new FlashPartError(faultKind(values.ring.fault), segment);
  return values;
}

function setValues(array: NorArray, segment: PartSegment, set: SwitchValues): void {
  const values = valuesOn(array, segment);
  for (const [value, content] of set) if (!putValue(values, value, content)) throw new FlashPartError("worn", segment);
}

/** The values of a segment of a part whose content was read out, by number; what was never set is not there. Throws FlashPartError. */
export function dumpedValues(content: Uint8Array, segment: Segment): ReadonlyMap<number, string> {
  const copy = new NorArray(content.length, () => 0);
  copy.cells.set(content);
  const values = valuesOn(copy, segment);
  const numbers = Array.from({ length: segment.values }, (_, n) => n);
  return new Map(numbers.map((n) => [n, getValue(values, n)] as const).filter(([, value]) => value !== ""));
}
