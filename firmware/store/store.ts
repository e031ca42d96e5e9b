// The segments of one part: made from system.ts, opened at the start, kept in order while the processor is idle. What a partition is lent of them
// is the build's business (tools/build/wiring.ts).

import type { Processor } from "../../hal/processor.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { NorFlash } from "../../hal/nor-flash.ts";
import { coveredBytes, NO_KEY } from "./log.ts";
import type { ChainRoot } from "./chain.ts";
import type { Images } from "./image.ts";
import type { Log } from "./log.ts";
import type { Medium } from "./port.ts";
import type { Ring } from "./ring.ts";
import { BODY, CRC_BYTES } from "./slot.ts";
import type { Values } from "./values.ts";

export function openMedium(processor: Processor, flash: NorFlash): Medium {
  return { flash: flash, crc32: processor.crc32, refused: 0 };
}

function ring(
  medium: Medium,
  number: number,
  baseAddress: number,
  bytes: number,
  slotBytes: number,
  soundBytes: number,
): Ring {
  return {
    medium: medium,
    firstSector: baseAddress / SECTOR_BYTES,
    sectors: bytes / SECTOR_BYTES,
    number: number,
    slotBytes: slotBytes,
    soundBytes: soundBytes,
    sequence: 0,
    begun: false,
    slot: 0,
    tail: 0,
    unsure: false,
    spare: 0,
    spareSlot: 0,
    failures: 0,
    busy: false,
    writing: false,
    record: 0,
    fault: 0,
    damaged: 0,
    waited: 0,
  };
}

export function logState(
  medium: Medium,
  number: number,
  baseAddress: number,
  bytes: number,
  slotBytes: number,
  root: ChainRoot,
): Log {
  return {
    ring: ring(medium, number, baseAddress, bytes, slotBytes, coveredBytes(slotBytes)),
    root: root,
    key: NO_KEY,
    keyOffset: -1,
    acknowledged: 0,
    announced: 0,
    oldest: 1,
    lost: 0,
  };
}

/** `count` values, numbered from 0; at most 126, and as many as leave half of a sector for changes. */
export function valuesState(
  medium: Medium,
  number: number,
  baseAddress: number,
  bytes: number,
  slotBytes: number,
  count: number,
): Values {
  return {
    ring: ring(medium, number, baseAddress, bytes, slotBytes, slotBytes - BODY - CRC_BYTES),
    slots: new Uint8Array(count),
    sector: 0,
  };
}

export function imagesState(medium: Medium, number: number, baseAddress: number, bytes: number): Images {
  return {
    medium: medium,
    firstSector: baseAddress / SECTOR_BYTES,
    sectors: bytes / SECTOR_BYTES,
    number: number,
    headers: ["", ""],
    place: -1,
    erasedBytes: 0,
    writtenBytes: 0,
    sums: "",
    isErasing: false,
    fault: 0,
    damaged: 0,
  };
}
