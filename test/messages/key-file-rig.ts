// Key files made by hand, the room beside them, and a processor that has nothing but these files: its flash can lose its supply in the
// middle of a write. Secrets are 32 times one letter.

import { BoardStorage } from "../../bench/engine/board-storage.ts";
import { crc32, fromByteString, toByteString } from "../../bench/byte-string.ts";
import { openKeyFile, ROOM_MARK, SLOT_BYTES } from "../../firmware/keys/key-file.ts";
import type { KeyFile } from "../../firmware/keys/key-file.ts";
import type { Processor } from "../../hal/processor.ts";

export const ID = "HASM0001";
export const PROVISIONED = "hasm.keys";
export const ROOM = "hasm.keyb";

/** Key number to letter. */
export type Letters = Readonly<Record<number, string>>;

export const secretOf = (letter: string): string => letter.repeat(32);

export function withCrc(body: string): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, crc32(body));
  return body + toByteString(bytes);
}

export function fileOf(generation: number, keys: Letters, id = ID): string {
  const rows = Object.entries(keys).map(([number, letter]) => String.fromCharCode(Number(number)) + secretOf(letter));
  return withCrc("HK2" + id + String.fromCharCode(generation >>> 8, generation & 255) + rows.join(""));
}

export function slotOf(file: string): string {
  return (String.fromCharCode(file.length >>> 8, file.length & 255) + file).padEnd(SLOT_BYTES, "\xff");
}

/** A room with these files in its first slots, of `slots` in all. */
export function roomOf(slots: number, files: readonly string[] = []): string {
  return (
    ROOM_MARK +
    files
      .map(slotOf)
      .join("")
      .padEnd(slots * SLOT_BYTES, "\xff")
  );
}

/** Thrown where the supply of the flash goes. */
export class Cut extends Error {}

export function processorOn(storage: BoardStorage): Processor {
  return {
    crc32,
    toBytes: fromByteString,
    toText: toByteString,
    readFile: (name: string, from?: number, length?: number) => storage.read(name, from, length) ?? "",
    writeFile: (name: string, from: number, text: string) => {
      if (storage.read(name, from, text.length) !== "\xff".repeat(text.length)) return false;
      if (storage.write(name, text, from, () => undefined) === "cut") throw new Cut();
      return true;
    },
  } as unknown as Processor;
}

export function storageOf(provisioned: string, room: string): BoardStorage {
  return new BoardStorage({ [PROVISIONED]: provisioned, [ROOM]: room });
}

export function open(storage: BoardStorage, numbers: readonly number[] = [1]): KeyFile | undefined {
  return openKeyFile(processorOn(storage), numbers);
}

/** All keys of a file as "1a 65b". */
export function show(file: KeyFile): string {
  const numbers = Array.from({ length: 256 }, (_, number) => number);
  return numbers
    .filter((number) => file.secret(number) !== "")
    .map((number) => `${number}${file.secret(number)[0]!}`)
    .join(" ");
}

/** What a boot finds: "1a 65b", or "none". */
export function found(storage: BoardStorage, numbers?: readonly number[]): string {
  const file = open(storage, numbers);
  return file === undefined ? "none" : show(file);
}
