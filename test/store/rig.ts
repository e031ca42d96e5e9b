// A part with six small segments for tests of the store, below the level of a bus: each program and each erase of the store
// is seen before it happens, so that a test can cut the supply there.

import nacl from "tweetnacl";
import { fromByteString, toByteString } from "../../bench/byte-string.ts";
import { Random } from "../../bench/engine/random.ts";
import { NorArray } from "../../bench/parts/nor-array.ts";
import { openImages } from "../../firmware/store/image.ts";
import type { Images } from "../../firmware/store/image.ts";
import { openLog } from "../../firmware/store/log.ts";
import type { Log } from "../../firmware/store/log.ts";
import { imagesState, logState, openMedium, valuesState } from "../../firmware/store/store.ts";
import { openValues } from "../../firmware/store/values.ts";
import type { Values } from "../../firmware/store/values.ts";
import { PAGE_BYTES, SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";
import type { Processor } from "../../hal/processor.ts";

/** Thrown through the store where the supply goes: nothing of it catches anything. */
export class PowerCut extends Error {}

/** What is about to happen to the part. */
export type FlashEvent =
  | { readonly kind: "program"; readonly address: number; readonly bytes: Uint8Array }
  | { readonly kind: "erase"; readonly address: number };

export class ArrayFlash implements NorFlash {
  fault = 0;
  readonly array: NorArray;
  /** Called before each program and, at its end, each erase. It may tear and throw. */
  before: ((event: FlashEvent) => void) | undefined;
  /** Questions that an erase stays under way: 0, it has ended when it is first asked for. */
  erasePolls = 0;
  programs = 0;
  erases = 0;
  reads = 0;
  readonly #cells: Buffer;
  #erasing = -1;
  #polls = 0;

  constructor(array: NorArray) {
    this.array = array;
    this.#cells = Buffer.from(array.cells.buffer, array.cells.byteOffset, array.cells.length);
  }

  /** Address of the sector whose erase is under way, or -1. */
  get erasing(): number {
    return this.#erasing;
  }

  read(address: number, length: number): string {
    this.reads++;
    if (this.array.mayBeWeak(address, length)) return toByteString(this.array.read(address, length));
    return this.#cells.toString("latin1", address, address + length);
  }

  program(address: number, text: string): boolean {
    const bytes = Buffer.from(text, "latin1");
    if ((address % PAGE_BYTES) + bytes.length > PAGE_BYTES)
      throw new RangeError(`a program at ${address} leaves its page`);
    this.before?.({ kind: "program", address, bytes });
    this.programs++;
    this.array.program(address, bytes);
    return true;
  }

  erase(address: number): boolean {
    if (this.#erasing >= 0) return false;
    if (address % SECTOR_BYTES !== 0) throw new RangeError(`no sector begins at ${address}`);
    this.#erasing = address;
    this.#polls = this.erasePolls;
    return true;
  }

  isErasing(): boolean {
    if (this.#erasing < 0) return false;
    if (this.#polls-- > 0) return true;
    const address = this.#erasing;
    this.before?.({ kind: "erase", address });
    this.#erasing = -1;
    this.erases++;
    this.array.erase(address);
    return false;
  }
}

/** What a byte comes to when 0, 1, 2 and 3 bytes follow it. */
const CRC_TABLES = [0, 1, 2, 3].map((following) =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8 + 8 * following; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  }),
);
const [CRC_0, CRC_1, CRC_2, CRC_3] = CRC_TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

/** Four bytes at a time. Node's own is faster only for texts longer than a slot. */
export function crc32(text: string): number {
  let rest = -1;
  let at = 0;
  for (; at + 4 <= text.length; at += 4) {
    rest ^= text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8);
    rest ^= (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24);
    rest = CRC_3[rest & 255]! ^ CRC_2[(rest >>> 8) & 255]! ^ CRC_1[(rest >>> 16) & 255]! ^ CRC_0[rest >>> 24]!;
  }
  for (; at < text.length; at++) rest = CRC_0[(rest ^ text.charCodeAt(at)) & 255]! ^ (rest >>> 8);
  return ~rest >>> 0;
}

/** As much of a processor as the store asks for. */
export const PROCESSOR = {
  nowMs: () => 0,
  crc32,
  toBytes: fromByteString,
  toText: toByteString,
} as unknown as Processor;

function secretBox(_processor: Processor, way: number, plain: string, nonce: string, key: Uint8Array): string {
  if (way !== ROOT.seal) throw new RangeError(`a log asks for ${way}`);
  return toByteString(nacl.secretbox(fromByteString(plain), fromByteString(nonce), key));
}

export const ROOT = { processor: PROCESSOR, secretBox, seal: 7, meterId: "HASM0001", root: "0123456789abcdef" };
export const FIRST_KEY = "first chain key.";

/** So many sectors for each segment; one more than nothing is a spare. */
export const SECTORS = 4;
export const SEGMENT_BYTES = SECTORS * SECTOR_BYTES;
export const PART_BYTES = 6 * SEGMENT_BYTES;
export const CREDIT_COUNT = 2;
export const VALUE_COUNT = 12;

export const LOG_NAMES = ["metrology", "security", "offSwitch"] as const;
export const VALUES_NAMES = ["credit", "parameters"] as const;
export const SEGMENT_NAMES = ["metrology", "security", "offSwitch", "tariffs", "credit", "parameters"] as const;
export type LogName = (typeof LOG_NAMES)[number];
export type ValuesName = (typeof VALUES_NAMES)[number];
export type SegmentName = (typeof SEGMENT_NAMES)[number];

export function segmentNumber(name: SegmentName): number {
  return SEGMENT_NAMES.indexOf(name) + 1;
}

export function segmentAddress(name: SegmentName): number {
  return SEGMENT_NAMES.indexOf(name) * SEGMENT_BYTES;
}

export interface Store {
  readonly metrology: Log;
  readonly security: Log;
  readonly offSwitch: Log;
  readonly tariffs: Images;
  readonly credit: Values;
  readonly parameters: Values;
}

/** The state of one segment on a part, not yet opened. */
export function logOn(flash: NorFlash, name: LogName): Log {
  const slotBytes = name === "offSwitch" ? 128 : 64;
  return logState(
    openMedium(PROCESSOR, flash),
    segmentNumber(name),
    segmentAddress(name),
    SEGMENT_BYTES,
    slotBytes,
    ROOT,
  );
}

export function valuesOn(flash: NorFlash, name: ValuesName): Values {
  const [slotBytes, count] = name === "credit" ? [64, CREDIT_COUNT] : [32, VALUE_COUNT];
  const medium = openMedium(PROCESSOR, flash);
  return valuesState(medium, segmentNumber(name), segmentAddress(name), SEGMENT_BYTES, slotBytes, count);
}

/** The registers of the meter: where the rig has the credit, with slots as large as system.ts gives them. */
export function registersOn(flash: NorFlash): Values {
  const medium = openMedium(PROCESSOR, flash);
  return valuesState(medium, segmentNumber("credit"), segmentAddress("credit"), SEGMENT_BYTES, 128, CREDIT_COUNT);
}

/** The tally of the meter: where the rig has the off-switch log, with slots as large as system.ts gives them. */
export function tallyOn(flash: NorFlash): Values {
  const medium = openMedium(PROCESSOR, flash);
  return valuesState(medium, segmentNumber("offSwitch"), segmentAddress("offSwitch"), SEGMENT_BYTES, 32, 2);
}

export function imagesOn(flash: NorFlash): Images {
  return imagesState(openMedium(PROCESSOR, flash), segmentNumber("tariffs"), segmentAddress("tariffs"), SEGMENT_BYTES);
}

export function storeOn(flash: NorFlash): Store {
  return {
    metrology: logOn(flash, "metrology"),
    security: logOn(flash, "security"),
    offSwitch: logOn(flash, "offSwitch"),
    tariffs: imagesOn(flash),
    credit: valuesOn(flash, "credit"),
    parameters: valuesOn(flash, "parameters"),
  };
}

export function openAll(store: Store): boolean {
  let good = openImages(store.tariffs);
  for (const log of [store.metrology, store.security, store.offSwitch]) good = openLog(log) && good;
  for (const values of [store.credit, store.parameters]) good = openValues(values) && good;
  return good;
}

export function array(seed: number): NorArray {
  const random = new Random(seed);
  return new NorArray(PART_BYTES, () => random.uint32());
}
