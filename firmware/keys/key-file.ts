// The key file: what the processor knows its correspondents by, in the chip's internal flash, and how one key in it is replaced.
//
// "hasm.keys" comes from provisioning and is never written again. A change writes the whole file anew, with the next generation, into the
// first blank slot of "hasm.keyb", which provisioning leaves as mere room; it counts once it reads back as written. Boot takes the
// sound file with the larger generation, so a power cut at any byte of a change leaves the keys before it or those after it. No file of
// the flash is begun or replaced for it: why that must not be stands in hal/drivers/espruino.ts. When the room is used up, keys stay as
// they are until the next provisioning. Nothing is held in RAM: the text lies where it was written.
//
//   key file: 0 "HK2" · 3 meter id 8 · 11 generation 2 · 13 keys, each number 1 and secret 32 · CRC-32 of all before 4
//   room:     0 "HKR1" · 4 slots of 384, each 0 length 2 · 2 key file · 0xff to the end; a blank slot is all 0xff

import type { Processor } from "../../hal/processor.ts";

export const PROVISIONED = "hasm.keys";
const ROOM = "hasm.keyb";
/** The room as provisioning leaves it is this, and 0xff for each byte of its slots. */
export const ROOM_MARK = "HKR1";
/** Holds 11 keys, and a room of 170 slots is the longest that the engine shows whole. */
export const SLOT_BYTES = 384;
const LENGTH_BYTES = 2;
const GENERATION_AT = 11;
const KEYS_AT = 13;
const SECRET_BYTES = 32;
const KEY_BYTES = 33;
const CRC_BYTES = 4;
/** From here on a number is that of a key that is to follow another: there has to be room left for the change in which it does. */
const FIRST_SUCCESSOR = 64;
/** Generations do not start anew: the older file would win. */
const LAST_GENERATION = 65535;

export interface KeyFile {
  /** 8 bytes. */
  readonly meterId: string;
  /** The 32 bytes of a key; "" where the file has none of that number. */
  secret(number: number): string;
  /**
   * From now on `number` (1 to 255) has `secret` (32 bytes), and key `drop` is gone (0: none is); both or neither. So a pending key n + 64
   * becomes key n: `change(n, secret(n + 64), n + 64)`. True if that is so and outlives a power cut. False where nothing changed: a
   * number, a secret or a key dropped that cannot be, no room or generation left, or a flash that does not take the file.
   */
  change(number: number, secret: string, drop: number): boolean;
}

function u16At(text: string, at: number): number {
  return text.charCodeAt(at) * 256 + text.charCodeAt(at + 1);
}

function u16Text(value: number): string {
  return String.fromCharCode(value >>> 8, value & 255);
}

/** Where key `number` begins, or 0. */
function keyAt(file: string, number: number): number {
  for (let at = KEYS_AT; at < file.length - CRC_BYTES; at += KEY_BYTES) if (file.charCodeAt(at) === number) return at;
  return 0;
}

function holdsAll(file: string, numbers: readonly number[]): boolean {
  for (const number of numbers) if (keyAt(file, number) === 0) return false;
  return true;
}

function crcText(processor: Processor, body: string): string {
  const crc = processor.crc32(body);
  return u16Text(crc >>> 16) + u16Text(crc & 65535);
}

function isSound(processor: Processor, file: string, numbers: readonly number[]): boolean {
  const end = file.length - CRC_BYTES;
  if (end < KEYS_AT || (end - KEYS_AT) % KEY_BYTES !== 0 || file.substr(0, 3) !== "HK2") return false;
  return file.substr(end) === crcText(processor, file.substr(0, end)) && holdsAll(file, numbers);
}

function slotAt(slot: number): number {
  return ROOM_MARK.length + slot * SLOT_BYTES;
}

/** Whatever a used slot holds; "" where its length cannot be. */
function slotFile(processor: Processor, slot: number): string {
  const bytes = u16At(processor.readFile(ROOM, slotAt(slot), LENGTH_BYTES), 0);
  if (bytes < 1 || bytes > SLOT_BYTES - LENGTH_BYTES) return "";
  return processor.readFile(ROOM, slotAt(slot) + LENGTH_BYTES, bytes);
}

/** The file that follows on `file`, whatever it holds. */
function successor(processor: Processor, file: string, number: number, secret: string, drop: number): string {
  let next = file.substr(0, GENERATION_AT) + u16Text(u16At(file, GENERATION_AT) + 1);
  for (let at = KEYS_AT; at < file.length - CRC_BYTES; at += KEY_BYTES) {
    const other = file.charCodeAt(at);
    if (other !== number && other !== drop) next += file.substr(at, KEY_BYTES);
  }
  next += String.fromCharCode(number) + secret;
  return next + crcText(processor, next);
}

function slotCount(processor: Processor): number {
  return Math.floor((processor.readFile(ROOM).length - ROOM_MARK.length) / SLOT_BYTES);
}

/** The slot behind the last one that holds a length. What a cut left without one may still not be blank. */
function firstBlank(processor: Processor): number {
  let slot = slotCount(processor);
  while (slot > 0 && processor.readFile(ROOM, slotAt(slot - 1), LENGTH_BYTES) === "\xff\xff") slot--;
  return slot;
}

/** "" where there is none. */
function fileInForce(processor: Processor, numbers: readonly number[]): string {
  let changed = "";
  for (let slot = firstBlank(processor) - 1; slot >= 0 && changed === ""; slot--) {
    changed = slotFile(processor, slot);
    if (!isSound(processor, changed, numbers)) changed = "";
  }
  const provisioned = processor.readFile(PROVISIONED);
  if (!isSound(processor, provisioned, numbers)) return changed;
  return changed !== "" && u16At(changed, GENERATION_AT) > u16At(provisioned, GENERATION_AT) ? changed : provisioned;
}

/** Puts `next` where there is room and `spare` slots stay blank, and gives it as it then lies in the flash; "" where it does not. */
function written(processor: Processor, next: string, spare: number): string {
  const text = u16Text(next.length) + next;
  const slots = slotCount(processor) - spare;
  if (text.length > SLOT_BYTES) return "";
  let slot = firstBlank(processor);
  while (slot < slots && !processor.writeFile(ROOM, slotAt(slot), text)) slot++;
  // That the flash took it is not proof.
  const file = slot < slots ? slotFile(processor, slot) : "";
  return file === next ? file : "";
}

/**
 * Puts the file in which `number` has `secret` and `drop` is gone behind the one in force, and gives it as it then lies in the flash; "" where
 * it cannot be. One function, so that all it takes exists only while it runs (tools/build/heap.ts).
 */
function changed(
  processor: Processor,
  file: string,
  numbers: readonly number[],
  number: number,
  secret: string,
  drop: number,
): string {
  if (number < 1 || number > 255 || secret.length !== SECRET_BYTES) return "";
  if (u16At(file, GENERATION_AT) === LAST_GENERATION) return "";
  const next = successor(processor, file, number, secret, drop);
  return holdsAll(next, numbers) ? written(processor, next, number > FIRST_SUCCESSOR ? 1 : 0) : "";
}

/** The file in force, or undefined: none is whole and holds all keys of `numbers`. */
export function openKeyFile(processor: Processor, numbers: readonly number[]): KeyFile | undefined {
  let file = fileInForce(processor, numbers);
  if (file === "") return undefined;

  return {
    meterId: file.substr(3, 8),
    secret(number) {
      const at = keyAt(file, number);
      return at === 0 ? "" : file.substr(at + 1, SECRET_BYTES);
    },
    change(number, secret, drop) {
      const next = changed(processor, file, numbers, number, secret, drop);
      if (next !== "") file = next;
      return next !== "";
    },
  };
}
