// Whose a board is: by its key file, by the room where keys are changed, and by the flash part beside it. Nothing here writes.

import { crc32 } from "node:zlib";
import type { System } from "../../firmware/kernel/description.ts";
import {
  BEGUN,
  BODY,
  CRC_BYTES,
  isCommitted,
  isSound,
  isVoid,
  slotPayload,
  slotType,
} from "../../firmware/store/slot.ts";
import { SECTOR_BYTES } from "../../hal/nor-flash.ts";
import type { Console } from "./console.ts";
import { FlashError } from "./errors.ts";
import { soundKeys } from "./folder.ts";
import type { Provisioned } from "./folder.ts";
import type { Memory } from "./memory.ts";
import { isSame, readFile, readPart, sumOf } from "./storage.ts";
import type { StorageState } from "./storage.ts";

export const KEYS = "hasm.keys";
export const ROOM = "hasm.keyb";

/** No key file is longer. */
const MOST_KEY_BYTES = 1024;
const ID_BYTES = 8;
/** In a used room: mark, length of the first slot, and "HK2" stand before the meter id. */
const ROOM_ID_AT = 9;
/** Value of the counters that is the meter's id (firmware/keys/keys.ts). */
const METER = 0;
const ERASE =
  "To make it the board of another meter, erase its chip first (st-flash erase), and flash it with --engine IMAGE.";

/** What is to be done about the keys of a board. `meterId`: whose they are then. */
export interface KeyPlan {
  readonly keys: "keep" | "write";
  readonly room: "keep" | "write";
  readonly meterId: string;
  /** Keys were changed in service: they are in the room alone. */
  readonly isChanged: boolean;
}

function otherKeys(found: string, meterId: string): FlashError {
  const what = found === meterId ? `other keys of ${found}` : `the keys of ${found}`;
  return new FlashError(
    "other-keys",
    `the board holds ${what}, and --keys names those of ${meterId}: nothing was changed`,
    ERASE,
  );
}

function noKeys(what: string): FlashError {
  return new FlashError(
    "no-keys",
    `the board ${what}, and no --keys was given`,
    "Make keys with `npx hasm provision --meter ID --out DIR`, and give --keys DIR/ID.",
  );
}

/** A key file whose upload was cut: ours as far as it goes, and blank behind. */
function isBegun(found: string, wanted: string): boolean {
  const filled = found.replace(/\xff+$/, "");
  return found.length === wanted.length && wanted.startsWith(filled);
}

async function judgeFile(
  console: Console,
  storage: StorageState,
  given: Provisioned | undefined,
): Promise<{ plan: "keep" | "write"; meterId: string }> {
  const sum = storage.files[KEYS];
  if (sum === undefined) {
    if (given === undefined) throw noKeys("holds no keys");
    return { plan: "write", meterId: given.meterId };
  }
  if (given !== undefined && isSame(sum, sumOf(given.keys))) return { plan: "keep", meterId: given.meterId };
  const found = await readFile(console, KEYS, Math.min(sum[0], MOST_KEY_BYTES));
  const meterId = soundKeys(found);
  if (given === undefined) {
    if (meterId === undefined) throw noKeys("holds a damaged key file");
    return { plan: "keep", meterId };
  }
  if (meterId !== undefined) throw otherKeys(meterId, given.meterId);
  const written = found.slice(3, 3 + ID_BYTES);
  const isAnothers = found.startsWith("HK2") && /^[\x21-\x7e]{8}$/.test(written) && written !== given.meterId;
  if (isAnothers && !isBegun(found, given.keys)) throw otherKeys(written, given.meterId);
  return { plan: "write", meterId: given.meterId };
}

/** Throws FlashError where the board is another meter's, or nobody's and is to stay so. */
export async function judgeKeys(
  console: Console,
  storage: StorageState,
  given: Provisioned | undefined,
): Promise<KeyPlan> {
  const { plan: keys, meterId } = await judgeFile(console, storage, given);
  const sum = storage.files[ROOM];
  const [first, id] =
    sum === undefined
      ? ["", ""]
      : [await readPart(console, ROOM, 0, 4), await readPart(console, ROOM, ROOM_ID_AT, ID_BYTES)];
  const isChanged = first === "HKR1" && /[^\xff]/.test(id);
  if (isChanged && id !== meterId && /^[\x21-\x7e]{8}$/.test(id)) throw otherKeys(id, meterId);
  const isAsMade = given === undefined || isSame(sum, sumOf(given.room));
  if (sum === undefined && given === undefined) throw noKeys("has no room for changed keys");
  return { keys, room: isChanged || (sum !== undefined && isAsMade) ? "keep" : "write", meterId, isChanged };
}

/** The sectors of a processor's flash part, those of its counters last: until they go, a part is known by its owner. */
export function usedSectors(system: System): readonly number[] {
  const ordered = [...system.segments].sort(
    (a, b) => Number(a.name === system.counters) - Number(b.name === system.counters),
  );
  return ordered.flatMap(({ baseAddress, bytes }) =>
    Array.from({ length: bytes / SECTOR_BYTES }, (_, i) => baseAddress / SECTOR_BYTES + i),
  );
}

/** The meter whose counters stand on the part; "" where none has used it. */
export async function ownerOf(memory: Memory, system: System): Promise<string> {
  const { baseAddress, bytes, slotBytes } = system.segments.find(({ name }) => name === system.counters)!;
  const crc = (text: string): number => crc32(Buffer.from(text, "latin1"));
  for (let i = 0; i < bytes / SECTOR_BYTES; i++) {
    const sector = baseAddress / SECTOR_BYTES + i;
    if (!(await memory.isBegun(sector))) continue;
    const text = (await memory.read(sector)).toString("latin1");
    for (let at = slotBytes; at < SECTOR_BYTES; at += slotBytes) {
      const slot = text.slice(at, at + slotBytes);
      const isMeter = (slotType(slot) & ~BEGUN) === METER && isCommitted(slot) && !isVoid(slot);
      if (isMeter && isSound(slot, slotBytes - BODY - CRC_BYTES, crc) && slotPayload(slot).length === ID_BYTES)
        return slotPayload(slot);
    }
  }
  return "";
}

export function otherMemory(found: string, meterId: string): FlashError {
  return new FlashError(
    "other-memory",
    `the flash part holds the records of ${found}, and the board's keys are those of ${meterId}: nothing was changed`,
    `Put the part of ${meterId} back. ${ERASE}`,
  );
}
